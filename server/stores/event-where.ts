/** An event filter as SQL on the `events` table. */
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

/** Conditions to be joined by AND; texts compare by code point, as in JavaScript. */
export function eventConditions(filter: EventFilter, seqsOf: FindById): Condition[] {
  const conditions: Condition[] = []
  for (const field of textFilterFields) {
    const condition = filter[field]
    if (condition !== undefined) {
      conditions.push(field === 'id' ? idCondition(condition, seqsOf) : nameCondition(field, condition))
    }
  }
  if (filter.subjects !== undefined) {
    const [operator, names] =
      'in' in filter.subjects ? ['IN', filter.subjects.in] : ['NOT IN', filter.subjects.notIn]
    conditions.push({ sql: `+subject ${operator} (${idsOfNames})`, values: [JSON.stringify(names)] })
  }
  for (const field of timeFilterFields) conditions.push(...timeConditions(field, filter[field] ?? {}))
  return conditions
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
  if ('contains' in condition) return { sql: 'instr(id, ?) > 0', values: [condition.contains] }
  if ('ocontains' in condition) {
    return {
      sql: 'EXISTS (SELECT 1 FROM json_each(?) WHERE instr(id, value) > 0)',
      values: [JSON.stringify(condition.ocontains)],
    }
  }
  const ids = 'eq' in condition ? [condition.eq] : condition.oeq
  return {
    sql: 'seq IN (SELECT value FROM json_each(?)) AND id IN (SELECT value FROM json_each(?))',
    values: [JSON.stringify(ids.flatMap(seqsOf)), JSON.stringify(ids)],
  }
}

/**
 * One name goes through its index. Several do not (the `+`): the list is walked in its order and filtered, which finds
 * a page soon, where an index would have every match sorted first.
 */
function nameCondition(field: string, condition: TextFilter): Condition {
  const one = '(SELECT names.id FROM names WHERE name = ?)'
  if ('eq' in condition) return { sql: `${field} = ${one}`, values: [condition.eq] }
  if ('neq' in condition) return { sql: `${field} <> ifnull(${one}, -1)`, values: [condition.neq] }
  if ('contains' in condition) {
    const sql = `+${field} IN (SELECT names.id FROM names WHERE instr(name, ?) > 0)`
    return { sql, values: [condition.contains] }
  }
  if ('oeq' in condition) {
    return { sql: `+${field} IN (${idsOfNames})`, values: [JSON.stringify(condition.oeq)] }
  }
  const sql = `+${field} IN (SELECT names.id FROM names, json_each(?) WHERE instr(name, value) > 0)`
  return { sql, values: [JSON.stringify(condition.ocontains)] }
}
