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

/** Characters of one parameter: ClickHouse takes 128 KiB at most (`http_max_field_value_size`), escaped. */
const longestParameter = 32_768

export function createParameters(): Parameters {
  const values: Parameters['values'] = {}
  const add = (value: ParameterValue, type: string) => {
    const name = `p${Object.keys(values).length}`
    values[name] = value
    return `{${name}:${type}}`
  }
  const addList = <Item extends string | number | readonly number[]>(
    given: readonly Item[],
    type: string,
  ) => {
    const [first, ...others] = pieces(given).map(piece => add(piece as ParameterValue, type))
    return others.length === 0 ? `${first}` : `arrayConcat(${[first, ...others].join(', ')})`
  }
  return {
    text: value => add(value, 'String'),
    texts: given => addList(given, 'Array(String)'),
    numbers: given => addList(given, 'Array(Int64)'),
    numberLists: given => addList(given, 'Array(Array(Int64))'),
    moment: value => `fromUnixTimestamp64Milli(${add(value, 'Int64')}, 'UTC')`,
    values,
  }
}

/** In order, each short enough for a parameter; at least one. */
function pieces<Item>(given: readonly Item[]): Item[][] {
  const found: Item[][] = [[]]
  let length = 0
  for (const item of given) {
    const own = JSON.stringify(item).length + 1
    if (length > 0 && length + own > longestParameter) {
      found.push([])
      length = 0
    }
    found.at(-1)?.push(item)
    length += own
  }
  return found
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
  if (filter.check !== undefined) conditions.push(anyCheckSql(filter.check, parameters))
  return conditions
}

export function subjectsSql(subjects: NonNullable<EventFilter['subjects']>, parameters: Parameters): string {
  if ('in' in subjects) return `subject IN ${parameters.texts(subjects.in)}`
  return `subject NOT IN ${parameters.texts(subjects.notIn)}`
}

function textCondition(field: string, condition: TextFilter, parameters: Parameters): string {
  if ('eq' in condition) return `${field} = ${parameters.text(condition.eq)}`
  if ('neq' in condition) return `${field} != ${parameters.text(condition.neq)}`
  if ('contains' in condition) return containsSql(field, parameters.text(condition.contains))
  if ('includes' in condition) return `position(${field}, ${parameters.text(condition.includes)}) > 0`
  if ('oeq' in condition) return `${field} IN ${parameters.texts(condition.oeq)}`
  return `arrayExists(part -> ${containsSql(field, 'part')}, ${parameters.texts(condition.ocontains)})`
}

/** `containsText`. */
function containsSql(text: string, part: string): string {
  return `position(lower(${text}), lower(${part})) > 0`
}

const comparisons: Record<keyof TimeFilter, string> = { eq: '=', lt: '<', lte: '<=', gt: '>', gte: '>=' }

function timeConditions(field: string, condition: TimeFilter, parameters: Parameters): string[] {
  return (Object.keys(comparisons) as (keyof TimeFilter)[]).flatMap(operator => {
    const time = condition[operator]
    if (time === undefined) return []
    return [`${field} ${comparisons[operator]} ${parameters.moment(Date.parse(time))}`]
  })
}

/** By each finding of `checksOf`, the condition that an event has it. */
export function checkConditions(
  { meters, customers }: CheckRules,
  parameters: Parameters,
): Record<EventCheck, string> {
  const types = parameters.texts([...new Set(meters.map(meter => meter.event_type))])
  const subjects = parameters.texts([...customers.keys()])
  const invalid = meters.flatMap(meter => {
    if (meter.aggregation === 'count') return []
    return `type = ${parameters.text(meter.event_type)} AND NOT (${valueSql(meter, parameters).isValid})`
  })
  const found = {
    no_meter: `type NOT IN ${types}`,
    no_customer: `subject NOT IN ${subjects}`,
    invalid_value: invalid.length === 0 ? 'FALSE' : `(${invalid.map(one => `(${one})`).join(' OR ')})`,
  }
  return { ...found, valid: `NOT (${Object.values(found).join(' OR ')})` }
}

function anyCheckSql({ any, rules }: NonNullable<EventFilter['check']>, parameters: Parameters): string {
  const conditions = checkConditions(rules, parameters)
  return any.length === 0 ? 'FALSE' : `(${any.map(check => conditions[check]).join(' OR ')})`
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
  const isNumber = `match(${raw}, '^[-0-9]')`
  const isText = `${isString(raw)} AND match(${text}, '${decimal}') AND isFinite(toFloat64OrZero(${text}))`
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
  return `if(${isString(raw)}, JSONExtractString(${raw}), ${raw})`
}

/** The first character of a JSON text tells what it is. */
function isString(raw: string): string {
  return `startsWith(${raw}, '"')`
}

/** The JSON text at the path, "" when nothing stands there. A segment of digits is an index in an array, else a name. */
function rawSql(path: string, parameters: Parameters): string {
  const segments = pathSegments(path)
  if (segments === undefined) return "''"
  if (!segments.some(isIndex)) {
    return `JSONExtractRaw(${['data', ...segments.map(segment => parameters.text(segment))].join(', ')})`
  }
  return segments.reduce((raw, segment) => {
    const byName = `if(JSONType(raw) = 'Object', JSONExtractRaw(raw, ${parameters.text(segment)}), '')`
    const step = isIndex(segment)
      ? `if(JSONType(raw) = 'Array', JSONExtractRaw(raw, ${Number(segment) + 1}), ${byName})`
      : byName
    return `arrayMap(raw -> ${step}, [${raw}])[1]`
  }, 'data')
}

function isIndex(segment: string): boolean {
  return /^\d{1,9}$/.test(segment)
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
  if ('in' in condition) return `(${text}) IN ${parameters.texts(condition.in)}`
  if ('nin' in condition) return `(${text}) NOT IN ${parameters.texts(condition.nin)}`
  if ('contains' in condition) return containsSql(text, parameters.text(condition.contains))
  if ('ncontains' in condition) return `NOT (${containsSql(text, parameters.text(condition.ncontains))})`
  if ('includes' in condition) return `position(${text}, ${parameters.text(condition.includes)}) > 0`
  return `position(${text}, ${parameters.text(condition.excludes)}) = 0`
}
