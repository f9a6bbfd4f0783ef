/** What the Usage tab asks of a meter, as the URL says it. */
import type { MeterQueryRequest } from '#api/meter-query.ts'
import type { Period } from '#billing/invoice.ts'
import type { Meter } from '#events/meter.ts'
import { isoPeriod } from './billing-period.ts'
import type { UsageSearch } from './use-usage-search.ts'

export interface DimensionValues {
  dimension: string
  /** Alternatives. */
  values: string[]
}

/** `model=gpt-4o&model=o3&type=request`: as a query string, so that any value survives. */
export function readWhere(where: string): DimensionValues[] {
  const params = new URLSearchParams(where)
  return [...new Set(params.keys())].map(dimension => ({ dimension, values: params.getAll(dimension) }))
}

export function writeWhere(filters: readonly DimensionValues[]): string {
  return new URLSearchParams(
    filters.flatMap(({ dimension, values }) => values.map(value => [dimension, value])),
  ).toString()
}

/** What a meter's usage can be grouped by. */
export function groupings({ dimensions = {} }: Meter): string[] {
  return ['subject', 'customer_id', ...Object.keys(dimensions)]
}

/** Of the dimensions in the URL those that the meter has, each once. */
export function groupsOf({ by }: Pick<UsageSearch, 'by'>, meter: Meter): string[] {
  const known = groupings(meter)
  return [...new Set(by.split(','))].filter(name => known.includes(name))
}

interface UsageQuestion {
  meter: Meter
  state: Pick<UsageSearch, 'by' | 'where' | 'tz'>
  period: Period
}

/** A meter query of a period. */
export interface UsageRequest extends MeterQueryRequest {
  from: string
  to: string
  group_by_dimensions: string[]
}

/** Without windows: the whole period. */
export function usageRequest({ meter, state, period }: UsageQuestion): UsageRequest {
  const known = groupings(meter)
  const filters = readWhere(state.where).filter(({ dimension }) => known.includes(dimension))
  return {
    ...isoPeriod(period),
    time_zone: state.tz,
    group_by_dimensions: groupsOf(state, meter),
    ...(filters.length > 0 && {
      filters: {
        dimensions: Object.fromEntries(
          filters.map(({ dimension, values }) => [dimension, { in: values }] as const),
        ),
      },
    }),
  }
}
