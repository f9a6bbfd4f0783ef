/** `countFacets` and `countOverTime` in ClickHouse SQL. */
import { z } from 'zod'
import {
  createHistogram,
  type EventCounts,
  type Facet,
  type FacetField,
  type FacetQuery,
  facetFields,
  type Histogram,
  type HistogramQuery,
  histogramStep,
  withoutFacet,
} from '#events/event-counts.ts'
import type { EventFilter } from '#events/event-store.ts'
import {
  checksSql,
  createParameters,
  customerSql,
  filterConditions,
  type Parameters,
} from './clickhouse-sql.ts'
import type { ClickhouseTable } from './clickhouse-table.ts'

const number = z.coerce.number()

export async function clickhouseCount(table: ClickhouseTable, filter: EventFilter): Promise<number> {
  const parameters = createParameters()
  const sql = `SELECT count() AS count FROM ${table.events} WHERE ${whereSql(table, filter, parameters)}`
  const [row] = await table.select(sql, parameters, z.object({ count: number }))
  return row?.count ?? 0
}

function whereSql(table: ClickhouseTable, filter: EventFilter, parameters: Parameters): string {
  return [table.isOurs(parameters), ...filterConditions(filter, parameters)].join(' AND ')
}

export async function clickhouseFacets(table: ClickhouseTable, query: FacetQuery): Promise<EventCounts> {
  const [total, ...facets] = await Promise.all([
    clickhouseCount(table, query.filter),
    ...facetFields.map(field => facetOf(table, field, query)),
  ])
  return { total, facets }
}

const facetRow = z.object({ value: z.string(), count: number, different: number })

async function facetOf(table: ClickhouseTable, field: FacetField, query: FacetQuery): Promise<Facet> {
  const parameters = createParameters()
  const rows = await table.select(
    `SELECT ${facetSql(field, query, parameters)} AS value, count() AS count, count() OVER () AS different
     FROM ${table.events} WHERE ${whereSql(table, withoutFacet[field](query.filter), parameters)}
     GROUP BY value ORDER BY count DESC, value LIMIT ${query.limit}`,
    parameters,
    facetRow,
  )
  return {
    field,
    distinct: rows[0]?.different ?? 0,
    values: rows.map(({ value, count }) => ({ value, count })),
  }
}

function facetSql(field: FacetField, { rules }: FacetQuery, parameters: Parameters): string {
  if (field === 'check') return `arrayJoin(${checksSql(rules, parameters)})`
  if (field !== 'customer_id') return field
  return customerSql(rules.customers, parameters)
}

const spanRow = z.object({ count: number, first: number, last: number })
const bucketRow = z.object({ start: number, count: number, errors: number })

export async function clickhouseHistogram(
  table: ClickhouseTable,
  { filter, rules, buckets }: HistogramQuery,
): Promise<Histogram> {
  const asked = createParameters()
  const [span] = await table.select(
    `SELECT count() AS count, min(toUnixTimestamp64Milli(time)) AS first, max(toUnixTimestamp64Milli(time)) AS last
     FROM ${table.events} WHERE ${whereSql(table, filter, asked)}`,
    asked,
    spanRow,
  )
  if (span === undefined || span.count === 0) return { step: 0, buckets: [] }
  const window = { from: span.first, to: span.last }
  const step = histogramStep(window, buckets)
  const parameters = createParameters()
  const rows = await table.select(
    `SELECT toUnixTimestamp64Milli(time) - positiveModulo(toUnixTimestamp64Milli(time), ${step}) AS start,
       count() AS count,
       countIf(${checksSql(rules, parameters)} != ['valid']) AS errors
     FROM ${table.events} WHERE ${whereSql(table, filter, parameters)} GROUP BY start`,
    parameters,
    bucketRow,
  )
  const histogram = createHistogram(window, buckets)
  for (const { start, count, errors } of rows) histogram.add(start, errors, count)
  return histogram.result()
}
