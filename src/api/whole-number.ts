import { z } from 'zod'

/**
 * A whole number in a query, as OpenAPI's integer: digits alone. What else JavaScript takes for a number (`1e2`, `0x10`,
 * blanks around) is none.
 */
export function wholeNumber({ min, max = Number.MAX_SAFE_INTEGER }: { min: number; max?: number }) {
  return z.preprocess(
    value => (typeof value === 'string' && !/^-?\d+(?:\.\d+)?$/.test(value) ? Number.NaN : Number(value)),
    z.number().int().min(min).max(max),
  ) as unknown as z.ZodType<number, number>
}
