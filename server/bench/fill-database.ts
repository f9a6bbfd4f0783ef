/** A database with a million events, as `bench-events.ts` makes them. */
import { openDatabase } from '../stores/open-database.ts'
import { createSqliteEventStore } from '../stores/sqlite-event-store.ts'
import { benchEventJson } from './bench-events.ts'

const EVENTS = 1_000_000
const BATCH = 1000

/** When they arrived. */
export const ARRIVED_AT = '2026-02-01T00:00:00.000Z'

export async function fillDatabase(file: string, say: (line: string) => void): Promise<void> {
  const database = openDatabase(file)
  const store = createSqliteEventStore(database)
  for (let first = 0; first < EVENTS; first += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, index) => ({
      event: JSON.parse(benchEventJson(first + index, EVENTS)),
      ingested_at: ARRIVED_AT,
      stored_at: ARRIVED_AT,
    }))
    await store.append(batch)
    if ((first + BATCH) % 250_000 === 0) say(`${first + BATCH} events stored`)
  }
  await store.close()
  database.connection.close()
}
