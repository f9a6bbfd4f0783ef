/** `countFacets` and `countOverTime` in ClickHouse SQL. */
import { z } from 'zod'
import { eventCheck } from '#events/event-check.ts'
import {
  createHistogram,
  type EventCounts,
  type Facet,
  type FacetField,
  type FacetQuery,
  facetsAsked,
  finishFacet,
  type Histogram,
  type HistogramQuery,
  histogramStep,
  withoutFacet,
} from '#events/event-counts.ts'
import type { EventFilter } from '#events/event-store.ts'
import {
  checkConditions,
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
    ...facetsAsked(query).map(field => facetOf(table, field, query)),
  ])
  return { total, facets }
}

const facetRow = z.object({ value: z.string(), count: number, different: number })

async function facetOf(table: ClickhouseTable, field: FacetField, query: FacetQuery): Promise<Facet> {
  if (field === 'check') return await checkFacet(table, query)
  const parameters = createParameters()
  const value = field === 'customer_id' ? customerSql(query.rules.customers, parameters) : field
  const rows = await table.select(
    `SELECT ${value} AS value, count() AS count, count() OVER () AS different
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

const checkRow = z.record(eventCheck, number)

async function checkFacet(table: ClickhouseTable, { filter, rules, limit }: FacetQuery): Promise<Facet> {
  const parameters = createParameters()
  const conditions = checkConditions(rules, parameters)
  const counts = eventCheck.options.map(check => `countIf(${conditions[check]}) AS ${check}`)
  const [row] = await table.select(
    `SELECT ${counts.join(', ')}
     FROM ${table.events} WHERE ${whereSql(table, withoutFacet.check(filter), parameters)}`,
    parameters,
    checkRow,
  )
  const found = Object.entries(row ?? {}).filter(([, count]) => count > 0)
  return finishFacet('check', new Map(found), limit)
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
       countIf(NOT ${checkConditions(rules, parameters).valid}) AS errors
     FROM ${table.events} WHERE ${whereSql(table, filter, parameters)} GROUP BY start`,
    parameters,
    bucketRow,
  )
  const histogram = createHistogram(window, buckets)
  for (const { start, count, errors } of rows) histogram.add(start, errors, count)
  return histogram.result()
}
