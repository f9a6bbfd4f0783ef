/** Konnect's meter query, checked against its meter and put as the stores take it. */
import type { Catalog } from '#events/catalog.ts'
import type { Meter } from '#events/meter.ts'
import type { DimensionFilter, UsageQuery } from '#events/meter-usage.ts'
import { isTimeZone } from '#events/windows.ts'
import type { DimensionFilterRequest, MeterQueryRequest } from './meter-query.ts'
import { type ApiError, badRequest, notFound } from './problem.ts'

/** Konnect's query; its filters may also be those that only API v1 has. */
export interface UsageRequest extends Omit<MeterQueryRequest, 'filters'> {
  filters?: { dimensions?: Filters | undefined } | undefined
}
type Filters = Readonly<Record<string, DimensionFilter | DimensionFilterRequest>>

const reserved = ['subject', 'customer_id'] as const
type Reserved = (typeof reserved)[number]

/** Throws the 400 or 404 of a query that the meter cannot answer (openmeter api/v3/handlers/meters/query). */
export function usageQueryOf(meter: Meter, body: UsageRequest, catalog: Catalog): UsageQuery {
  const { dimensions = {} } = body.filters ?? {}
  const timeZone = timeZoneOf(body)
  // Reserved dimensions that are filtered are grouped by too, as OpenMeter does.
  const filtered = reserved.filter(name => Object.hasOwn(dimensions, name))
  const query: UsageQuery = {
    meter,
    groupBy: [...new Set([...groupByOf(meter, body), ...filtered])],
    filters: dimensionFilters(meter, dimensions),
    customers: catalog.customerIds(),
    ...periodOf(meter, body),
  }
  const subjects = subjectsOf(dimensions, catalog)
  if (subjects !== undefined) query.subjects = { in: subjects }
  if (body.granularity !== undefined) {
    query.windows = { granularity: body.granularity, timeZone }
  }
  return query
}

function invalid(field: string, reason: string): ApiError {
  return badRequest([{ field, source: 'body', rule: 'invalid', reason }])
}

function timeZoneOf({ time_zone }: UsageRequest): string {
  if (time_zone === undefined) return 'UTC'
  if (isTimeZone(time_zone)) return time_zone
  throw invalid(
    'time_zone',
    `must be a name of the IANA time zone database, such as Europe/Berlin; found ${JSON.stringify(time_zone)}`,
  )
}

function periodOf(meter: Meter, { from, to }: UsageRequest): Pick<UsageQuery, 'from' | 'to'> {
  if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to)) {
    throw invalid('to', `must be after from, ${from}`)
  }
  const starts = [from, meter.events_from].flatMap(start => (start === undefined ? [] : [Date.parse(start)]))
  return {
    ...(starts.length > 0 && { from: Math.max(...starts) }),
    ...(to !== undefined && { to: Date.parse(to) }),
  }
}

function isDimension(meter: Meter, name: string): boolean {
  return meter.dimensions !== undefined && Object.hasOwn(meter.dimensions, name)
}

function groupByOf(meter: Meter, { group_by_dimensions = [] }: UsageRequest): readonly string[] {
  const isKnown = (name: string) => isReserved(name) || isDimension(meter, name)
  const unknown = group_by_dimensions.findIndex(name => !isKnown(name))
  if (unknown < 0) return group_by_dimensions
  throw invalid(
    `group_by_dimensions[${unknown}]`,
    unknownDimension(meter, group_by_dimensions[unknown] ?? ''),
  )
}

function isReserved(name: string): name is Reserved {
  return reserved.some(known => known === name)
}

function unknownDimension(meter: Meter, name: string): string {
  const known = [...Object.keys(meter.dimensions ?? {}), ...reserved]
  return `is no dimension of the meter ${meter.key}, which has ${known.join(', ')}; found ${JSON.stringify(name)}`
}

function dimensionFilters(meter: Meter, filters: Filters): Record<string, DimensionFilter> {
  const found = Object.entries(filters).filter(([name]) => !isReserved(name))
  for (const [name] of found) {
    if (!isDimension(meter, name)) throw invalid(`filters.dimensions.${name}`, unknownDimension(meter, name))
  }
  // The schema has made sure of exactly one operator; zod adds no keys that were not given.
  return Object.fromEntries(found) as Record<string, DimensionFilter>
}

/** The subjects that both filters let through; undefined without any. */
function subjectsOf(filters: Filters, catalog: Catalog): string[] | undefined {
  const subjects = valuesOf(filters, 'subject')
  const customers = valuesOf(filters, 'customer_id')
  for (const id of customers ?? []) {
    if (catalog.customer(id)?.deleted_at !== undefined || catalog.customer(id) === undefined) {
      throw notFound(`Customer [${id}]`)
    }
  }
  const ofCustomers = customers?.flatMap(id => catalog.subjectsOf(id))
  if (subjects === undefined || ofCustomers === undefined) return subjects ?? ofCustomers
  return subjects.filter(subject => ofCustomers.includes(subject))
}

function valuesOf(filters: Filters, name: Reserved): string[] | undefined {
  const filter = Object.hasOwn(filters, name) ? filters[name] : undefined
  if (filter === undefined) return undefined
  if ('eq' in filter && filter.eq !== undefined) return [filter.eq]
  if ('in' in filter && filter.in !== undefined) return [...filter.in]
  throw invalid(`filters.dimensions.${name}`, 'takes only the operators eq and in')
}
