/** `sumUsage` in ClickHouse SQL, exact: decimals of up to 30 digits on each side of the point are added there, the few others here. */
import { z } from 'zod'
import { type Accumulator, createAccumulator } from '#events/accumulator.ts'
import { divideExact, isBig, readExact, toBig, writeExact } from '#events/exact-number.ts'
import { finishUsage, type UsageQuery, type UsageRow } from '#events/meter-usage.ts'
import { createWindows, type WindowStarts, windowStarts } from '#events/windows.ts'
import {
  createParameters,
  customerSql,
  dimensionFilterSql,
  dimensionSql,
  type Parameters,
  subjectsSql,
  valueSql,
} from './clickhouse-sql.ts'
import type { ClickhouseTable } from './clickhouse-table.ts'

const milliseconds = z.coerce.number()
const spanRow = z.object({ count: milliseconds, first: milliseconds, last: milliseconds })

/** What is summed up of one window and group; `texts` are the numbers that are not added in SQL. */
const usageRow = z.object({
  first: milliseconds,
  last: milliseconds,
  values: z.array(z.string()),
  counted: z.coerce.number(),
  result: z.string(),
  texts: z.array(z.string()),
})

export async function clickhouseUsage(table: ClickhouseTable, query: UsageQuery): Promise<UsageRow[]> {
  const starts = query.windows && (await startsOf(table, query, query.windows))
  if (starts === 'nothing') return []
  const parameters = createParameters()
  const { isValid, text } = valueSql(query.meter, parameters)
  const groups = query.groupBy.map(name => groupSql(name, query, parameters))
  if (query.cuts !== undefined) groups.push(partSql(query.cuts, query, parameters))
  const start = starts === undefined ? '0' : startSql(starts)
  const rows = await table.select(
    `SELECT toString(min(ms)) AS first, toString(max(ms)) AS last, groups AS values,
       countIf(isValid) AS counted, ${resultSql(query)} AS result, ${otherTexts(query)} AS texts
     FROM (SELECT toUnixTimestamp64Milli(time) AS ms, store_row_id, [${groups.join(', ')}]::Array(String) AS groups,
         ${start} AS start, (${isValid}) AS isValid, ${text} AS text, match(text, '${smallDecimal}') AS isSmall
       FROM ${table.events} WHERE ${conditions(table, query, parameters).join(' AND ')})
     GROUP BY start, groups`,
    parameters,
    usageRow,
  )
  const windows = query.windows && createWindows(query.windows.granularity, query.windows.timeZone)
  return finishUsage(
    query,
    rows.map(row => ({
      window: windows === undefined ? { from: row.first, to: row.last } : windows.of(row.first),
      values: row.values,
      value: row.counted === 0 ? undefined : resultOf(row, query),
    })),
  )
}

/** With so many digits, sums of any number of events fit in a Decimal256. */
const smallDecimal = String.raw`^-?\\d{1,30}(?:\\.\\d{1,30})?$`

function resultSql({ meter: { aggregation } }: UsageQuery): string {
  const number = 'toDecimal256OrZero(text, 30)'
  switch (aggregation) {
    case 'count':
      return 'toString(count())'
    case 'unique_count':
      return 'toString(uniqExactIf(text, isValid))'
    case 'latest':
      return 'argMaxIf(text, (ms, store_row_id), isValid)'
    case 'sum':
    case 'avg':
      return `if(countIf(isValid AND isSmall) = 0, '', toString(sumIf(${number}, isValid AND isSmall)))`
    case 'min':
    case 'max':
      return `if(countIf(isValid AND isSmall) = 0, '', toString(${aggregation}If(${number}, isValid AND isSmall)))`
  }
}

const addedHere = ['sum', 'avg', 'min', 'max']

function otherTexts({ meter: { aggregation } }: UsageQuery): string {
  return addedHere.includes(aggregation)
    ? 'groupArrayIf(text, isValid AND NOT isSmall)'
    : 'emptyArrayString()'
}

