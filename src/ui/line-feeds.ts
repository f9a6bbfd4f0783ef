/**
 * Editors know one kind of line end: they would rewrite a text whose lines end in several ways, or with a carriage
 * return. Here they are shown line feeds only, and what they change is changed in the text as it is.
 */
import { spliceOf } from './splice.ts'

export interface LineFeeds {
  /** The text with nothing but line feeds at its lines' ends. */
  shown: string
  /** An offset of the text as one of what is shown. Between the two characters of a line end, it is that end. */
  toShown: (offset: number) => number
  toText: (offset: number) => number
  /** The text with the change that made `next` of what was shown; new lines end as the line before them does. */
  changed: (next: string) => string
}

const LINE_END = /\r\n?|\n/g

export function lineFeeds(text: string): LineFeeds {
  const shown = text.replace(LINE_END, '\n')
  /** Where the text has two characters and the shown one has one: offsets of the second in the text. */
  const extras = [...text.matchAll(/\r\n/g)].map(({ index }) => index + 1)
  const toShown = (offset: number) => offset - countBelow(extras.length, at => (extras[at] ?? 0) <= offset)
  const toText = (offset: number) =>
    offset + countBelow(extras.length, at => (extras[at] ?? 0) - at <= offset)
  return {
    shown,
    toShown,
    toText,
    changed: next => {
      const { start, end, insert } = spliceOf(shown, next)
      const [from, to] = [toText(start), toText(end)]
      return text.slice(0, from) + insert.replaceAll('\n', lineEndBefore(text, from)) + text.slice(to)
    },
  }
}

/** How many of the first numbers meet a condition that none meets after one that does not. */
function countBelow(length: number, meets: (at: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (meets(middle)) low = middle + 1
    else high = middle
  }
  return low
}

function lineEndBefore(text: string, offset: number): string {
  const before = text.lastIndexOf('\n', offset - 1)
  const at = before === -1 || offset === 0 ? text.indexOf('\n') : before
  return text[at - 1] === '\r' ? '\r\n' : '\n'
}
