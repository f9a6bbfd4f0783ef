/** Query parameters that the lists of OpenMeter's API v1 share. */
import { z } from 'zod'
import { wholeNumber } from '../whole-number.ts'

/** Pages of 100, from 1, in ascending order. */
export const listParameters = {
  page: wholeNumber({ min: 1 }).default(1),
  pageSize: wholeNumber({ min: 1, max: 1000 }).default(100),
  order: z.enum(['ASC', 'DESC']).default('ASC'),
  includeDeleted: z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] }).default(false),
}

/** How the caller tells its queries apart; the studio's are quick and report no progress. */
export const clientId = z.string().min(1).max(36).optional()

interface ListParameters {
  page: number
  pageSize: number
  order: 'ASC' | 'DESC'
}

/** The page of the rows in the order of `keyOf`. */
export function cutPage<Row>(
  rows: readonly Row[],
  { page, pageSize, order }: ListParameters,
  keyOf: (row: Row) => string,
): Row[] {
  const sign = order === 'DESC' ? -1 : 1
  const sorted = rows.toSorted((a, b) => compare(keyOf(a), keyOf(b)) * sign)
  return sorted.slice((page - 1) * pageSize, page * pageSize)
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
