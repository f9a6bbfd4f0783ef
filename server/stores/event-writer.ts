/** Writes events into SQLite: appends that wait at the same time share one transaction. */
import type { StoredEvent } from '#events/event-store.ts'
import { createCheckpointer } from './checkpointer.ts'
import type { ColumnRow } from './event-columns.ts'
import type { EventMemory } from './event-memory.ts'
import { type EventRow, writeEventRow } from './event-row.ts'
import type { Database } from './open-database.ts'
import { storeFailure } from './store-failure.ts'

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

export function createEventWriter(database: Database, memory: EventMemory, hash: (text: string) => number) {
  const { connection, path } = database
  const waiting: Waiting[] = []
  let scheduled = false
  const insert = createInsert(database, memory, hash)
  const checkpointer = createCheckpointer(database)
  const begin = connection.prepare('BEGIN IMMEDIATE')
  const commit = connection.prepare('COMMIT')

  function write(group: readonly Waiting[]): Appended[] {
    begin.run()
    try {
      insert.begin()
      const results = group.map(({ rows }) => {
        const stored = rows.reduce((count, row) => count + Number(insert.run(row)), 0)
        return { stored, duplicates: rows.length - stored }
      })
      commit.run()
      insert.committed()
      checkpointer.committed()
      return results
    } catch (error) {
      insert.rollBack()
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
      await checkpointer.close()
    },
  }
}

/** Inserts a row unless its event is there already; tells whether it did. */
function createInsert(database: Database, memory: EventMemory, hash: (text: string) => number) {
  const { connection } = database
  const { identities, columns } = memory
  const names = createNames(database)
  const insert = connection.prepare(
    `INSERT INTO events (id_hash, source, subject, type, time, ingested_at, stored_at, id, rest)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const isSame = connection.prepare('SELECT 1 FROM events WHERE seq = ? AND id = ? AND source = ?')
  /** Of this transaction. */
  let inserted: { row: ColumnRow; data: EventRow['data'] }[] = []

  function run(row: EventRow): boolean {
    const [source, subject, type] = [names.idOf(row.source), names.idOf(row.subject), names.idOf(row.type)]
    const { time, ingestedAt, storedAt, id, rest, data } = row
    const idHash = hash(id)
    const isKnown = identities.candidates(idHash).some(seq => isSame.get(seq, id, source) !== undefined)
    if (isKnown) return false
    const { lastInsertRowid } = insert.run(
      idHash,
      source,
      subject,
      type,
      time,
      ingestedAt,
      storedAt,
      id,
      rest,
    )
    const seq = Number(lastInsertRowid)
    identities.add(idHash, seq)
    inserted.push({ row: { seq, source, subject, type, time }, data })
    return true
  }
  return {
    run,
    begin: () => {
      inserted = []
      memory.refresh()
    },
    committed: () => {
      for (const [id, name] of names.added()) columns.setName(id, name)
      for (const { row, data } of inserted) columns.add(row, data)
    },
    rollBack: () => {
      names.forget()
      const first = inserted[0]?.row.seq
      if (first !== undefined) identities.keep(seq => seq < first)
    },
  }
}

/** Numbers of names, as the `names` table gives them. */
function createNames({ connection }: Database) {
  const known = new Map<string, number>()
  let added: [number, string][] = []
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
      added.push([id, name])
      return id
    },
    /** Those that were looked up since it was asked last. */
    added: (): readonly [number, string][] => {
      const found = added
      added = []
      return found
    },
    /** After a rollback the numbers that it gave are gone. */
    forget: () => {
      known.clear()
      added = []
    },
  }
}
