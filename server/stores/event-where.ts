/** An event filter as SQL on the `events` table. */
import type { CheckRules, EventCheck } from '#events/event-check.ts'
import type { EventFilter, TextFilter, TimeFilter } from '#events/event-store.ts'
import { textFilterFields, timeFilterFields } from '#events/match-event.ts'

export interface Condition {
  sql: string
  values: (string | number)[]
}

/** Sequence numbers of the events that may have the id. */
export type FindById = (id: string) => readonly number[]

const comparisons: Record<keyof TimeFilter, string> = { eq: '=', lt: '<', lte: '<=', gt: '>', gte: '>=' }

const idsOfNames = 'SELECT names.id FROM names WHERE name IN (SELECT value FROM json_each(?))'

/** What the table alone does not tell. */
export interface EventFinders {
  byId: FindById
  /** Sequence numbers of the events with an invalid value; its columns have been made sure of. */
  invalid(rules: CheckRules): readonly number[]
}

/** Conditions to be joined by AND; texts compare by code point, as in JavaScript. */
export function eventConditions(filter: EventFilter, { byId: seqsOf, invalid }: EventFinders): Condition[] {
  const conditions: Condition[] = []
  if (filter.check !== undefined) conditions.push(checkCondition(filter.check, invalid))
  for (const field of textFilterFields) {
    const condition = filter[field]
    if (condition !== undefined) {
      conditions.push(field === 'id' ? idCondition(condition, seqsOf) : nameCondition(field, condition))
    }
  }
  if (filter.subjects !== undefined) {
    const [operator, names] =
      'in' in filter.subjects ? ['IN', filter.subjects.in] : ['NOT IN', filter.subjects.notIn]
    conditions.push({ sql: `subject ${operator} (${idsOfNames})`, values: [JSON.stringify(names)] })
  }
  for (const field of timeFilterFields) conditions.push(...timeConditions(field, filter[field] ?? {}))
  return conditions
}

/** Events with any of the findings. */
function checkCondition(
  { any, rules }: NonNullable<EventFilter['check']>,
  invalid: EventFinders['invalid'],
): Condition {
  const types = JSON.stringify([...new Set(rules.meters.map(meter => meter.event_type))])
  const subjects = JSON.stringify([...rules.customers.keys()])
  const failing: Record<Exclude<EventCheck, 'valid'>, () => Condition> = {
    no_meter: () => ({ sql: `type NOT IN (${idsOfNames})`, values: [types] }),
    no_customer: () => ({ sql: `subject NOT IN (${idsOfNames})`, values: [subjects] }),
    invalid_value: () => ({
      sql: '+seq IN (SELECT value FROM json_each(?))',
      values: [JSON.stringify(invalid(rules))],
    }),
  }
  const found = any.map(check => {
    if (check !== 'valid') return failing[check]()
    const all = Object.values(failing).map(condition => condition())
    return {
      sql: all.map(({ sql }) => `NOT (${sql})`).join(' AND '),
      values: all.flatMap(({ values }) => values),
    }
  })
  if (found.length === 0) return { sql: 'FALSE', values: [] }
  return {
    sql: `(${found.map(({ sql }) => `(${sql})`).join(' OR ')})`,
    values: found.flatMap(({ values }) => values),
  }
}

function timeConditions(field: string, condition: TimeFilter): Condition[] {
  return (Object.keys(comparisons) as (keyof TimeFilter)[]).flatMap(operator => {
    const time = condition[operator]
    if (time === undefined) return []
    return [{ sql: `${field} ${comparisons[operator]} ?`, values: [Date.parse(time)] }]
  })
}

function idCondition(condition: TextFilter, seqsOf: FindById): Condition {
  if ('neq' in condition) return { sql: 'id <> ?', values: [condition.neq] }
  if ('contains' in condition) return { sql: 'instr(lower(id), lower(?)) > 0', values: [condition.contains] }
  if ('includes' in condition) return { sql: 'instr(id, ?) > 0', values: [condition.includes] }
  if ('ocontains' in condition) {
    return {
      sql: 'EXISTS (SELECT 1 FROM json_each(?) WHERE instr(lower(events.id), lower(value)) > 0)',
      values: [JSON.stringify(condition.ocontains)],
    }
  }
  const ids = 'eq' in condition ? [condition.eq] : condition.oeq
  return {
    sql: 'seq IN (SELECT value FROM json_each(?)) AND id IN (SELECT value FROM json_each(?))',
    values: [JSON.stringify(ids.flatMap(seqsOf)), JSON.stringify(ids)],
  }
}

/** The list is walked in its order and filtered: there is no index by name (`column-page.ts` finds pages by name). */
function nameCondition(field: string, condition: TextFilter): Condition {
  const one = '(SELECT names.id FROM names WHERE name = ?)'
  if ('eq' in condition) return { sql: `${field} = ${one}`, values: [condition.eq] }
  if ('neq' in condition) return { sql: `${field} <> ifnull(${one}, -1)`, values: [condition.neq] }
  if ('contains' in condition) {
    const sql = `${field} IN (SELECT names.id FROM names WHERE instr(lower(name), lower(?)) > 0)`
    return { sql, values: [condition.contains] }
  }
  if ('includes' in condition) {
    const sql = `${field} IN (SELECT names.id FROM names WHERE instr(name, ?) > 0)`
    return { sql, values: [condition.includes] }
  }
  if ('oeq' in condition) {
    return { sql: `${field} IN (${idsOfNames})`, values: [JSON.stringify(condition.oeq)] }
  }
  const sql = `${field} IN (SELECT names.id FROM names, json_each(?) WHERE instr(lower(name), lower(value)) > 0)`
  return { sql, values: [JSON.stringify(condition.ocontains)] }
}
