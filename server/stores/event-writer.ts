/** Writes events into SQLite: appends that wait at the same time share one transaction. */
import type { StoredEvent } from '#events/event-store.ts'
import { type EventRow, writeEventRow } from './event-row.ts'
import { hashProbes } from './event-where.ts'
import { hashText } from './hash-text.ts'
import type { Database } from './open-database.ts'
import { storeFailure } from './store-failure.ts'

export interface EventWriterOptions {
  /** Of an event's id; up to 53 bits. */
  hash?: (text: string) => number
}

interface Appended {
  stored: number
  duplicates: number
}

interface Waiting {
  rows: EventRow[]
  resolve(result: Appended): void
  reject(error: unknown): void
}

/** A transaction is not made larger than this many appends, so that the first of them need not wait long. */
const largestGroup = 64

export function createEventWriter(
  { connection, path }: Database,
  { hash = hashText }: EventWriterOptions = {},
) {
  const waiting: Waiting[] = []
  let scheduled = false
  const insert = createInsert({ connection, path }, hash)
  const begin = connection.prepare('BEGIN IMMEDIATE')
  const commit = connection.prepare('COMMIT')

  function write(group: readonly Waiting[]): Appended[] {
    begin.run()
    try {
      const results = group.map(({ rows }) => {
        const stored = rows.reduce((count, row) => count + Number(insert.run(row)), 0)
        return { stored, duplicates: rows.length - stored }
      })
      commit.run()
      return results
    } catch (error) {
      insert.forget()
      if (connection.isTransaction) connection.exec('ROLLBACK')
      throw error
    }
  }

  function settle(group: readonly Waiting[]): void {
    try {
      const results = write(group)
      for (const [index, result] of results.entries()) group[index]?.resolve(result)
    } catch (error) {
      settleFailed(group, error)
    }
  }

  /** One append may be what fails, such as one that no longer fits on the disk: the others get their own try. */
  function settleFailed(group: readonly Waiting[], error: unknown): void {
    if (group.length === 1) group[0]?.reject(storeFailure(error, path))
    else for (const one of group) settle([one])
  }

  function flush(): void {
    scheduled = false
    const group = waiting.splice(0, largestGroup)
    if (waiting.length > 0) schedule()
    if (group.length > 0) settle(group)
  }

  function schedule(): void {
    if (scheduled) return
    scheduled = true
    setImmediate(flush)
  }

  return {
    append: async (events: readonly StoredEvent[]): Promise<Appended> => {
      if (events.length === 0) return { stored: 0, duplicates: 0 }
      const rows = events.map(writeEventRow)
      return new Promise((resolve, reject) => {
        waiting.push({ rows, resolve, reject })
        schedule()
      })
    },
    /** Writes what still waits. */
    close: async (): Promise<void> => {
      while (waiting.length > 0) settle(waiting.splice(0, largestGroup))
    },
  }
}

/** Whether the row was new. Two ids of one source with the same hash: the later one takes the next free place. */
function createInsert({ connection, path }: Database, hash: (text: string) => number) {
  const names = createNames({ connection, path })
  const insert = connection.prepare(
    `INSERT INTO events (id_hash, source, subject, type, time, ingested_at, stored_at, id, rest)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id_hash, source) DO NOTHING`,
  )
  const holder = connection.prepare('SELECT id FROM events WHERE id_hash = ? AND source = ?')

  function run(row: EventRow): boolean {
    const [source, subject, type] = [names.idOf(row.source), names.idOf(row.subject), names.idOf(row.type)]
    const { time, ingestedAt, storedAt, id, rest } = row
    const first = hash(id)
    for (let place = first; place <= first + hashProbes; place += 1) {
      const result = insert.run(place, source, subject, type, time, ingestedAt, storedAt, id, rest)
      if (result.changes === 1) return true
      if (holder.get(place, source)?.id === id) return false
    }
    throw new Error(`${hashProbes} ids have the hash of ${id}`)
  }
  return { run, forget: names.forget }
}

/** Numbers of names, as the `names` table gives them. */
function createNames({ connection }: Database) {
  const known = new Map<string, number>()
  const add = connection.prepare('INSERT INTO names (name) VALUES (?) ON CONFLICT DO NOTHING')
  const find = connection.prepare('SELECT id FROM names WHERE name = ?')
  return {
    idOf: (name: string): number => {
      const cached = known.get(name)
      if (cached !== undefined) return cached
      add.run(name)
      const id = Number(find.get(name)?.id)
      if (known.size >= 100_000) known.clear()
      known.set(name, id)
      return id
    },
    /** After a rollback the numbers that it gave are gone. */
    forget: () => known.clear(),
  }
}
