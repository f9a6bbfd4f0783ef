/**
 * The typed filter as a question to the store: Konnect's `filter` with the studio's `check`, and what of the filter it
 * cannot ask. What only the gateway knows of a request (status, path, route …) no stored event has by itself.
 */
import type { z } from 'zod'
import type { studioFilterQuery } from '#api/event-query.ts'
import type { EventCheck } from '#events/event-check.ts'
import { ulid } from '#events/meter.ts'
import type { EventRow } from './event-row.ts'
import type { EventView } from './event-view.ts'
import { rowTest } from './match-filter.ts'
import { dataPathOf, type FilterKey, type FilterTerm, writeFilter } from './parse-filter.ts'

export type StoredFilter = z.input<typeof studioFilterQuery>

export interface StoredQuestion {
  filter: StoredFilter
  /** No stored event whose request is not known can meet the terms. */
  none: boolean
  /** The terms that the store does not regard, as typed; its counts leave them out. */
  unread: string[]
  /** Some of those must be looked for in each event. */
  mustLook: boolean
}

/** What is asked for one key; `unread` terms are left over. */
interface Asked {
  filter?: StoredFilter
  none?: boolean
  unread?: readonly FilterTerm[]
}

export function storedQuestion(terms: readonly FilterTerm[], view: EventView): StoredQuestion {
  const question: StoredQuestion = { filter: {}, none: false, unread: [], mustLook: false }
  const add = ({ filter = {}, none = false, unread = [] }: Asked) => {
    question.filter = { ...question.filter, ...filter }
    question.none ||= none
    question.unread.push(...unread.map(term => writeFilter([term])))
    question.mustLook ||= unread.length > 0
  }
  const of = (key: FilterKey) => terms.filter(term => term.key === key)
  for (const key of ['id', 'source', 'subject', 'type'] as const) add(askText(key, of(key)))
  add(askCustomer(of('customer')))
  add(askChecks([...of('check'), ...withoutCustomer(of('customer'))], view))
  add(askTime(of('time')))
  add({ unread: terms.filter(({ key }) => key === undefined || dataPathOf(key) !== undefined) })
  for (const term of terms.filter(isOfRequest)) {
    if (!rowTest(term)(storedAlone)) question.none = true
    // Whatever is stored was emitted: of the outcome nothing is left over.
    if (term.key !== 'outcome') question.unread.push(writeFilter([term]))
  }
  if (view === 'dropped' || view === 'lost') question.none = true
  return question
}

const requestKeys: ReadonlySet<FilterKey> = new Set([
  ...(['delivery', 'outcome', 'reason', 'status', 'method'] as const),
  ...(['path', 'route', 'service', 'consumer'] as const),
])

/** Whether a term is about what only the gateway knows of a request. */
export function isOfRequest({ key }: FilterTerm): boolean {
  return key !== undefined && requestKeys.has(key)
}

/** An event in the store whose request the gateway does not know. */
const storedAlone: EventRow = {
  ...{ kind: 'event', key: '', time: 0, id: '', type: '', subject: '', delivery: 'received' },
}

const hasWildcard = (value: string) => value.includes('*')
const isContained = (value: string) => /^\*+[^*]+\*+$/.test(value)
const bare = (value: string) => value.replaceAll('*', '')

type TextKey = 'id' | 'source' | 'subject' | 'type'

function askText(key: TextKey, terms: readonly FilterTerm[]): Asked {
  if (terms.length === 0) return {}
  const [first, ...others] = terms
  if (first !== undefined && others.length === 0 && !first.negated && first.values.every(isContained)) {
    return askContained(key, first)
  }
  if (terms.some(({ values }) => values.some(hasWildcard))) return { unread: terms }
  const wanted = terms.filter(({ negated }) => !negated).map(({ values }) => values)
  const unwanted = terms.filter(({ negated }) => negated).flatMap(({ values }) => values)
  const [start, ...rest] = wanted
  if (start === undefined) {
    const [only, ...more] = new Set(unwanted)
    return only !== undefined && more.length === 0 ? { filter: { [key]: { neq: only } } } : { unread: terms }
  }
  const left = [...new Set(start)].filter(
    value => rest.every(values => values.includes(value)) && !unwanted.includes(value),
  )
  return askAnyOf(left, { key, terms })
}

function askContained(key: TextKey, term: FilterTerm): Asked {
  const [only, ...more] = term.values.map(bare)
  if (more.length === 0) return { filter: { [key]: { contains: only } } }
  const parts = [only ?? '', ...more]
  if (parts.some(part => part.includes(','))) return { unread: [term] }
  return { filter: { [key]: { ocontains: parts.join(',') } } }
}

