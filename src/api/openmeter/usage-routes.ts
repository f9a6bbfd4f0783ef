/** OpenMeter's API v1: meter queries, put to the same engine as v3's (openmeter/meter/httphandler/query.go). */
import type { Catalog } from '#events/catalog.ts'
import type { KeptMeter } from '#events/meter.ts'
import type { UsageRow } from '#events/meter-usage.ts'
import { type Granularity, isTimeZone } from '#events/windows.ts'
import { activeMeter } from '../catalog-routes.ts'
import { csvReply, prefersCsv, rfc3339 } from '../csv-reply.ts'
import { apiError, badRequest } from '../problem.ts'
import { type Route, route } from '../serve.ts'
import { type UsageRequest, usageQueryOf } from '../usage-query.ts'
import type { UsageParts } from '../usage-routes.ts'
import {
  listMeterGroupByValuesV1,
  listMeterSubjectsV1,
  type MeterQueryV1,
  type MeterQueryV1Result,
  queryMeterV1,
  queryMeterV1Post,
} from './usage-contract.ts'
import { withoutUndefined } from './without-undefined.ts'

const day = 24 * 60 * 60 * 1000

export function createUsageV1Routes(parts: UsageParts & { now(): number }): Route[] {
  const { events, catalog, now } = parts

  async function answer(idOrSlug: string, query: MeterQueryV1, request: Request) {
    const meter = activeMeter(catalog, idOrSlug)
    const asked = usageQueryOf(meter, requestOf(meter, query, catalog), catalog)
    const rows = await events.usage(asked)
    if (prefersCsv(request)) return csvReply(meter.key, csvLines(rows, asked.groupBy, catalog))
    return resultOf(query, rows)
  }

  /** What the meter's events have as the dimension, without what they lack. */
  async function valuesOf(meter: KeptMeter, name: string, period: Pick<UsageRequest, 'from' | 'to'>) {
    const counted = { ...meter, aggregation: 'count' } as const
    const request = { ...withoutUndefined(period), group_by_dimensions: [name] }
    const rows = await events.usage(usageQueryOf(counted, request, catalog))
    return rows.flatMap(({ dimensions }) => dimensions[name] || [])
  }

  return [
    route(queryMeterV1, ({ params, query, request }) => answer(params.meterIdOrSlug, query, request)),
    route(queryMeterV1Post, ({ params, body, request }) => answer(params.meterIdOrSlug, body, request)),
    route(listMeterSubjectsV1, ({ params, query }) =>
      valuesOf(activeMeter(catalog, params.meterIdOrSlug), 'subject', query),
    ),
    route(listMeterGroupByValuesV1, ({ params, query: { from, to } }) => {
      const meter = activeMeter(catalog, params.meterIdOrSlug)
      if (!hasKey(meter, params.groupByKey)) {
        const reason = `invalid group by: ${params.groupByKey}`
        throw badRequest([{ field: 'groupByKey', source: 'path', rule: 'invalid', reason }])
      }
      const start = to === undefined ? new Date(now() - day).toISOString() : undefined
      return valuesOf(meter, params.groupByKey, { from: from ?? start, to })
    }),
  ]
}

const granularities: Readonly<Record<NonNullable<MeterQueryV1['windowSize']>, Granularity>> = {
  MINUTE: 'PT1M',
  HOUR: 'PT1H',
  DAY: 'P1D',
  MONTH: 'P1M',
}

/** The query in v3's words; what the meter cannot answer is refused in OpenMeter's. */
function requestOf(meter: KeptMeter, query: MeterQueryV1, catalog: Catalog): UsageRequest {
  const { from, to, windowSize, windowTimeZone, subject, filterCustomerId = [] } = query
  refusePeriod(query)
  if (!isTimeZone(windowTimeZone)) {
    throw invalid('windowTimeZone', `invalid time zone: unknown time zone ${windowTimeZone}`)
  }
  const unknown = query.groupBy?.find(name => !isReserved(name) && !hasKey(meter, name))
  if (unknown !== undefined) throw invalid('groupBy', `invalid group by: ${unknown}`)
  refuseUnknownCustomer(filterCustomerId, catalog)
  return withoutUndefined({
    from,
    to,
    granularity: windowSize === undefined ? undefined : granularities[windowSize],
    time_zone: windowTimeZone,
    group_by_dimensions: [...(query.groupBy ?? []), ...(subject === undefined ? [] : ['subject'])],
    filters: {
      dimensions: {
        ...dimensionFilters(meter, query),
        ...(subject !== undefined && subject.length > 0 && { subject: { in: subject } }),
        ...(filterCustomerId.length > 0 && { customer_id: { in: filterCustomerId } }),
      },
    },
  })
}

