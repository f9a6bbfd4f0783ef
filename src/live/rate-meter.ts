/** How many per second there were, over the last seconds. */
const OVER_MILLISECONDS = 3000
const STEP_MILLISECONDS = 250

export interface RateMeter {
  /** `count` is what there was up to `at`, in milliseconds from the start. */
  note(at: number, count: number): void
  perSecond(at: number, count: number): number
}

export function createRateMeter(): RateMeter {
  const notes: { at: number; count: number }[] = []
  return {
    note(at, count) {
      if (at - (notes.at(-1)?.at ?? 0) < STEP_MILLISECONDS) return
      notes.push({ at, count })
      while (notes.length > 2 && at - (notes[1]?.at ?? at) >= OVER_MILLISECONDS) notes.shift()
    },
    perSecond(at, count) {
      const from = notes.findLast(known => at - known.at >= OVER_MILLISECONDS) ?? { at: 0, count: 0 }
      return at <= from.at ? 0 : ((count - from.count) / (at - from.at)) * 1000
    },
  }
}
