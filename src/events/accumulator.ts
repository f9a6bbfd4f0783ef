/** The aggregations of a meter, one value after another. */
import type Big from 'big.js'
import { createExactSum, divideExact, isBig, nearest, toBig, writeExact } from './exact-number.ts'
import type { Meter } from './meter.ts'

/**
 * What was counted in one window and group. `number` takes small decimals as `Exact` has them, `big` the others, `text`
 * what `unique_count` tells apart; times are milliseconds.
 */
export interface Accumulator {
  count(): void
  number(mantissa: number, scale: number, time: number): void
  big(value: Big, time: number): void
  text(value: string | number): void
  /** A decimal without exponent; undefined when nothing was counted. */
  value(): string | undefined
}

const ignored = () => {}

export function createAccumulator(aggregation: Meter['aggregation']): Accumulator {
  switch (aggregation) {
    case 'count':
      return createCount()
    case 'unique_count':
      return createUniqueCount()
    case 'sum':
    case 'avg':
      return createSum(aggregation)
    case 'min':
      return createExtreme(-1)
    case 'max':
      return createExtreme(1)
    case 'latest':
      return createLatest()
  }
}

const none: Accumulator = {
  count: ignored,
  number: ignored,
  big: ignored,
  text: ignored,
  value: () => undefined,
}

function createCount(): Accumulator {
  let counted = 0
  const value = () => (counted === 0 ? undefined : String(counted))
  return {
    ...none,
    count: () => {
      counted += 1
    },
    value,
  }
}

function createUniqueCount(): Accumulator {
  const seen = new Set<string | number>()
  return {
    ...none,
    text: value => {
      seen.add(value)
    },
    value: () => (seen.size === 0 ? undefined : String(seen.size)),
  }
}

function createSum(aggregation: 'sum' | 'avg'): Accumulator {
  const sum = createExactSum()
  let counted = 0
  return {
    ...none,
    number: (mantissa, scale) => {
      counted += 1
      sum.add(mantissa, scale)
    },
    big: value => {
      counted += 1
      sum.addBig(value)
    },
    value: () => {
      if (counted === 0) return undefined
      return writeExact(aggregation === 'sum' ? sum.total() : divideExact(sum.total(), counted))
    },
  }
}

/** The smallest (sign -1) or largest (sign 1). Small decimals are compared as doubles, which have the same order. */
function createExtreme(sign: 1 | -1): Accumulator {
  let best: { mantissa: number; scale: number } | undefined
  let bestNear = 0
  let bestBig: Big | undefined
  const isBetter = (value: Big, than: Big | undefined) => than === undefined || value.cmp(than) === sign
  return {
    ...none,
    number: (mantissa, scale) => {
      const near = nearest({ mantissa, scale })
      if (best !== undefined && sign * (near - bestNear) <= 0) return
      best = { mantissa, scale }
      bestNear = near
    },
    big: value => {
      if (isBetter(value, bestBig)) bestBig = value
    },
    value: () => {
      const small = best && toBig(best)
      const found =
        small !== undefined && (bestBig === undefined || isBetter(small, bestBig)) ? small : bestBig
      return found && writeExact(found)
    },
  }
}

/** Of the greatest time; of several at that time the one that arrived last. */
function createLatest(): Accumulator {
  let at = Number.NEGATIVE_INFINITY
  let latest: Parameters<typeof toBig>[0] | undefined
  return {
    ...none,
    number: (mantissa, scale, time) => {
      if (time < at) return
      at = time
      if (latest === undefined || isBig(latest)) latest = { mantissa, scale }
      else Object.assign(latest, { mantissa, scale })
    },
    big: (value, time) => {
      if (time < at) return
      at = time
      latest = value
    },
    value: () => latest && writeExact(toBig(latest)),
  }
}
