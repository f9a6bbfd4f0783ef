/**
 * The lines of a text that comes in pieces, without their ends (LF or CRLF). A last line without an end counts; an
 * empty text has none. Memory holds one piece and the longest line.
 */
export async function* linesOf(
  pieces: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string, void, undefined> {
  let rest = ''
  for await (const piece of pieces) {
    const text = rest + piece
    let start = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      yield withoutReturn(text.slice(start, end))
      start = end + 1
    }
    rest = text.slice(start)
  }
  if (rest !== '') yield withoutReturn(rest)
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}
