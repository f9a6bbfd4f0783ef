/** Chance that can be repeated: all of a run's draws come from one seeded generator, in one order. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Amount } from './scenario.ts'

export interface Random {
  /** From 0 up to, not including, 1. */
  share(): number
  between(amount: Amount): number
  whole(amount: Amount): number
}

const INT32_VALUES = 2 ** 32

export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed)
  const share = () => (generator.next() >>> 0) / INT32_VALUES
  // One value needs no draw, so that most requests cost few.
  const between = ({ min, max }: Amount) => (min === max ? min : min + share() * (max - min))
  return { share, between, whole: amount => Math.round(between(amount)) }
}

/** Draws from a list by weight; a list of one needs no chance. Throws for an empty one. */
export function weightedPick<Item extends { weight: number }>(
  items: readonly Item[],
): (random: Random) => Item {
  const [only] = items
  if (only === undefined) throw new Error('there is nothing to pick from')
  if (items.length === 1) return () => only
  const total = items.reduce((sum, { weight }) => sum + weight, 0)
  return random => {
    let rest = random.share() * total
    for (const item of items) {
      rest -= item.weight
      if (rest < 0) return item
    }
    return only
  }
}
