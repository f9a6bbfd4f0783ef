/** Event filters, findings and meter values as ClickHouse SQL; every value from outside is a query parameter. */
import type { CheckRules, EventCheck } from '#events/event-check.ts'
import type { EventFilter, TextFilter, TimeFilter } from '#events/event-store.ts'
import { pathSegments } from '#events/json-path.ts'
import { textFilterFields, timeFilterFields } from '#events/match-event.ts'
import type { Meter } from '#events/meter.ts'
import type { DimensionFilter, TextCondition } from '#events/meter-usage.ts'

type ParameterValue = string | number | readonly string[] | readonly number[] | readonly (readonly number[])[]

/** Parameters of one statement, and what refers to them. */
export interface Parameters {
  text(value: string): string
  texts(values: readonly string[]): string
  numbers(values: readonly number[]): string
  numberLists(values: readonly (readonly number[])[]): string
  /** Milliseconds. */
  moment(value: number): string
  readonly values: Record<string, ParameterValue>
}

export function createParameters(): Parameters {
  const values: Parameters['values'] = {}
  const add = (value: ParameterValue, type: string) => {
    const name = `p${Object.keys(values).length}`
    values[name] = value
    return `{${name}:${type}}`
  }
  return {
    text: value => add(value, 'String'),
    texts: given => add(given, 'Array(String)'),
    numbers: given => add(given, 'Array(Int64)'),
    numberLists: given => add(given, 'Array(Array(Int64))'),
    moment: value => `fromUnixTimestamp64Milli(${add(value, 'Int64')}, 'UTC')`,
    values,
  }
}

/** To be joined by AND. */
export function filterConditions(filter: EventFilter, parameters: Parameters): string[] {
  const conditions: string[] = []
  for (const field of textFilterFields) {
    const condition = filter[field]
    if (condition !== undefined) conditions.push(textCondition(field, condition, parameters))
  }
  if (filter.subjects !== undefined) conditions.push(subjectsSql(filter.subjects, parameters))
  for (const field of timeFilterFields) {
    conditions.push(...timeConditions(field, filter[field] ?? {}, parameters))
  }
  if (filter.check !== undefined) {
    const checks = checksSql(filter.check.rules, parameters)
    conditions.push(`hasAny(${checks}, ${parameters.texts(filter.check.any)})`)
  }
  return conditions
}

export function subjectsSql(subjects: NonNullable<EventFilter['subjects']>, parameters: Parameters): string {
  const [not, names] = 'in' in subjects ? ['', subjects.in] : ['NOT ', subjects.notIn]
  return `${not}has(${parameters.texts(names)}, subject)`
}

function textCondition(field: string, condition: TextFilter, parameters: Parameters): string {
  if ('eq' in condition) return `${field} = ${parameters.text(condition.eq)}`
  if ('neq' in condition) return `${field} != ${parameters.text(condition.neq)}`
  if ('contains' in condition) return `position(${field}, ${parameters.text(condition.contains)}) > 0`
  if ('oeq' in condition) return `has(${parameters.texts(condition.oeq)}, ${field})`
  return `arrayExists(part -> position(${field}, part) > 0, ${parameters.texts(condition.ocontains)})`
}

const comparisons: Record<keyof TimeFilter, string> = { eq: '=', lt: '<', lte: '<=', gt: '>', gte: '>=' }

function timeConditions(field: string, condition: TimeFilter, parameters: Parameters): string[] {
  return (Object.keys(comparisons) as (keyof TimeFilter)[]).flatMap(operator => {
    const time = condition[operator]
    if (time === undefined) return []
    return [`${field} ${comparisons[operator]} ${parameters.moment(Date.parse(time))}`]
  })
}

/** `checksOf` as an array of its words. */
export function checksSql({ meters, customers }: CheckRules, parameters: Parameters): string {
  const types = parameters.texts([...new Set(meters.map(meter => meter.event_type))])
  const subjects = parameters.texts([...customers.keys()])
  const invalid = meters.map(
    meter => `(type = ${parameters.text(meter.event_type)} AND NOT (${valueSql(meter, parameters).isValid}))`,
  )
  const found: [EventCheck, string][] = [
    ['no_meter', `NOT has(${types}, type)`],
    ['no_customer', `NOT has(${subjects}, subject)`],
    ['invalid_value', invalid.length === 0 ? 'FALSE' : invalid.join(' OR ')],
  ]
  const words = found.map(([check, condition]) => `if(${condition}, '${check}', '')`)
  // `valid` stands alone: the array of the others is empty.
  return `arrayMap(checks -> if(empty(checks), ['valid'], checks), [arrayFilter(check -> check != '', [${words.join(', ')}])])[1]`
}

