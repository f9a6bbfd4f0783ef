/** The one replacement that makes a text of another: what lies between their common beginning and end. */
export function spliceOf(before: string, after: string): { start: number; end: number; insert: string } {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start += 1
  let same = 0
  while (same < shorter - start && before[before.length - 1 - same] === after[after.length - 1 - same])
    same += 1
  return { start, end: before.length - same, insert: after.slice(start, after.length - same) }
}
