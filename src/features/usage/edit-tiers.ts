import Big from 'big.js'
import type { Tier } from '#billing/price.ts'

/** A tier before the endless last one: it goes on where the one before it ends, ten times as far. */
export function addTier(tiers: readonly Tier[]): Tier[] {
  const last = tiers.at(-1) ?? { unit_amount: '0', flat_amount: '0' }
  const before = tiers.at(-2)?.up_to
  const up_to =
    before !== undefined && /^\d+(\.\d+)?$/.test(before) ? new Big(before).times(10).toFixed() : '1000'
  return [
    ...tiers.slice(0, -1),
    { ...last, up_to },
    { unit_amount: last.unit_amount, flat_amount: last.flat_amount },
  ]
}

/** What is then the last tier has no end. */
export function removeTier(tiers: readonly Tier[], index: number): Tier[] {
  const rest = tiers.toSpliced(index, 1)
  const last = rest.at(-1)
  if (last === undefined) return rest
  const { up_to: _, ...endless } = last
  return rest.with(-1, endless)
}
