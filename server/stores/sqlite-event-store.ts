/**
 * Events in SQLite, the default store. Appends that arrive together are committed together; an append that has resolved
 * survives a killed process.
 */
import type { StatementSync } from 'node:sqlite'
import { z } from 'zod'
import { cutPage, startOf } from '#events/cut-page.ts'
import type { EventFilter, EventQuery, EventStore } from '#events/event-store.ts'
import { checkKeys, invalidSeqs } from './column-checks.ts'
import { columnFacets, columnHistogram, type OtherRows } from './column-counts.ts'
import { columnUsage, usageKeys } from './column-usage.ts'
import type { ColumnKey } from './data-column.ts'
import { createEventMemory } from './event-memory.ts'
import { readEventRow } from './event-row.ts'
import { type Condition, type EventFinders, eventConditions } from './event-where.ts'
import { createEventWriter } from './event-writer.ts'
import { hashText } from './hash-text.ts'
import type { Database } from './open-database.ts'
import { storeFailure, withFailures } from './store-failure.ts'

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
  const memory = createEventMemory(database)
  withFailures(database.path, memory.refresh)
  const writer = createEventWriter(database, memory, hash)
  const { columns, identities } = memory
  const finders: EventFinders = {
    byId: id => identities.candidates(hash(id)),
    invalid: rules => invalidSeqs(columns, rules),
  }
  const prepare = createStatementCache(database)

  /** Looks at what is in memory and on disk now, once the columns are there. */
  async function look<Result>(keys: readonly ColumnKey[], run: () => Result): Promise<Result> {
    withFailures(database.path, memory.refresh)
    try {
      await columns.ensure(keys)
    } catch (error) {
      throw storeFailure(error, database.path)
    }
    return withFailures(database.path, run)
  }

  const keysOf = ({ check }: EventFilter) => (check === undefined ? [] : checkKeys(check.rules))

  /** Rows that meet the conditions on what only the table has. */
  function others({ id, ingested_at, stored_at }: EventFilter): OtherRows {
    const filter: EventFilter = {
      ...(id !== undefined && { id }),
      ...(ingested_at !== undefined && { ingested_at }),
      ...(stored_at !== undefined && { stored_at }),
    }
    const conditions = eventConditions(filter, finders)
    if (conditions.length === 0) return undefined
    const { where, values } = whereOf(conditions)
    const statement = prepare(`SELECT json_group_array(seq) AS seqs FROM events ${where}`)
    return columns.mark(seqList.parse(statement.get(...values)?.seqs))
  }

  return {
    append: events => writer.append(events),
    list: query =>
      look(keysOf(query.filter), () => {
        const { sql, values } = pageStatement(query, finders)
        return cutPage(
          query,
          prepare(sql)
            .all(...values)
            .map(row => readEventRow(row)),
        )
      }),
    count: (filter = {}) =>
      look(keysOf(filter), () => {
        const { where, values } = whereOf(eventConditions(filter, finders))
        return Number(prepare(`SELECT count(*) AS count FROM events ${where}`).get(...values)?.count)
      }),
    facets: query =>
      look([...checkKeys(query.rules), ...keysOf(query.filter)], () =>
        columnFacets(columns, query, others(query.filter)),
      ),
    histogram: query =>
      look([...checkKeys(query.rules), ...keysOf(query.filter)], () =>
        columnHistogram(columns, query, others(query.filter)),
      ),
    usage: query => look(usageKeys(query), () => columnUsage(columns, query)),
    close: () => writer.close(),
  }
}

const seqList = z.string().transform(text => z.array(z.number()).parse(JSON.parse(text)))

const columns = `seq, id, rest, time, ingested_at, stored_at,
  (SELECT name FROM names WHERE names.id = source) AS source,
  (SELECT name FROM names WHERE names.id = subject) AS subject,
  (SELECT name FROM names WHERE names.id = type) AS type`

function pageStatement(query: EventQuery, finders: EventFinders) {
  const { position, backwards } = startOf(query)
  const { field, direction } = query.sort
  const descending = (direction === 'desc') !== backwards
  const conditions = eventConditions(query.filter, finders)
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
