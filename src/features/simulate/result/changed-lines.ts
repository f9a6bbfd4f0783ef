/** The lines in which two texts differ, where they do so at one place. */
export interface ChangedLines {
  /** Of the first line, from 1. */
  line: number
  removed: string[]
  added: string[]
}

export function changedLines(before: string, after: string): ChangedLines {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const shorter = Math.min(old.length, now.length)
  let start = 0
  while (start < shorter && old[start] === now[start]) start += 1
  let end = 0
  while (end < shorter - start && old.at(-1 - end) === now.at(-1 - end)) end += 1
  return {
    line: start + 1,
    removed: old.slice(start, old.length - end),
    added: now.slice(start, now.length - end),
  }
}
