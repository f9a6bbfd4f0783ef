/**
 * What is in memory of every event: who it is, and its columns. Read from the table when the store is opened, and again
 * when another process has written.
 */
import { z } from 'zod'
import { createEventColumns, type EventColumns, type ReadData } from './event-columns.ts'
import { createIdentityIndex, type IdentityIndex } from './identity-index.ts'
import type { Database } from './open-database.ts'

export interface EventMemory {
  identities: IdentityIndex
  columns: EventColumns
  /** Reads what other connections have added, and forgets what they have removed. */
  refresh(): void
}

const rowsAtOnce = 50_000
/** SQLite made the text from columns of integers: a look at each of millions of numbers would only take time. */
const numbers = z.string().transform(text => JSON.parse(text) as number[])
const chunkRow = z.object({
  seqs: numbers,
  hashes: numbers,
  sources: numbers,
  subjects: numbers,
  types: numbers,
  times: numbers,
})
const nameRow = z.object({ id: z.int(), name: z.string() })
const dataRow = z.object({
  seq: z.int(),
  rest: z
    .string()
    .transform(text => JSON.parse(text) as unknown)
    .pipe(z.object({ data: z.custom<Record<string, unknown> | null>().optional() })),
})

export function createEventMemory({ connection }: Database): EventMemory {
  // All arrays are of one aggregation, so they agree in their order, whatever it is; the subquery makes it that of seq.
  const chunk = connection.prepare(
    `SELECT json_group_array(seq) AS seqs, json_group_array(id_hash) AS hashes,
       json_group_array(source) AS sources, json_group_array(subject) AS subjects,
       json_group_array(type) AS types, json_group_array(time) AS times
     FROM (SELECT seq, id_hash, source, subject, type, time FROM events INDEXED BY events_columns
       WHERE seq > ? ORDER BY seq LIMIT ${rowsAtOnce})`,
  )
  const newNames = connection.prepare('SELECT id, name FROM names WHERE id > ?')
  const firstSeq = connection.prepare('SELECT min(seq) AS seq FROM events')
  const dataVersion = connection.prepare('PRAGMA data_version')
  const dataRows = connection.prepare(
    `SELECT seq, rest FROM events
     WHERE seq > ? AND type IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?`,
  )
  const readData: ReadData = ({ seq, types, limit }) =>
    dataRows.all(seq, JSON.stringify(types), limit).map(row => {
      const { seq, rest } = dataRow.parse(row)
      return { seq, data: rest.data }
    })
  const columns = createEventColumns(readData)
  const identities = createIdentityIndex()
  let seenVersion: unknown

  function readNames(): void {
    for (const row of newNames.all(columns.names.length - 1)) {
      const { id, name } = nameRow.parse(row)
      columns.setName(id, name)
    }
  }

  function readRows(): void {
    for (;;) {
      const found = chunkRow.parse(chunk.get(columns.lastSeq()))
      for (const [index, seq] of found.seqs.entries()) {
        const [source = 0, subject = 0] = [found.sources[index], found.subjects[index]]
        const [type = 0, time = 0] = [found.types[index], found.times[index]]
        columns.load({ seq, source, subject, type, time })
        identities.add(found.hashes[index] ?? 0, seq)
      }
      if (found.seqs.length < rowsAtOnce) return
    }
  }

  function forgetRemoved(): void {
    const first = firstSeq.get()?.seq
    const before = typeof first === 'number' ? first : Number.POSITIVE_INFINITY
    if ((columns.view().seqs[0] ?? 0) >= before || columns.view().size === 0) return
    columns.dropBefore(before)
    identities.keep(seq => seq >= before)
  }

  return {
    identities,
    columns,
    refresh: () => {
      const version = dataVersion.get()?.data_version
      if (version === seenVersion) return
      forgetRemoved()
      readNames()
      readRows()
      seenVersion = version
    },
  }
}
