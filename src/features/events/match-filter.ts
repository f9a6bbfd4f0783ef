/** Which rows a parsed filter lets through. */
import { cloudEventOf, type Row } from './event-row.ts'
import type { FilterKey, FilterTerm } from './parse-filter.ts'
import { checkStatus, outcomeStatus } from './row-status.ts'

/** Rows for which every term holds. Case does not count; `*` stands for any text; a key's value is the whole value. */
export function filterRows(rows: readonly Row[], terms: readonly FilterTerm[]): readonly Row[] {
  if (terms.length === 0) return rows
  const tests = terms.map(rowTest)
  return rows.filter(row => tests.every(test => test(row)))
}

type RowTest = (row: Row) => boolean

function rowTest(term: FilterTerm): RowTest {
  const holds = positiveTest(term)
  return term.negated ? row => !holds(row) : holds
}

function positiveTest({ key, operator, value }: FilterTerm): RowTest {
  if (key === undefined) {
    const word = value.toLowerCase()
    return row => searchable(row).includes(word)
  }
  if (key === 'status') return row => compares(row.exchange?.status, operator, Number(value))
  const pattern = wildcard(value)
  const read = fields[key]
  return row => read(row).some(text => text !== undefined && pattern.test(text))
}

function compares(status: number | undefined, operator: FilterTerm['operator'], value: number): boolean {
  if (status === undefined) return false
  const holds = {
    '=': status === value,
    '>': status > value,
    '>=': status >= value,
    '<': status < value,
    '<=': status <= value,
  }
  return holds[operator]
}

function wildcard(value: string): RegExp {
  const literal = value.split(/\*+/).map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literal.join('.*')}$`, 'is')
}

/** What each key reads; any of the values may meet the term. */
const fields: Record<Exclude<FilterKey, 'status'>, (row: Row) => (string | undefined)[]> = {
  subject: row => (row.kind === 'event' ? [row.subject] : []),
  type: row => (row.kind === 'event' ? [row.type] : []),
  customer: row => (row.kind === 'event' ? [row.ingested?.customer?.id] : []),
  check: row => [
    checkStatus(row)?.word,
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