/** The customer's id; "" for none. */
export function customerSql(customers: ReadonlyMap<string, string>, parameters: Parameters): string {
  if (customers.size === 0) return "''"
  const [subjects, ids] = [parameters.texts([...customers.keys()]), parameters.texts([...customers.values()])]
  return `transform(subject, ${subjects}, ${ids}, '')`
}

interface ValueSql {
  isValid: string
  /** Decimal text, or the text that `unique_count` tells apart. */
  text: string
}

/** What Go's strconv.ParseFloat takes, as in `exact-number.ts`. */
const decimal = String.raw`^[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?$`

/** `readMeterValue`. */
export function valueSql(
  { aggregation, value_property = '' }: Pick<Meter, 'aggregation' | 'value_property'>,
  parameters: Parameters,
): ValueSql {
  if (aggregation === 'count') return { isValid: 'TRUE', text: "'1'" }
  const raw = rawSql(value_property, parameters)
  if (aggregation === 'unique_count') return { isValid: isThere(raw), text: textSql(raw) }
  const text = `JSONExtractString(${raw})`
  const isNumber = `JSONType(${raw}) IN ('Int64', 'UInt64', 'Double')`
  const isText = `JSONType(${raw}) = 'String' AND match(${text}, '${decimal}') AND isFinite(toFloat64OrZero(${text}))`
  return { isValid: `(${isNumber}) OR (${isText})`, text: `if(${isNumber}, ${raw}, ${text})` }
}

/** `readDimension`, with "" for one that is not there. */
export function dimensionSql(path: string, parameters: Parameters): string {
  const raw = rawSql(path, parameters)
  return `if(${isThere(raw)}, ${textSql(raw)}, '')`
}

function isThere(raw: string): string {
  return `${raw} NOT IN ('', 'null')`
}

function textSql(raw: string): string {
  return `if(JSONType(${raw}) = 'String', JSONExtractString(${raw}), ${raw})`
}

/** The JSON text at the path, "" when nothing stands there. A segment of digits is an index in an array, else a name. */
function rawSql(path: string, parameters: Parameters): string {
  const segments = pathSegments(path)
  if (segments === undefined) return "''"
  return segments.reduce((raw, segment) => {
    const byName = `if(JSONType(raw) = 'Object', JSONExtractRaw(raw, ${parameters.text(segment)}), '')`
    const step = /^\d{1,9}$/.test(segment)
      ? `if(JSONType(raw) = 'Array', JSONExtractRaw(raw, ${Number(segment) + 1}), ${byName})`
      : byName
    return `arrayMap(raw -> ${step}, [${raw}])[1]`
  }, 'data')
}

/** `meetsDimensionFilter`. */
export function dimensionFilterSql(path: string, filter: DimensionFilter, parameters: Parameters): string {
  if ('exists' in filter) return `${filter.exists ? '' : 'NOT '}(${isThere(rawSql(path, parameters))})`
  const text = dimensionSql(path, parameters)
  if ('and' in filter) return joined(filter.and, ' AND ')
  if ('or' in filter) return joined(filter.or, ' OR ')
  return conditionSql(text, filter, parameters)

  function joined(conditions: readonly TextCondition[], operator: string): string {
    return `(${conditions.map(condition => conditionSql(text, condition, parameters)).join(operator)})`
  }
}

function conditionSql(text: string, condition: TextCondition, parameters: Parameters): string {
  if ('eq' in condition) return `${text} = ${parameters.text(condition.eq)}`
  if ('neq' in condition) return `${text} != ${parameters.text(condition.neq)}`
  if ('in' in condition) return `has(${parameters.texts(condition.in)}, ${text})`
  if ('nin' in condition) return `NOT has(${parameters.texts(condition.nin)}, ${text})`
  if ('contains' in condition) return `position(${text}, ${parameters.text(condition.contains)}) > 0`
  return `position(${text}, ${parameters.text(condition.ncontains)}) = 0`
}
