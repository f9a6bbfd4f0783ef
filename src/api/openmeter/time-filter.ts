/** OpenMeter's filter of a time with `$` operators (openmeter pkg/filter, FilterTime). */
import { z } from 'zod'
import type { TimeFilter } from '#events/event-store.ts'
import { isGiven } from './text-filter.ts'

const dateTime = z.iso.datetime({ offset: true }).nullish()

const bounds = z.strictObject({
  $eq: dateTime,
  $gt: dateTime,
  $gte: dateTime,
  $lt: dateTime,
  $lte: dateTime,
})

/** Several operators are AND-ed, as in API v3. `$or` is not served: a list has one stretch of time. */
export const eventTimeFilter = bounds
  .extend({ $and: z.array(bounds).min(1).max(10).nullish() })
  .transform(({ $and, ...own }): TimeFilter => {
    const filter: TimeFilter = {}
    for (const each of [own, ...($and ?? [])]) tighten(filter, each)
    return filter
  })

/** Of two bounds on one side the tighter one holds. */
function tighten(filter: TimeFilter, { $eq, $gt, $gte, $lt, $lte }: z.infer<typeof bounds>): void {
  if (isGiven($eq)) tighten(filter, { $gte: $eq, $lte: $eq })
  if (isGiven($gt)) filter.gt = latest(filter.gt, $gt)
  if (isGiven($gte)) filter.gte = latest(filter.gte, $gte)
  if (isGiven($lt)) filter.lt = earliest(filter.lt, $lt)
  if (isGiven($lte)) filter.lte = earliest(filter.lte, $lte)
}

function latest(one: string | undefined, other: string): string {
  return one !== undefined && Date.parse(one) > Date.parse(other) ? one : other
}

function earliest(one: string | undefined, other: string): string {
  return one !== undefined && Date.parse(one) < Date.parse(other) ? one : other
}
