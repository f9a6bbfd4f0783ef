/**
 * Events in SQLite, the default store. Appends that arrive together are committed together; an append that has resolved
 * survives a killed process.
 */
import type { RetentionLimits } from '#events/event-retention.ts'
import type { EventFilter, EventStore } from '#events/event-store.ts'
import type { Meter } from '#events/meter.ts'
import { checkKeys, invalidSeqs } from './column-checks.ts'
import { columnFacets, columnHistogram, countRows } from './column-counts.ts'
import { createFilterTests } from './column-filter.ts'
import { type Breathe, columnUsage, usageKeys } from './column-usage.ts'
import { type ColumnKey, meterKeys } from './data-column.ts'
import { createEventMemory } from './event-memory.ts'
import type { EventFinders } from './event-where.ts'
import { createEventWriter } from './event-writer.ts'
import { hashText } from './hash-text.ts'
import type { Database } from './open-database.ts'
import { createRetention } from './retention.ts'
import { createPageReader } from './sqlite-page.ts'
import { storeFailure, withFailures } from './store-failure.ts'

export interface SqliteEventStoreOptions {
  /** Of an event's id; up to 53 bits. */
  hash?: (text: string) => number
  /** Without them everything is kept. */
  limits?: RetentionLimits
}

export interface SqliteEventStore extends EventStore {
  /** Removes what is beyond the limits; `now` in milliseconds. */
  applyRetention(now: number): Promise<void>
  /** Reads what queries of these meters will need, and keeps it up to date from then on: the first query is no slower. */
  prepare(meters: readonly Meter[]): Promise<void>
}

/** So long usage of many groups may keep others waiting, in milliseconds. */
const LONGEST_BREATH = 20

function createBreathing(): Breathe {
  let since = performance.now()
  return () => {
    if (performance.now() - since < LONGEST_BREATH) return undefined
    return othersTurn().then(() => {
      since = performance.now()
    })
  }
}

/** Who asks one thing after another of all events, as a bill does, lets others be answered in between. */
function othersTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

const noLimits: RetentionLimits = { maxEvents: null, maxAgeDays: null, maxBytes: null }

/** The database stays open when the store is closed: others use it too. */
export function createSqliteEventStore(
  database: Database,
  options: SqliteEventStoreOptions = {},
): SqliteEventStore {
  const hash = options.hash ?? hashText
  const memory = createEventMemory(database)
  withFailures(database.path, memory.refresh)
  const writer = createEventWriter(database, memory, hash)
  const retention = createRetention(database, memory, options.limits ?? noLimits)
  const { columns, identities } = memory
  const finders: EventFinders = {
    byId: id => identities.candidates(hash(id)),
    invalid: rules => invalidSeqs(columns, rules),
  }
  const reader = createPageReader(database, columns, finders)

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

  return {
    append: events => writer.append(events),
    list: query => look(keysOf(query.filter), () => reader.page(query)),
    count: (filter = {}) =>
      look(keysOf(filter), () =>
        countRows(columns, createFilterTests(columns, filter, reader.others(filter))),
      ),
    facets: async query => {
      await othersTurn()
      return await look([...checkKeys(query.rules), ...keysOf(query.filter)], () =>
        columnFacets(columns, query, reader.others(query.filter)),
      )
    },
    histogram: query =>
      look([...checkKeys(query.rules), ...keysOf(query.filter)], () =>
        columnHistogram(columns, query, reader.others(query.filter)),
      ),
    usage: async query => {
      await othersTurn()
      for (;;) {
        const rows = await look(usageKeys(query), () => columnUsage(columns, query, createBreathing()))
        if (rows !== undefined) return rows
      }
    },
    retention: async () => retention.report(),
    applyRetention: now => retention.apply(now),
    prepare: meters => look(meters.flatMap(meterKeys), () => {}),
    close: () => writer.close(),
  }
}
