/** Decimal numbers without floating-point loss, fast for those of up to 15 digits. */
import Big from 'big.js'

/**
 * A decimal number: `mantissa / 10 ** scale` where that is exact in a double and no two such numbers share a double (at
 * most 15 digits), else a Big.
 */
export type Exact = { mantissa: number; scale: number } | Big

const largestMantissa = 1e15
const largestScale = 22
/** What Go's strconv.ParseFloat takes, without its hexadecimal form and underscores. */
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const plain = /^([+-]?)(\d*)\.?(\d*)$/
/** A text with more digits than this is taken as the double next to it: nobody counts in them, and they would cost. */
const longestText = 400

/** Undefined for a text that is not a number, and for numbers that a double cannot hold. */
export function readExact(value: number | string): Exact | undefined {
  if (typeof value === 'number') return ofNumber(value)
  if (!decimal.test(value)) return undefined
  const near = Number(value)
  if (!Number.isFinite(near)) return undefined
  // Below what a double tells from nothing; a Big with such an exponent would fill the memory.
  if (near === 0) return { mantissa: 0, scale: 0 }
  return value.length > longestText ? ofNumber(near) : ofText(value)
}

function ofNumber(value: number): Exact | undefined {
  if (Number.isInteger(value) && Math.abs(value) < largestMantissa) return { mantissa: value, scale: 0 }
  return Number.isFinite(value) ? ofText(String(value)) : undefined
}

function ofText(text: string): Exact {
  const [, sign = '', whole = '', fraction = ''] = plain.exec(text) ?? []
  const scale = fraction.length
  const mantissa = Number(`${sign}${whole}${fraction}`)
  if (whole + fraction !== '' && scale <= largestScale && Math.abs(mantissa) < largestMantissa) {
    return { mantissa, scale }
  }
  return new Big(text.replace(/^\+/, ''))
}

/** The double next to it: an exact order for those that are not a Big. */
export function nearest({ mantissa, scale }: { mantissa: number; scale: number }): number {
  return mantissa / 10 ** scale
}

export function isBig(value: Exact): value is Big {
  return value instanceof Big
}

export function toBig(value: Exact): Big {
  return isBig(value) ? value : new Big(`${value.mantissa}e${-value.scale}`)
}

/** Adds without loss. */
export interface ExactSum {
  add(mantissa: number, scale: number): void
  addBig(value: Big): void
  total(): Big
}

export function createExactSum(): ExactSum {
  /** By scale; each stays a safe integer. */
  const sums: number[] = []
  let rest = new Big(0)
  const settle = (scale: number) => {
    rest = rest.plus(toBig({ mantissa: sums[scale] ?? 0, scale }))
    sums[scale] = 0
  }
  return {
    add: (mantissa, scale) => {
      const sum = (sums[scale] ?? 0) + mantissa
      sums[scale] = sum
      // One more mantissa fits below 2 ** 53 then.
      if (sum > 8e15 || sum < -8e15) settle(scale)
    },
    addBig: value => {
      rest = rest.plus(value)
    },
    total: () => {
      for (const scale of sums.keys()) settle(scale)
      return rest
    },
  }
}

/** Without exponent and without trailing zeros: `0.30`'s is `0.3`. */
export function writeExact(value: Big): string {
  return value.eq(0) ? '0' : value.toFixed()
}

/** A mean has at most 20 decimals, the last one rounded half up (decision 19). */
export function divideExact(total: Big, count: number): Big {
  return total.div(count)
}
