/**
 * The filter as it is typed: words, and keys with values, all of which must hold; a comma stands between values of
 * which one must hold. `subject:alice,bob -status:>=400 route:"my route" path:/v1/* time:>=2026-11-21T12:00 timeout`
 */

/** What a key looks at, in the words of the message that lists them. */
export const filterKeys = [
  'subject',
  'type',
  'customer',
  'check',
  'delivery',
  'outcome',
  'reason',
  'status',
  'method',
  'path',
  'route',
  'service',
  'consumer',
  'id',
  'source',
  'time',
] as const
export type NamedKey = (typeof filterKeys)[number]
/** A field of an event's data: `data.route_name`, `data.usage.total`, `data.models[0]`, `data['a b']`. */
export type DataKey = `data${'.' | '['}${string}`
export type FilterKey = NamedKey | DataKey

export interface FilterTerm {
  negated: boolean
  /** Absent: the value may occur anywhere. */
  key?: FilterKey
  /** Other than `=` only for `status` and `time`. */
  operator: '=' | '>' | '>=' | '<' | '<='
  /** At least one; one of them must hold. A word has exactly one. */
  values: string[]
}

export interface ParsedFilter {
  terms: FilterTerm[]
  /** What was typed and cannot be meant; such a term does not filter. */
  problems: string[]
}

/** A sign, a key and an operator. */
const head = /(-?)(?:((?:data(?:\.[^\s:.,"'[\]]+|\[\d+\]|\['[^']*'\])+)|[a-z_]+):(>=|<=|>|<|=)?)?/iy
/** A text in quotes (`\"` and `\\` inside); an open quote ends with the text. */
const quoted = /"((?:\\.|[^"\\])*)(?:"|\\?$)/sy
const bareWord = /\S*/y
const bareValue = /[^\s,]*/y

export function parseFilter(text: string): ParsedFilter {
  const parsed: ParsedFilter = { terms: [], problems: [] }
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    const [, sign = '', name, operator] = matchAt(head, text, at) ?? []
    const start = head.lastIndex
    const { values, end } = readValues(text, start, name !== undefined)
    take({ typed: text.slice(at, end), sign, name, operator, values }, parsed)
    // What nothing could be read of, as a lone `"`, ends the text.
    at = end > at ? end : text.length
  }
  return parsed
}

function skipSpace(text: string, from: number): number {
  return from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0)
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function readValues(text: string, start: number, isList: boolean): { values: string[]; end: number } {
  const values: string[] = []
  for (let at = start; ; at += 1) {
    const inQuotes = matchAt(quoted, text, at)
    const bare = isList ? bareValue : bareWord
    if (inQuotes !== null) values.push((inQuotes[1] ?? '').replace(/\\(.)/gs, '$1'))
    else values.push(matchAt(bare, text, at)?.[0] ?? '')
    at = inQuotes === null ? bare.lastIndex : quoted.lastIndex
    if (!isList || text[at] !== ',') return { values: values.filter(value => value !== ''), end: at }
  }
}

interface Typed {
  typed: string
  sign: string
  name: string | undefined
  operator: string | undefined
  values: string[]
}

function take(found: Typed, { terms, problems }: ParsedFilter): void {
  const { sign, name, operator, values } = found
  if (name === undefined) {
    // A lone minus is a word, and a value that is empty says nothing.
    const word = values[0] ?? sign
    if (word !== '') terms.push({ negated: sign === '-' && values.length > 0, operator: '=', values: [word] })
    return
  }
  const key = keyNamed(name)
  const problem = key === undefined ? unknownKey(found) : problemOf(key, found)
  if (problem !== undefined) problems.push(problem)
  else if (key !== undefined) {
    terms.push({ negated: sign === '-', key, operator: (operator ?? '=') as FilterTerm['operator'], values })
  }
}

/** Fields of data are named as they are written in the event. */
function keyNamed(name: string): FilterKey | undefined {
  const [, field] = /^data([.[].*)$/is.exec(name) ?? []
  if (field !== undefined) return `data${field}` as DataKey
  return filterKeys.find(known => known === name.toLowerCase())
}

/** The JSONPath in `data` that the key looks at; undefined for a key that looks elsewhere. */
export function dataPathOf(key: FilterKey | undefined): string | undefined {
  return key?.startsWith('data') ? `$${key.slice('data'.length)}` : undefined
}

/** All keys, as a message or a tooltip lists them. */
export const keysText = `${filterKeys.join(', ')}, data.FIELD`

function unknownKey({ typed, name }: Typed): string {
  return `There is no key “${name}”. Keys are ${keysText}. To search for the text, quote it: "${typed}"`
}

/** Keys whose values have an order: what one is, and how it is written. */
const ordered: Partial<
  Record<FilterKey, { isOne: (value: string) => boolean; kind: string; example: string }>
> = {
  status: { isOne: value => /^\d+$/.test(value), kind: 'a number', example: 'status:>=400' },
  time: {
    isOne: value => !Number.isNaN(Date.parse(value)),
    kind: 'a date and time',
    example: 'time:>=2026-11-21T12:00',
  },
}

function problemOf(key: FilterKey, { operator, values }: Typed): string | undefined {
  const order = ordered[key]
  const [first] = values
  if (first === undefined) return `${key}: takes a value, as in ${order?.example ?? `${key}:"a b"`}`
  if (order === undefined) {
    const compares = operator !== undefined && operator !== '='
    return compares ? `${operator} compares numbers and times: only status and time take it` : undefined
  }
  const wrong = values.find(value => !order.isOne(value))
  if (wrong !== undefined) return `${key} takes ${order.kind}, as in ${order.example}, not “${wrong}”`
  return undefined
}

/** The terms as one would type them, so that `parseFilter` gives them back. */
export function writeFilter(terms: readonly FilterTerm[]): string {
  return terms.map(writeTerm).join(' ')
}

function writeTerm({ negated, key, operator, values }: FilterTerm): string {
  const name = key === undefined ? '' : `${key}:${operator === '=' ? '' : operator}`
  return `${negated ? '-' : ''}${name}${values.map(value => writeValue(value, key)).join(',')}`
}

/** In quotes where it would be read as something else. */
function writeValue(value: string, key: FilterKey | undefined): string {
  const isPlain = key === undefined ? /^[^\s":-][^\s":]*$/.test(value) : /^[^\s",<>=][^\s",]*$/.test(value)
  return isPlain ? value : `"${value.replace(/["\\]/g, '\\$&')}"`
}