/** What SQL made of most values, and the others. */
function resultOf(row: z.infer<typeof usageRow>, { meter: { aggregation } }: UsageQuery): string | undefined {
  if (aggregation === 'count' || aggregation === 'unique_count') return row.result
  const accumulator = createAccumulator(aggregation === 'avg' ? 'sum' : aggregation)
  for (const text of row.result === '' ? row.texts : [row.result, ...row.texts]) add(accumulator, text)
  return aggregation === 'avg' ? average(accumulator.value(), row.counted) : accumulator.value()
}

function add(accumulator: Accumulator, text: string): void {
  const value = readExact(text)
  if (value === undefined) throw new Error(`ClickHouse took ${text} for a number`)
  if (isBig(value)) accumulator.big(value, 0)
  else accumulator.number(value.mantissa, value.scale, 0)
}

function average(total: string | undefined, count: number): string | undefined {
  const sum = total === undefined ? undefined : readExact(total)
  return sum && writeExact(divideExact(toBig(sum), count))
}

function groupSql(name: string, { meter, customers }: UsageQuery, parameters: Parameters): string {
  if (name === 'subject') return 'subject'
  if (name !== 'customer_id') return dimensionSql(meter.dimensions?.[name] ?? '', parameters)
  return customerSql(customers, parameters)
}

/** How many of the cuts of an event's customer had passed. */
function partSql(
  cuts: NonNullable<UsageQuery['cuts']>,
  { customers }: UsageQuery,
  parameters: Parameters,
): string {
  const ids = [...cuts.keys()]
  const numbers = new Map(
    [...customers].flatMap(([subject, id]) =>
      cuts.has(id) ? [[subject, ids.indexOf(id) + 1] as const] : [],
    ),
  )
  if (numbers.size === 0) return "'0'"
  const number = `transform(subject, ${parameters.texts([...numbers.keys()])}, ${parameters.numbers([...numbers.values()])}, 0)`
  // The list number 0 is an empty one.
  const own = `${parameters.numberLists([...cuts.values()])}[${number}]`
  return `toString(arrayCount(cut -> cut <= ms, ${own}))`
}

function conditions(table: ClickhouseTable, query: UsageQuery, parameters: Parameters): string[] {
  const found = [
    table.isOurs(parameters),
    `type = ${parameters.text(query.meter.event_type)}`,
    ...Object.entries(query.filters).map(([name, filter]) =>
      dimensionFilterSql(query.meter.dimensions?.[name] ?? '', filter, parameters),
    ),
  ]
  if (query.from !== undefined) found.push(`time >= ${parameters.moment(query.from)}`)
  if (query.to !== undefined) found.push(`time < ${parameters.moment(query.to)}`)
  if (query.subjects !== undefined) found.push(subjectsSql(query.subjects, parameters))
  return found
}

/** The windows of a time zone are known here, for the time in which there are events. */
async function startsOf(
  table: ClickhouseTable,
  query: UsageQuery,
  { granularity, timeZone }: NonNullable<UsageQuery['windows']>,
): Promise<WindowStarts | 'nothing'> {
  const parameters = createParameters()
  const [span] = await table.select(
    `SELECT count() AS count, toString(toUnixTimestamp64Milli(min(time))) AS first,
       toString(toUnixTimestamp64Milli(max(time))) AS last
     FROM ${table.events} WHERE ${conditions(table, query, parameters).join(' AND ')}`,
    parameters,
    spanRow,
  )
  if (span === undefined || span.count === 0) return 'nothing'
  return windowStarts(granularity, timeZone, { from: span.first, to: span.last })
}

/** Where the window of `ms` begins. */
function startSql(starts: WindowStarts): string {
  if (starts.kind === 'calendar') return `roundDown(ms, [${starts.starts.join(', ')}]::Array(Int64))`
  const cases = starts.stretches.map(({ from, to, offset }) => {
    const start = `ms - positiveModulo(ms + ${offset}, ${starts.size})`
    return { until: to, start: Number.isFinite(from) ? `greatest(${start}, ${from})` : start }
  })
  const last = cases.at(-1)?.start ?? 'ms'
  const before = cases.slice(0, -1).flatMap(({ until, start }) => [`ms < ${until}`, start])
  return before.length === 0 ? last : `multiIf(${[...before, last].join(', ')})`
}
