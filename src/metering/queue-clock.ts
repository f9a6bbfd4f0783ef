/** The queue's own time: whole microseconds that never go back, so that comparisons are exact. */
export interface QueueClock {
  /** The caller's seconds as the queue's microseconds. A clock that was set back goes on from where it was. */
  read(now: number): number
  /** The queue's microseconds as the caller's seconds. */
  seconds(at: number): number
}

export function createQueueClock(): QueueClock {
  // Fields hold fractions and large numbers in place, variables of a closure get a new object for each.
  const kept = { last: Number.NEGATIVE_INFINITY, setBack: 0 }
  return {
    read(now) {
      const given = microseconds(now)
      if (given + kept.setBack < kept.last) kept.setBack = kept.last - given
      kept.last = given + kept.setBack
      return kept.last
    },
    seconds: at => (at - kept.setBack) / 1_000_000,
  }
}

/** Seconds as whole microseconds. */
export function microseconds(seconds: number): number {
  return Math.round(seconds * 1_000_000)
}
