/** The three times of an event, in milliseconds since the epoch; what is finer than a millisecond takes no part in order and filters. */
import type { EventSortField, StoredEvent } from './event-store.ts'

/** An event without a time of its own has that of its arrival, as OpenMeter gives it. */
export function eventMilliseconds(stored: StoredEvent, field: EventSortField): number {
  if (field === 'time') return Date.parse(stored.event.time ?? stored.ingested_at)
  return Date.parse(stored[field])
}
