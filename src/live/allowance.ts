/** So many a second in the long run, and so many at once: a token bucket on a clock that is passed in. */
export interface Allowance {
  /** Whether there is one more at this time, in milliseconds. Times may come a little out of order. */
  take(at: number): boolean
}

/** A time that is so much earlier than the last is of a clock that was set back. */
const SET_BACK_MILLISECONDS = 1000

export function createAllowance({ perSecond, atOnce }: { perSecond: number; atOnce: number }): Allowance {
  let left = atOnce
  let last: number | undefined

  function refill(at: number): void {
    const passed = at - (last ?? at)
    if (passed > 0) left = Math.min(atOnce, left + (passed / 1000) * perSecond)
    if (last === undefined || passed > 0 || passed < -SET_BACK_MILLISECONDS) last = at
  }

  return {
    take(at) {
      refill(at)
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
