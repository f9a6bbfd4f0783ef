const SECOND = 1000
const MILLISECOND_DIGITS = 3

/** A formatter of times that remembers the last millisecond, where many requests start, and the last second. */
export function createTimeFormatter(): (milliseconds: number) => string {
  let last = Number.NaN
  let text = ''
  let second = Number.NaN
  let toSecond = ''
  return milliseconds => {
    if (milliseconds === last) return text
    last = milliseconds
    const whole = Math.floor(milliseconds / SECOND)
    if (whole !== second) {
      second = whole
      toSecond = new Date(whole * SECOND).toISOString().slice(0, -'000Z'.length)
    }
    const rest = Math.floor(milliseconds - whole * SECOND)
    text = `${toSecond}${String(rest).padStart(MILLISECOND_DIGITS, '0')}Z`
    return text
  }
}
