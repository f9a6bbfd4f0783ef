/** What every event store does; run on each of them. */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeCursor } from '#events/cursor.ts'
import type { EventQuery, EventStore, StoredEvent } from '#events/event-store.ts'
import { eventMilliseconds } from '#events/event-times.ts'
import { matchesFilter } from '#events/match-event.ts'
import { aStoredEvent } from './an-event.ts'
import { describeEventCounts, slow } from './describe-event-counts.ts'
import { events, queries } from './event-arbitraries.ts'

const newest: EventQuery = { filter: {}, sort: { field: 'time', direction: 'desc' }, size: 100 }

export function describeEventStore(name: string, create: () => EventStore): void {
  describe(name, () => {
    let store: EventStore
    beforeEach(() => {
      store = create()
    })
    afterEach(() => store.close())

    test('gives back what it was given', async () => {
      const events = [
        aStoredEvent({
          id: 'a',
          time: '2026-01-01T00:00:03.5+01:00',
          data: { text: 'ü€😀\u0000"', none: null, deep: [{ a: 1.5e300 }] },
        }),
        aStoredEvent({
          id: 'b',
          time: '2026-01-01T00:00:02.123456789Z',
          data: null,
          dataschema: 'https://x.example/s',
        }),
        aStoredEvent({ id: 'c', time: '2026-01-01T00:00:01Z', datacontenttype: null, specversion: '1.0' }),
      ]
      expect(await store.append(events)).toEqual({ stored: 3, duplicates: 0 })
      expect(
        (await store.list({ ...newest, sort: { field: 'stored_at', direction: 'asc' } })).events,
      ).toEqual(events)
    })

    test('a property called __proto__ is one like any other', async () => {
      const data = JSON.parse('{"__proto__":{"a":1},"b":[{"__proto__":2}]}')
      await store.append([aStoredEvent({ data })])
      const [stored] = (await store.list(newest)).events
      expect(JSON.stringify(stored?.event.data)).toBe(JSON.stringify(data))
    })

    test('keeps an event once, by source and id, the first one', async () => {
      const first = aStoredEvent({ id: '1', subject: 'alice' })
      await store.append([first])
      const again = [
        aStoredEvent({ id: '1', subject: 'bob' }),
        aStoredEvent({ id: '1', source: 'other' }),
        aStoredEvent({ id: '2' }),
        aStoredEvent({ id: '2' }),
      ]
      expect(await store.append(again)).toEqual({ stored: 2, duplicates: 2 })
      expect(await store.count()).toBe(3)
      expect(
        (await store.list({ ...newest, filter: { id: { eq: '1' }, source: { eq: 'kong-gateway' } } })).events,
      ).toEqual([first])
    })

    test('an event without a time stands at its arrival', async () => {
      await store.append([
        aStoredEvent({ id: 'early', time: '2026-01-02T03:04:05Z' }),
        aStoredEvent({ id: 'none', time: null }, '2026-01-02T03:04:06Z'),
        aStoredEvent({ id: 'late', time: '2026-01-02T03:04:07Z' }),
      ])
      const { events } = await store.list(newest)
      expect(events.map(stored => stored.event.id)).toEqual(['late', 'none', 'early'])
    })

    test('appends at the same time all land', async () => {
      const results = await Promise.all(
        Array.from({ length: 200 }, (_, index) => store.append([aStoredEvent({ id: String(index % 150) })])),
      )
      expect(results.reduce((sum, result) => sum + result.stored, 0)).toBe(150)
      expect(await store.count()).toBe(150)
    })

    test('nothing is appended, nothing is listed', async () => {
      expect(await store.append([])).toEqual({ stored: 0, duplicates: 0 })
      expect(await store.list(newest)).toEqual({ events: [] })
    })

    test('a row that arrives while pages are read moves none of the others', async () => {
      const ids = ['1', '2', '3', '4']
      await store.append(ids.map(id => aStoredEvent({ id, time: `2026-01-01T00:00:0${id}Z` })))
      const first = await store.list({ ...newest, size: 2 })
      await store.append([aStoredEvent({ id: '9', time: '2026-01-01T00:00:09Z' })])
      const second = await store.list({ ...newest, size: 2, cursor: { after: first.next ?? '' } })
      expect(second.events.map(stored => stored.event.id)).toEqual(['2', '1'])
      const back = await store.list({ ...newest, size: 2, cursor: { before: second.previous ?? '' } })
      expect(back.events.map(stored => stored.event.id)).toEqual(['4', '3'])
      expect(back.previous).toBeDefined()
    })

    test('a cursor of another order is refused', async () => {
      const after = writeCursor({ field: 'stored_at', value: 1, seq: 1 })
      await expect(store.list({ ...newest, cursor: { after } })).rejects.toThrow(/is not of a list by time/)
    })

    test('any filter, order and page agree with the plain meaning', slow, async () => {
      await fc.assert(
        fc.asyncProperty(events, queries, async (given, query) => {
          const fresh = create()
          try {
            await fresh.append(given)
            const expected = plainList(given, query)
            expect(await allPages(fresh, query)).toEqual(expected)
            expect(await fresh.count(query.filter)).toBe(expected.length)
          } finally {
            await fresh.close()
          }
        }),
        { numRuns: 60 },
      )
    })

    describeEventCounts(create)
  })
}

function plainList(given: readonly StoredEvent[], { filter, sort }: EventQuery): StoredEvent[] {
  const sign = sort.direction === 'asc' ? 1 : -1
  return given
    .map((stored, seq) => ({ stored, seq, value: eventMilliseconds(stored, sort.field) }))
    .filter(({ stored }) => matchesFilter(stored, filter))
    .sort((a, b) => sign * (a.value - b.value || a.seq - b.seq))
    .map(({ stored }) => stored)
}

/** Every page forwards; each page, asked for backwards from the next one, is the same. */
async function allPages(store: EventStore, query: EventQuery): Promise<StoredEvent[]> {
  const found: StoredEvent[] = []
  let page = await store.list(query)
  for (;;) {
    found.push(...page.events)
    if (page.next === undefined) return found
    const following = await store.list({ ...query, cursor: { after: page.next } })
    if (following.previous !== undefined) {
      const back = await store.list({ ...query, cursor: { before: following.previous } })
      expect(back.events).toEqual(page.events)
    }
    page = following
  }
}