function askAnyOf(
  values: readonly string[],
  { key, terms }: { key: TextKey; terms: readonly FilterTerm[] },
): Asked {
  const [only, ...more] = values
  if (only === undefined) return { none: true }
  if (more.length === 0) return { filter: { [key]: { eq: only } } }
  // Konnect's oeq takes its values with commas between them.
  if (values.some(value => value.includes(','))) return { unread: terms }
  return { filter: { [key]: { oeq: values.join(',') } } }
}

const anything = (term: FilterTerm) => term.values.some(value => /^\*+$/.test(value))

/** `-customer:*`: an event that OpenMeter finds no customer for. */
function withoutCustomer(terms: readonly FilterTerm[]): FilterTerm[] {
  return terms
    .filter(term => term.negated && anything(term))
    .map(() => ({ negated: false, key: 'check', operator: '=', values: ['no customer'] }))
}

function askCustomer(all: readonly FilterTerm[]): Asked {
  const terms = all.filter(term => !(term.negated && anything(term)))
  const [first, ...others] = terms
  if (first === undefined) return {}
  if (others.length > 0 || first.values.some(hasWildcard)) return { unread: terms }
  const ids = first.values.filter(value => ulid.safeParse(value).success)
  const [only, ...more] = ids
  if (only === undefined) return first.negated ? {} : { none: true }
  if (first.negated) return more.length > 0 ? { unread: terms } : { filter: { customer_id: { neq: only } } }
  return { filter: { customer_id: more.length === 0 ? { eq: only } : { oeq: ids.join(',') } } }
}

/** The words of the Check column. */
export const checkWordsOf: Record<EventCheck, string> = {
  valid: 'OK',
  no_customer: 'No customer',
  no_meter: 'No meter',
  invalid_value: 'Invalid event',
}
const checks = Object.keys(checkWordsOf) as EventCheck[]
const findings = checks.filter(check => check !== 'valid')

function checksNamed(values: readonly string[]): EventCheck[] | undefined {
  const named = values.map(value =>
    checks.find(check => checkWordsOf[check].toLowerCase() === value.toLowerCase()),
  )
  return named.every(check => check !== undefined) ? named : undefined
}

function askChecks(terms: readonly FilterTerm[], view: EventView): Asked {
  const [first, ...others] = terms
  if (first === undefined) return view === 'errors' ? { filter: { check: findings.join(',') } } : {}
  const named = checksNamed(first.values)
  const [only] = named ?? []
  if (named === undefined || others.length > 0) return { unread: terms }
  // An event is valid or has findings, of which it may have several: only "not valid" can be asked the other way.
  if (first.negated && (only !== 'valid' || named.length > 1)) return { unread: terms }
  const wanted = first.negated ? findings : named
  const left = view === 'errors' ? wanted.filter(check => check !== 'valid') : wanted
  return left.length === 0 ? { none: true } : { filter: { check: [...new Set(left)].join(',') } }
}

type Comparison = FilterTerm['operator']
const opposite: Partial<Record<Comparison, Comparison>> = { '>': '<=', '>=': '<', '<': '>=', '<=': '>' }
const operators = { '=': 'eq', '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' } as const

function askTime(terms: readonly FilterTerm[]): Asked {
  const time: Partial<Record<(typeof operators)[Comparison], string>> = {}
  const unread: FilterTerm[] = []
  for (const term of terms) {
    const comparison = term.negated ? opposite[term.operator] : term.operator
    const [value, ...more] = term.values
    const name = comparison && operators[comparison]
    if (name === undefined || value === undefined || more.length > 0 || time[name] !== undefined) {
      unread.push(term)
    } else time[name] = new Date(value).toISOString()
  }
  return { filter: Object.keys(time).length === 0 ? {} : { time }, unread }
}

/** The filter narrowed to a stretch of time, milliseconds since the epoch, `lt` exclusive. */
export function within(filter: StoredFilter, { gte, lt }: { gte?: number; lt: number }): StoredFilter {
  const own = typeof filter.time === 'object' ? filter.time : {}
  const latest = own.lt === undefined ? lt : Math.min(lt, Date.parse(own.lt))
  const earliest = Math.max(
    gte ?? Number.NEGATIVE_INFINITY,
    own.gte === undefined ? Number.NEGATIVE_INFINITY : Date.parse(own.gte),
  )
  const time = {
    ...own,
    lt: new Date(latest).toISOString(),
    ...(earliest > Number.NEGATIVE_INFINITY && { gte: new Date(earliest).toISOString() }),
  }
  return { ...filter, time }
}
