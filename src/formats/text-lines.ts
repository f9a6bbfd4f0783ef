import type { TextRange } from './diagnostic.ts'

/** The lines of a text, for turning offsets into lines and columns. */
export interface TextLines {
  /** The range between two offsets (UTF-16 units, end exclusive), clamped to the text. */
  range(start: number, end: number): TextRange
  /** The offset at which the line of `offset` starts. */
  lineStart(offset: number): number
  /** The offset at which the line of `offset` ends: its line break, or the end of the text. */
  lineEnd(offset: number): number
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Finds the lines of a text once; look-ups are logarithmic. A `\r` before `\n` belongs to the line break. */
export function textLines(text: string): TextLines {
  const starts = lineStarts(text)
  const clamp = (offset: number) => Math.min(Math.max(offset, 0), text.length)
  const lineOf = (offset: number): number => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
  const startOf = (line: number) => starts[line] ?? 0
  const lineEnd = (offset: number): number => {
    const next = starts[lineOf(clamp(offset)) + 1]
    if (next === undefined) return text.length
    return text[next - 2] === '\r' ? next - 2 : next - 1
  }
  return {
    range(from, to) {
      const start = clamp(from)
      const end = Math.max(clamp(to), start)
      const line = lineOf(start)
      const endLine = lineOf(end)
      return {
        start,
        end,
        line: line + 1,
        column: start - startOf(line) + 1,
        endLine: endLine + 1,
        endColumn: end - startOf(endLine) + 1,
      }
    },
    lineStart: offset => startOf(lineOf(clamp(offset))),
    lineEnd,
  }
}
