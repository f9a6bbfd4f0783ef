/** Pages of events and sets of their numbers, read from the table. */
import type { StatementSync } from 'node:sqlite'
import { z } from 'zod'
import { cutPage, startOf } from '#events/cut-page.ts'
import type { EventFilter, EventPage, EventQuery } from '#events/event-store.ts'
import type { OtherRows } from './column-filter.ts'
import { asksColumns, columnPage, fewMatches } from './column-page.ts'
import type { EventColumns } from './event-columns.ts'
import { readEventRow } from './event-row.ts'
import { type Condition, type EventFinders, eventConditions } from './event-where.ts'
import type { Database } from './open-database.ts'

export interface PageReader {
  /** By time through the columns where they have the conditions, else along the index of the order. */
  page(query: EventQuery): EventPage
  /** The rows that meet the conditions on what only the table has. */
  others(filter: EventFilter): OtherRows
}

export function createPageReader(
  database: Database,
  columns: EventColumns,
  finders: EventFinders,
): PageReader {
  const prepare = createStatementCache(database)

  function readPage(query: EventQuery): unknown[] {
    const { filter, sort } = query
    if (!asksColumns(filter)) return runPage(query, [])
    if (sort.field === 'time' && tableConditions(filter, finders).length === 0) {
      const seqs = columnPage(columns, query)
      const found = new Map(
        prepare(rowsBySeq)
          .all(JSON.stringify(seqs))
          .map(row => [row.seq, row]),
      )
      return seqs.map(seq => found.get(seq))
    }
    const few = fewMatches(columns, filter)
    if (few === undefined) return runPage(query, [])
    return runPage(query, [{ sql: 'seq IN (SELECT value FROM json_each(?))', values: [JSON.stringify(few)] }])
  }

  function runPage(query: EventQuery, also: readonly Condition[]): unknown[] {
    const { sql, values } = pageStatement(query, [...eventConditions(query.filter, finders), ...also])
    return prepare(sql).all(...values)
  }

  return {
    page: query =>
      cutPage(
        query,
        readPage(query).map(row => readEventRow(row)),
      ),
    others: filter => {
      const conditions = tableConditions(filter, finders)
      if (conditions.length === 0) return undefined
      const { where, values } = whereOf(conditions)
      const statement = prepare(`SELECT json_group_array(seq) AS seqs FROM events ${where}`)
      return columns.mark(seqList.parse(statement.get(...values)?.seqs))
    },
  }
}

const seqList = z.string().transform(text => z.array(z.number()).parse(JSON.parse(text)))

/** Those on what only the table has. */
function tableConditions({ id, ingested_at, stored_at }: EventFilter, finders: EventFinders): Condition[] {
  const filter: EventFilter = {
    ...(id !== undefined && { id }),
    ...(ingested_at !== undefined && { ingested_at }),
    ...(stored_at !== undefined && { stored_at }),
  }
  return eventConditions(filter, finders)
}

const rowColumns = `seq, id, rest, time, ingested_at, stored_at,
  (SELECT name FROM names WHERE names.id = source) AS source,
  (SELECT name FROM names WHERE names.id = subject) AS subject,
  (SELECT name FROM names WHERE names.id = type) AS type`

const rowsBySeq = `SELECT ${rowColumns}, time AS value FROM events WHERE seq IN (SELECT value FROM json_each(?))`

function pageStatement(query: EventQuery, given: readonly Condition[]) {
  const { position, backwards } = startOf(query)
  const { field, direction } = query.sort
  const descending = (direction === 'desc') !== backwards
  const conditions = [...given]
  if (position !== undefined) {
    const sql = `(${field}, seq) ${descending ? '<' : '>'} (?, ?)`
    conditions.push({ sql, values: [position.value, position.seq] })
  }
  const { where, values } = whereOf(conditions)
  const order = descending ? 'DESC' : 'ASC'
  return {
    sql: `SELECT ${rowColumns}, ${field} AS value FROM events ${where} ORDER BY ${field} ${order}, seq ${order} LIMIT ?`,
    values: [...values, query.size + 1],
  }
}

function whereOf(conditions: readonly Condition[]) {
  return {
    where: conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`,
    values: conditions.flatMap(({ values }) => values),
  }
}

/** Statements by their text; the filters of one page differ in values only. */
function createStatementCache({ connection }: Database): (sql: string) => StatementSync {
  const statements = new Map<string, StatementSync>()
  return sql => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    if (statements.size >= 100) statements.clear()
    const statement = connection.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
}
