/** When a stage's requests come. */
import type { Random } from './random.ts'
import type { Stage } from './scenario.ts'

/**
 * The moments of a stage in seconds from its start, in order. The rate runs from `from` to `to` in a straight line; at even
 * distances the nth request comes when the line has made room for n, at random as in a Poisson process of that rate.
 */
export function* arrivalsOf(
  stage: Pick<Stage, 'for' | 'rate' | 'arrivals'>,
  random: Random,
): Generator<number> {
  const { for: duration, rate, arrivals } = stage
  const slope = (rate.to - rate.from) / duration
  const all = ((rate.from + rate.to) / 2) * duration
  const isRandom = arrivals === 'random'
  for (let made = isRandom ? gap(random) : 0; made < all; made += isRandom ? gap(random) : 1) {
    const at = momentOf(made, rate.from, slope)
    if (at < duration) yield at
  }
}

/** Between two events of a Poisson process of rate 1. */
function gap(random: Random): number {
  return -Math.log(1 - random.share())
}

/** When `from · t + slope · t² / 2` is `made`. */
function momentOf(made: number, from: number, slope: number): number {
  if (made === 0) return 0
  if (slope === 0) return made / from
  // The form that loses no digits where the slope is slight.
  return (2 * made) / (from + Math.sqrt(Math.max(0, from * from + 2 * slope * made)))
}