type Filters = NonNullable<NonNullable<UsageRequest['filters']>['dimensions']>

function dimensionFilters(
  meter: KeptMeter,
  { filterGroupBy = {}, advancedMeterGroupByFilters = {} }: MeterQueryV1,
): Filters {
  const advanced = Object.entries(advancedMeterGroupByFilters)
  const simple = Object.entries(filterGroupBy)
  if (advanced.length > 0 && simple.length > 0) {
    const reason = 'advanced meter group by filters and filter group by cannot be used together'
    throw invalid('filterGroupBy', reason)
  }
  const unknown = [...advanced, ...simple].find(([name]) => !hasKey(meter, name))
  if (unknown !== undefined) {
    const field = advanced.length > 0 ? 'advancedMeterGroupByFilters' : 'filterGroupBy'
    throw invalid(`${field}[${unknown[0]}]`, `invalid group by filter: ${unknown[0]}`)
  }
  return Object.fromEntries([
    ...advanced.flatMap(([name, filter]) => (filter === undefined ? [] : [[name, filter] as const])),
    ...simple.flatMap(([name, values]) => (values.length === 0 ? [] : [[name, { in: values }] as const])),
  ])
}

function refusePeriod({ from, to }: MeterQueryV1): void {
  if (from === undefined || to === undefined) return
  if (Date.parse(from) === Date.parse(to)) throw invalid('to', 'from and to cannot be equal')
  if (Date.parse(from) > Date.parse(to)) throw invalid('to', 'from must be before to')
}

function refuseUnknownCustomer(ids: readonly string[], catalog: Catalog): void {
  const known = new Set(catalog.activeCustomers().map(({ id }) => id))
  const unknown = ids.find(id => !known.has(id))
  if (unknown !== undefined) throw apiError(404, `customer with id ${unknown} not found`)
}

function invalid(field: string, reason: string) {
  return badRequest([{ field, rule: 'invalid', reason }])
}

function isReserved(name: string): boolean {
  return name === 'subject' || name === 'customer_id'
}

function hasKey({ dimensions = {} }: KeptMeter, name: string): boolean {
  return Object.hasOwn(dimensions, name)
}

function resultOf({ from, to, windowSize }: MeterQueryV1, rows: readonly UsageRow[]): MeterQueryV1Result {
  return withoutUndefined({ from, to, windowSize, data: rows.map(rowOf) })
}

function rowOf({ from, to, value, dimensions }: UsageRow): MeterQueryV1Result['data'][number] {
  const { subject = null, customer_id, ...groupBy } = dimensions
  return withoutUndefined({
    value: Number(value),
    windowStart: rfc3339(from),
    windowEnd: rfc3339(to),
    subject,
    customerId: customer_id,
    groupBy,
  })
}

/** OpenMeter rounds the value to six decimals here; it is exact instead (openmeter/meter/httphandler/query_csv.go). */
function csvLines(rows: readonly UsageRow[], groupBy: readonly string[], catalog: Catalog): string[][] {
  const keys = groupBy.filter(name => name !== 'subject')
  const names = new Map(
    rows.map(({ dimensions: { subject = '' } }) => [subject, catalog.customerOf(subject)?.name]),
  )
  const hasNames = [...names.values()].some(name => name !== undefined)
  const lines = rows.map(({ from, to, value, dimensions }) => {
    const { subject = '' } = dimensions
    const name = hasNames ? [names.get(subject) ?? ''] : []
    return [rfc3339(from), rfc3339(to), subject, ...name, ...keys.map(key => dimensions[key] ?? ''), value]
  })
  const displayName = hasNames ? ['subject_display_name'] : []
  return [['window_start', 'window_end', 'subject', ...displayName, ...keys, 'value'], ...lines]
}
