/**
 * The filter as it is typed: words, and keys with values, all of which must hold.
 * `subject:alice -status:>=400 route:"my route" path:/v1/* timeout`
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
] as const
export type FilterKey = (typeof filterKeys)[number]

export interface FilterTerm {
  negated: boolean
  /** Absent: the value may occur anywhere. */
  key?: FilterKey
  /** Other than `=` only for `status`. */
  operator: '=' | '>' | '>=' | '<' | '<='
  value: string
}

export interface ParsedFilter {
  terms: FilterTerm[]
  /** What was typed and cannot be meant; such a term does not filter. */
  problems: string[]
}

/** A sign, a key, an operator, and a value in quotes (`\"` and `\\` inside) or up to the next space. An open quote ends with the text. */
const term = /(-?)(?:([a-z_]+):(>=|<=|>|<|=)?)?(?:"((?:\\.|[^"\\])*)(?:"|\\?$)|(\S*))\s*/iy

export function parseFilter(text: string): ParsedFilter {
  const parsed: ParsedFilter = { terms: [], problems: [] }
  let rest = text.trim()
  while (rest !== '') {
    term.lastIndex = 0
    const match = term.exec(rest)
    if (match === null || match[0] === '') break
    take(match, parsed)
    rest = rest.slice(match[0].length)
  }
  return parsed
}

function take(match: RegExpExecArray, { terms, problems }: ParsedFilter): void {
  const [typed, sign, name, operator, quoted, bare] = match
  const value = quoted === undefined ? (bare ?? '') : quoted.replace(/\\(.)/gs, '$1')
  if (name === undefined) {
    // A lone minus is a word, and a value that is empty says nothing.
    const word = value === '' ? (sign ?? '') : value
    if (word !== '') terms.push({ negated: sign === '-' && value !== '', operator: '=', value: word })
    return
  }
  const key = filterKeys.find(known => known === name.toLowerCase())
  const problem = problemOf({ typed: typed.trim(), name, key, operator, value })
  if (problem !== undefined) problems.push(problem)
  else if (key !== undefined) {
    terms.push({ negated: sign === '-', key, operator: (operator ?? '=') as FilterTerm['operator'], value })
  }
}

interface Typed {
  typed: string
  name: string
  key: FilterKey | undefined
  operator: string | undefined
  value: string
}

function problemOf({ typed, name, key, operator, value }: Typed): string | undefined {
  if (key === undefined) {
    return `There is no key “${name}”. Keys are ${filterKeys.join(', ')}. To search for the text, quote it: "${typed}"`
  }
  if (value === '')
    return `${key}: takes a value, as in ${key === 'status' ? 'status:>=400' : `${key}:"a b"`}`
  if (key === 'status') {
    return /^\d+$/.test(value) ? undefined : `status takes a number, as in status:>=400, not “${value}”`
  }
  if (operator !== undefined && operator !== '=') return `${operator} compares numbers: only status takes it`
  return undefined
}
