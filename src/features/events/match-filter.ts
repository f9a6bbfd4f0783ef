/** Which rows a parsed filter lets through. */
import { readDimension } from '#events/meter-value.ts'
import { cloudEventOf, type Row } from './event-row.ts'
import { dataPathOf, type FilterKey, type FilterTerm, type NamedKey } from './parse-filter.ts'
import { checkWords, outcomeStatus } from './row-status.ts'

/**
 * Rows for which every term holds. `*` stands for any text; a key's value is the whole value. Case counts for subject,
 * type, source, customer, id and data, but not beside a `*`: so do Konnect's `eq` and `contains`. Elsewhere it does not
 * count.
 */
export function filterRows(rows: readonly Row[], terms: readonly FilterTerm[]): readonly Row[] {
  if (terms.length === 0) return rows
  const tests = terms.map(rowTest)
  return rows.filter(row => tests.every(test => test(row)))
}

type RowTest = (row: Row) => boolean

/** Whether a row meets one term. */
export function rowTest(term: FilterTerm): RowTest {
  const holds = positiveTest(term)
  return term.negated ? row => !holds(row) : holds
}

function positiveTest({ key, operator, values }: FilterTerm): RowTest {
  if (key === undefined) {
    const words = values.map(value => value.toLowerCase())
    return row => words.some(word => searchable(row).includes(word))
  }
  if (key === 'status') return row => compares(row.exchange?.status, operator, values.map(Number))
  if (key === 'time') return row => compares(row.time, operator, values.map(Date.parse))
  const path = dataPathOf(key)
  const exact = caseCounts.has(key) || path !== undefined
  const patterns = values.map(value => wildcard(value, exact && !value.includes('*') ? 's' : 'is'))
  const read = path === undefined ? fields[key as keyof typeof fields] : dataReader(path)
  return row => read(row).some(text => text !== undefined && patterns.some(pattern => pattern.test(text)))
}

const caseCounts: ReadonlySet<FilterKey> = new Set(['subject', 'type', 'source', 'customer', 'id'])

const comparisons: Record<FilterTerm['operator'], (found: number, value: number) => boolean> = {
  '=': (found, value) => found === value,
  '>': (found, value) => found > value,
  '>=': (found, value) => found >= value,
  '<': (found, value) => found < value,
  '<=': (found, value) => found <= value,
}

function compares(
  found: number | undefined,
  operator: FilterTerm['operator'],
  values: readonly number[],
): boolean {
  return found !== undefined && values.some(value => comparisons[operator](found, value))
}

/** What a value with `*` means. */
export function wildcard(value: string, flags: string): RegExp {
  const literal = value.split(/\*+/).map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literal.join('.*')}$`, flags)
}

/** What each key reads; any of the values may meet the term. */
const fields: Record<Exclude<NamedKey, 'status' | 'time'>, (row: Row) => (string | undefined)[]> = {
  subject: row => (row.kind === 'event' ? [row.subject] : []),
  type: row => (row.kind === 'event' ? [row.type] : []),
  customer: row => (row.kind === 'event' ? [row.ingested?.customer?.id] : []),
  check: row => [
    ...checkWords(row),
    ...(row.kind === 'event' ? (row.ingested?.validation_errors ?? []).map(({ message }) => message) : []),
  ],
  delivery: row => (row.kind === 'event' ? [row.delivery] : []),
  outcome: row => [outcomeStatus(row).word],
  reason: row => [row.kind === 'event' ? row.inFlight?.reason : row.exchange.reason],
  method: row => [row.exchange?.method],
  path: row => [row.exchange?.uri, row.exchange?.uri.split('?')[0]],
  route: row => namesOf(row.exchange?.route),
  service: row => namesOf(row.exchange?.service),
  consumer: row => [row.exchange?.consumer?.username, row.exchange?.consumer?.id],
  id: row => (row.kind === 'event' ? [row.id] : [row.exchange.request_id]),
  source: row => [cloudEventOf(row)?.source],
}

/** As a meter reads a dimension: a text as it is, anything else as JSON. */
function dataReader(path: string): (row: Row) => (string | undefined)[] {
  return row => [readDimension(cloudEventOf(row)?.data, path)]
}

function namesOf(entity: { id: string; name?: string | undefined } | undefined): (string | undefined)[] {
  return [entity?.name, entity?.id]
}

function searchable(row: Row): string {
  const { exchange } = row
  const request = exchange && [
    exchange.route?.name,
    exchange.service?.name,
    exchange.consumer?.username,
    `${exchange.method} ${exchange.uri}`,
    exchange.status,
    exchange.reason,
  ]
  const event = row.kind === 'event' ? [row.subject, row.type, row.id] : [row.outcome]
  return [...event, ...(request ?? [])].join('\n').toLowerCase()
}
