import { describe, expect, test } from 'vitest'
import type { RetentionLimits } from '#events/event-retention.ts'
import type { EventQuery } from '#events/event-store.ts'
import { aStoredEvent } from '../../src/testing/an-event.ts'
import { openDatabase } from './open-database.ts'
import { createSqliteEventStore } from './sqlite-event-store.ts'

const limits: RetentionLimits = { maxEvents: null, maxAgeDays: null, maxBytes: null }
const newest: EventQuery = { filter: {}, sort: { field: 'time', direction: 'desc' }, size: 100 }
const day = 86_400_000
const start = Date.UTC(2026, 0, 1)
const iso = (milliseconds: number) => new Date(milliseconds).toISOString()

/** One event a day from the start of 2026 on. */
const eventOfDay = (index: number, data: Record<string, unknown> = {}) =>
  aStoredEvent({ id: `day-${index}`, time: iso(start + index * day), data }, iso(start + index * day))
const eventsOf = (days: number, data?: Record<string, unknown>) =>
  Array.from({ length: days }, (_, index) => eventOfDay(index, data))

function open(part: Partial<RetentionLimits>) {
  const database = openDatabase(':memory:')
  return { database, store: createSqliteEventStore(database, { limits: { ...limits, ...part } }) }
}

test.for([
  { part: { maxEvents: 4 }, reason: 'max_events', kept: ['day-9', 'day-8', 'day-7', 'day-6'] },
  { part: { maxAgeDays: 2.5 }, reason: 'max_age', kept: ['day-9', 'day-8'] },
])('$part removes the oldest arrivals, and says so', async ({ part, reason, kept }) => {
  const { store } = open(part)
  await store.append(eventsOf(10))
  await store.applyRetention(start + 10 * day)
  const { events } = await store.list(newest)
  expect(events.map(({ event }) => event.id)).toEqual(kept)
  expect(await store.count()).toBe(kept.length)
  const span = { events: 10 - kept.length, from: start, to: start + (9 - kept.length) * day }
  expect(await store.retention()).toMatchObject({
    limits: part,
    stored: { events: kept.length, bytes: expect.any(Number) },
    removed: span,
    removals: [{ at: start + 10 * day, reason, ...span }],
  })
})

test('bytes are a limit too, and the newest events are those that stay', async () => {
  const { store } = open({ maxBytes: 500_000 })
  await store.append(eventsOf(300, { text: 'x'.repeat(4000) }))
  await store.applyRetention(start)
  const { stored, removals } = await store.retention()
  expect(stored.bytes).toBeLessThanOrEqual(500_000)
  expect(stored.events).toBeGreaterThan(50)
  expect(removals).toMatchObject([{ reason: 'max_bytes', events: 300 - stored.events }])
  expect((await store.list({ ...newest, size: 1 })).events[0]?.event.id).toBe('day-299')
})

test('an event that was removed is new when it comes again', async () => {
  const { store } = open({ maxEvents: 1 })
  await store.append(eventsOf(3))
  await store.applyRetention(start)
  expect(await store.append([eventOfDay(0), eventOfDay(2)])).toEqual({ stored: 1, duplicates: 1 })
})

describe('while events come and go', () => {
  test('counts and sums are those of what is kept', async () => {
    const { store, database } = open({ maxEvents: 5 })
    const meter = { event_type: 'kong.api_request', aggregation: 'sum', value_property: '$.tokens' } as const
    const usage = { meter, groupBy: [], filters: {}, customers: new Map<string, string>() }
    const rules = { meters: [], customers: new Map<string, string>() }
    for (let round = 0; round < 4; round += 1) {
      await store.append(
        Array.from({ length: 4 }, (_, index) => eventOfDay(round * 4 + index, { tokens: round })),
      )
      const counted = store.usage(usage)
      await store.applyRetention(start)
      await counted
    }
    const expected = String(2 + 4 * 3)
    expect((await store.usage(usage))[0]?.value).toBe(expected)
    expect((await store.facets({ filter: {}, rules, limit: 1 })).total).toBe(5)
    expect((await store.retention()).removed.events).toBe(11)
    const again = createSqliteEventStore(database)
    expect((await again.usage(usage))[0]?.value).toBe(expected)
    expect((await again.retention()).removed.events).toBe(11)
  })

  test('nothing is removed without a limit', async () => {
    const { store } = open({})
    await store.append(eventsOf(3))
    await store.applyRetention(start + 1000 * day)
    expect(await store.retention()).toMatchObject({
      stored: { events: 3 },
      removed: { events: 0 },
      removals: [],
    })
  })
})
