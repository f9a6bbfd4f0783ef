/** Removes the oldest arrivals beyond the limits, and keeps record of what it removed (decision 20). */
import { z } from 'zod'
import type { RemovalReason, RetentionLimits, RetentionReport } from '#events/event-retention.ts'
import type { EventMemory } from './event-memory.ts'
import type { Database } from './open-database.ts'
import { withFailures } from './store-failure.ts'

export interface Retention {
  /** `now` in milliseconds. Other work goes on meanwhile. */
  apply(now: number): Promise<void>
  report(): RetentionReport
}

/** In one transaction: some 30 ms. */
const rowsAtOnce = 5000
const latestShown = 20
const day = 86_400_000

const sizeRow = z.object({ bytes: z.number() })
const spanRow = z.object({ events: z.int(), from: z.int(), to: z.int() })
const totalRow = z.object({ events: z.int(), from: z.int().nullable(), to: z.int().nullable() })
const removalRow = z.object({
  at: z.int(),
  reason: z.enum(['max_events', 'max_age', 'max_bytes']),
  events: z.int(),
  from: z.int(),
  to: z.int(),
})

export function createRetention(database: Database, memory: EventMemory, limits: RetentionLimits): Retention {
  const { connection, path } = database
  const { columns, identities } = memory
  const statements = prepareStatements(database)

  /** The rows that the limit has too many, at most as many as one transaction takes. */
  function excess(reason: RemovalReason, now: number): number {
    const { size } = columns.view()
    if (reason === 'max_events') return Math.max(0, size - (limits.maxEvents ?? size))
    if (reason === 'max_bytes') {
      const { bytes } = sizeRow.parse(statements.size.get())
      const over = bytes - (limits.maxBytes ?? bytes)
      return over <= 0 ? 0 : Math.ceil((over / bytes) * size)
    }
    if (limits.maxAgeDays === null) return 0
    return Number(statements.leadingOld.get(rowsAtOnce, now - limits.maxAgeDays * day)?.count)
  }

  function removeOldest(
    count: number,
    removal: { id: number | undefined; reason: RemovalReason; now: number },
  ) {
    const last = columns.view().seqs[Math.min(count, rowsAtOnce) - 1] ?? 0
    connection.exec('BEGIN IMMEDIATE')
    try {
      const { events, from, to } = spanRow.parse(statements.span.get(last))
      statements.remove.run(last)
      const { id = null, reason, now } = removal
      const { lastInsertRowid } = statements.record.run(id, now, reason, events, from, to)
      connection.exec('COMMIT')
      columns.dropBefore(last + 1)
      return id ?? Number(lastInsertRowid)
    } catch (error) {
      if (connection.isTransaction) connection.exec('ROLLBACK')
      throw error
    }
  }

  async function applyLimit(reason: RemovalReason, now: number): Promise<void> {
    let id: number | undefined
    for (let count = excess(reason, now); count > 0; count = excess(reason, now)) {
      id = removeOldest(count, { id, reason, now })
      await new Promise(resolve => setImmediate(resolve))
    }
    const first = columns.view().seqs[0] ?? Number.POSITIVE_INFINITY
    if (id !== undefined) identities.keep(seq => seq >= first)
  }

  return {
    apply: async now => {
      withFailures(path, memory.refresh)
      for (const reason of ['max_age', 'max_events', 'max_bytes'] as const) {
        await applyLimit(reason, now)
      }
    },
    report: () =>
      withFailures(path, () => {
        memory.refresh()
        return {
          limits,
          stored: { events: columns.view().size, bytes: sizeRow.parse(statements.size.get()).bytes },
          removed: totalRow.parse(statements.total.get()),
          removals: statements.latest.all(latestShown).map(row => removalRow.parse(row)),
        }
      }),
  }
}

function prepareStatements({ connection }: Database) {
  return {
    // Pages that are free are used again before the file grows.
    size: connection.prepare(
      `SELECT (page_count - freelist_count) * page_size AS bytes
       FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
    ),
    leadingOld: connection.prepare(
      `WITH oldest AS (SELECT seq, stored_at FROM events ORDER BY seq LIMIT ?1)
       SELECT count(*) AS count FROM oldest
       WHERE seq < ifnull((SELECT min(seq) FROM oldest WHERE stored_at >= ?2), 9e15)`,
    ),
    span: connection.prepare(
      'SELECT count(*) AS events, min(time) AS "from", max(time) AS "to" FROM events WHERE seq <= ?',
    ),
    remove: connection.prepare('DELETE FROM events WHERE seq <= ?'),
    record: connection.prepare(
      `INSERT INTO removals (id, at, reason, events, from_time, to_time) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET events = events + excluded.events,
         from_time = min(from_time, excluded.from_time), to_time = max(to_time, excluded.to_time)`,
    ),
    total: connection.prepare(
      'SELECT ifnull(sum(events), 0) AS events, min(from_time) AS "from", max(to_time) AS "to" FROM removals',
    ),
    latest: connection.prepare(
      'SELECT at, reason, events, from_time AS "from", to_time AS "to" FROM removals ORDER BY id DESC LIMIT ?',
    ),
  }
}
