/** An event as a row of the `events` table and back. */
import { z } from 'zod'
import type { PlacedEvent } from '#events/cut-page.ts'
import type { StoredEvent } from '#events/event-store.ts'
import { eventMilliseconds } from '#events/event-times.ts'
import { type MeteringEvent, meteringEvent } from '#events/ingested-event.ts'

/** What the columns do not hold of an event is in `rest`, as JSON. */
export interface EventRow {
  id: string
  source: string
  subject: string
  type: string
  time: number
  ingestedAt: number
  storedAt: number
  rest: string
  /** Also in `rest`; here for the columns. */
  data: MeteringEvent['data']
}

export function writeEventRow(stored: StoredEvent): EventRow {
  const { id, source, subject, type, ...rest } = stored.event
  const ingestedAt = eventMilliseconds(stored, 'ingested_at')
  return {
    id,
    source,
    subject,
    type,
    time: eventMilliseconds(stored, 'time'),
    ingestedAt,
    // Reading a time costs as much as a third of writing the row; these two are one but for events of other origin.
    storedAt: stored.stored_at === stored.ingested_at ? ingestedAt : eventMilliseconds(stored, 'stored_at'),
    rest: JSON.stringify(rest),
    data: rest.data,
  }
}

const rowSchema = z.object({
  seq: z.int(),
  value: z.int(),
  id: z.string(),
  source: z.string(),
  subject: z.string(),
  type: z.string(),
  ingested_at: z.int(),
  stored_at: z.int(),
  rest: z
    .string()
    .transform(text => JSON.parse(text) as unknown)
    .pipe(meteringEvent.omit({ id: true, source: true, subject: true, type: true })),
})

/** Throws when the row is not one that `writeEventRow` made: the file was changed from outside. */
export function readEventRow(row: unknown): PlacedEvent {
  const { seq, value, rest, ingested_at, stored_at, ...names } = rowSchema.parse(row)
  const { specversion, ...others } = rest
  const { id, source, type, subject } = names
  return {
    seq,
    value,
    stored: {
      event: { specversion, id, source, type, subject, ...others },
      ingested_at: new Date(ingested_at).toISOString(),
      stored_at: new Date(stored_at).toISOString(),
    },
  }
}
