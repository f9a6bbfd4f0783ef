/** An event store for the demo and for tests: plain arrays, nothing survives. */
import { cutPage, type PlacedEvent, startOf } from './cut-page.ts'
import { countFacets, countOverTime } from './event-counts.ts'
import { keepsEverything } from './event-retention.ts'
import type { EventQuery, EventStore, StoredEvent } from './event-store.ts'
import { eventMilliseconds } from './event-times.ts'
import { matchesFilter } from './match-event.ts'
import { sumUsage } from './meter-usage.ts'

export function createMemoryEventStore(): EventStore {
  const events: StoredEvent[] = []
  const known = new Set<string>()

  function add(stored: StoredEvent): boolean {
    const key = JSON.stringify([stored.event.source, stored.event.id])
    if (known.has(key)) return false
    known.add(key)
    events.push(stored)
    return true
  }

  return {
    append: async batch => {
      const stored = batch.filter(add).length
      return { stored, duplicates: batch.length - stored }
    },
    list: async query => cutPage(query, readRows(events, query)),
    count: async (filter = {}) => events.filter(stored => matchesFilter(stored, filter)).length,
    facets: async query => countFacets(events, query),
    histogram: async query => countOverTime(events, query),
    usage: async query => sumUsage(events, query),
    retention: async () => keepsEverything(events.length),
    close: async () => {},
  }
}

function readRows(events: readonly StoredEvent[], query: EventQuery): PlacedEvent[] {
  const { position, backwards } = startOf(query)
  const sign = (query.sort.direction === 'asc') === backwards ? -1 : 1
  const order = (a: { value: number; seq: number }, b: { value: number; seq: number }) =>
    sign * (a.value - b.value || a.seq - b.seq)
  return events
    .map((stored, seq) => ({ stored, seq, value: eventMilliseconds(stored, query.sort.field) }))
    .filter(row => position === undefined || order(row, position) > 0)
    .filter(row => matchesFilter(row.stored, query.filter))
    .sort(order)
    .slice(0, query.size + 1)
}
