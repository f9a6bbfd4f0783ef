/**
 * Events in SQLite, the default store. Appends that arrive together are committed together; an append that has resolved
 * survives a killed process.
 */
import type { StatementSync } from 'node:sqlite'
import { cutPage, startOf } from '#events/cut-page.ts'
import type { EventQuery, EventStore } from '#events/event-store.ts'
import { readEventRow } from './event-row.ts'
import { type Condition, eventConditions, type FindById } from './event-where.ts'
import { createEventWriter } from './event-writer.ts'
import { hashText } from './hash-text.ts'
import { createIdentityIndex } from './identity-index.ts'
import type { Database } from './open-database.ts'
import { withFailures } from './store-failure.ts'

export interface SqliteEventStoreOptions {
  /** Of an event's id; up to 53 bits. */
  hash?: (text: string) => number
}

/** The database stays open when the store is closed: others use it too. */
export function createSqliteEventStore(
  database: Database,
  options: SqliteEventStoreOptions = {},
): EventStore {
  const hash = options.hash ?? hashText
  const identities = createIdentityIndex(database)
  withFailures(database.path, identities.refresh)
  const writer = createEventWriter(database, identities, hash)
  const seqsOf: FindById = id => {
    identities.refresh()
    return identities.candidates(hash(id))
  }
  const prepare = createStatementCache(database)
  return {
    append: events => writer.append(events),
    list: async query => {
      return withFailures(database.path, () => {
        const { sql, values } = pageStatement(query, seqsOf)
        const rows = prepare(sql).all(...values)
        return cutPage(
          query,
          rows.map(row => readEventRow(row)),
        )
      })
    },
    count: async (filter = {}) => {
      return withFailures(database.path, () => {
        const { where, values } = whereOf(eventConditions(filter, seqsOf))
        return Number(prepare(`SELECT count(*) AS count FROM events ${where}`).get(...values)?.count)
      })
    },
    close: () => writer.close(),
  }
}

const columns = `seq, id, rest, time, ingested_at, stored_at,
  (SELECT name FROM names WHERE names.id = source) AS source,
  (SELECT name FROM names WHERE names.id = subject) AS subject,
  (SELECT name FROM names WHERE names.id = type) AS type`

function pageStatement(query: EventQuery, seqsOf: FindById) {
  const { position, backwards } = startOf(query)
  const { field, direction } = query.sort
  const descending = (direction === 'desc') !== backwards
  const conditions = eventConditions(query.filter, seqsOf)
  if (position !== undefined) {
    const sql = `(${field}, seq) ${descending ? '<' : '>'} (?, ?)`
    conditions.push({ sql, values: [position.value, position.seq] })
  }
  const { where, values } = whereOf(conditions)
  const order = descending ? 'DESC' : 'ASC'
  return {
    sql: `SELECT ${columns}, ${field} AS value FROM events ${where} ORDER BY ${field} ${order}, seq ${order} LIMIT ?`,
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
