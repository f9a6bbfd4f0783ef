/** Where the settings keep events, with the meters and customers that they are counted by. */
import { type Catalog, createCatalog } from '#events/catalog.ts'
import type { EventStore } from '#events/event-store.ts'
import { kongMeters, type Meter } from '#events/meter.ts'
import type { Settings } from '../settings.ts'
import type { Database } from './open-database.ts'
import { createSqliteCatalogKeeper } from './sqlite-catalog-keeper.ts'
import { createSqliteEventStore } from './sqlite-event-store.ts'

export interface EventsParts {
  settings: Settings
  database: Database
  /** What the user is told once is added to it. */
  notices: string[]
  report(error: unknown): void
}

export interface OpenEvents {
  events: EventStore
  catalog: Catalog
  /** Begins to remove what is beyond the limits, and reads what the meters will be asked for. */
  start(): void
}

interface Kept {
  events: EventStore
  prepare(meters: readonly Meter[]): void
  keepLimits(): void
}

/** How often events beyond the limits are looked for. */
const RETENTION_INTERVAL_MS = 10_000

/** Events are in ClickHouse where the settings name one, meters and customers always in the database. */
export async function openEvents(parts: EventsParts): Promise<OpenEvents> {
  const { events, prepare, keepLimits } =
    parts.settings['event-store'] === undefined ? inSqlite(parts) : await inClickhouse(parts)
  const keeper = createSqliteCatalogKeeper(parts.database, kongMeters(new Date().toISOString()))
  const catalog = createCatalog({
    ...keeper,
    putMeter: meter => {
      keeper.putMeter(meter)
      prepare([meter])
    },
  })
  return {
    events,
    catalog,
    start: () => {
      keepLimits()
      prepare(catalog.activeMeters())
    },
  }
}

/** How long events stay is its tables' TTL. */
async function inClickhouse({ settings, notices }: EventsParts): Promise<Kept> {
  // Its client is loaded by those who use it.
  const { openClickhouseStore } = await import('./open-clickhouse-store.ts')
  const { store, place } = openClickhouseStore(settings['event-store'] ?? '')
  notices.push(`Events are kept in ClickHouse at ${place}.`)
  return { events: store, prepare: () => {}, keepLimits: () => {} }
}

function inSqlite({ settings, database, report }: EventsParts): Kept {
  const limits = {
    maxEvents: settings['max-events'],
    maxAgeDays: settings['max-age-days'],
    maxBytes: settings['max-bytes'],
  }
  const store = createSqliteEventStore(database, { limits })
  let timer: NodeJS.Timeout | undefined
  let applying: Promise<void> | undefined
  const apply = () => {
    applying ??= store
      .applyRetention(Date.now())
      .catch(report)
      .finally(() => {
        applying = undefined
      })
  }
  return {
    events: {
      ...store,
      close: async () => {
        clearInterval(timer)
        await applying
        await store.close()
      },
    },
    prepare: meters => {
      store.prepare(meters).catch(report)
    },
    keepLimits: () => {
      apply()
      timer = setInterval(apply, RETENTION_INTERVAL_MS)
      timer.unref()
    },
  }
}
