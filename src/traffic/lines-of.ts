/**
 * The lines of a text that comes in pieces, without their ends (LF or CRLF), as many at once as a piece completes. A
 * last line without an end counts; an empty text has none. Memory holds one piece and the longest line.
 */
export async function* lineBatches(
  pieces: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string[], void, undefined> {
  let rest = ''
  for await (const piece of pieces) {
    const text = rest + piece
    const lines: string[] = []
    let start = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      lines.push(withoutReturn(text.slice(start, end)))
      start = end + 1
    }
    rest = text.slice(start)
    if (lines.length > 0) yield lines
  }
  if (rest !== '') yield [withoutReturn(rest)]
}

/** The same, one after the other. */
export async function* linesOf(
  pieces: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string, void, undefined> {
  for await (const lines of lineBatches(pieces)) for (const line of lines) yield line
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}
