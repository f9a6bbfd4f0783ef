/** A formatter of times that remembers the last millisecond: many requests start in the same one. */
export function createTimeFormatter(): (milliseconds: number) => string {
  let last = Number.NaN
  let text = ''
  return milliseconds => {
    if (milliseconds !== last) {
      last = milliseconds
      text = new Date(milliseconds).toISOString()
    }
    return text
  }
}
