/** What every event store counts and sums up: the same as the plain functions over all its events. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countFacets, countOverTime, facetFields } from '#events/event-counts.ts'
import type { EventStore, StoredEvent } from '#events/event-store.ts'
import { sumUsage } from '#events/meter-usage.ts'
import { anEvent, aStoredEvent } from './an-event.ts'
import { events, filter, rules, usageQueries } from './event-arbitraries.ts'

/** A store may be a database that takes its time. */
export const slow = { timeout: 60_000 }

/** To be called within the store's `describe`. */
export function describeEventCounts(create: () => EventStore | Promise<EventStore>): void {
  async function withEvents(given: readonly StoredEvent[], check: (store: EventStore) => Promise<void>) {
    const store = await create()
    try {
      // What is there before a column is asked for is read back, what comes after is added to it.
      await store.append(given.slice(0, given.length >> 1))
      await check(store)
      await store.append(given.slice(given.length >> 1))
      await check(store)
    } finally {
      await store.close()
    }
  }
  const first = (given: readonly StoredEvent[], counted: number) => given.slice(0, counted)

  test('usage of any meter agrees with the plain meaning', slow, async () => {
    await fc.assert(
      fc.asyncProperty(events, usageQueries, async (given, query) => {
        await withEvents(given, async store => {
          const counted = await store.count()
          expect(await store.usage(query)).toEqual(sumUsage(first(given, counted), query))
        })
      }),
      { numRuns: 60 },
    )
  })

  test('facets and histograms of any filter agree with the plain meaning', slow, async () => {
    const fields = fc.subarray([...facetFields])
    const query = fc.record(
      { filter, rules, limit: fc.integer({ min: 1, max: 4 }), fields },
      { requiredKeys: ['filter', 'rules', 'limit'] },
    )
    await fc.assert(
      fc.asyncProperty(events, query, fc.integer({ min: 2, max: 9 }), async (given, asked, buckets) => {
        await withEvents(given, async store => {
          const stored = first(given, await store.count())
          expect(await store.facets(asked)).toEqual(countFacets(stored, asked))
          const { limit: _, fields: __, ...rest } = asked
          expect(await store.histogram({ ...rest, buckets })).toEqual(
            countOverTime(stored, { ...rest, buckets }),
          )
        })
      }),
      { numRuns: 60 },
    )
  })

  test('an event without data is among the others of its meter', async () => {
    const store = await create()
    const { data: _, ...bare } = anEvent({ id: 'bare' })
    await store.append([{ ...aStoredEvent(), event: bare }, aStoredEvent({ id: '2', data: { tokens: 5 } })])
    const meter = { event_type: 'kong.api_request', value_property: '$.tokens' }
    const asked = { groupBy: [], filters: {}, customers: new Map() }
    const [sum] = await store.usage({ ...asked, meter: { ...meter, aggregation: 'sum' } })
    const [count] = await store.usage({ ...asked, meter: { ...meter, aggregation: 'count' } })
    expect([sum?.value, count?.value]).toEqual(['5', '2'])
    await store.close()
  })

  test('a sum of decimals has no floating-point loss', async () => {
    const store = await create()
    const prices = [0.1, 0.2, '0.3', 1e15, '0.0000000000000000000001']
    await store.append(prices.map((price, index) => aStoredEvent({ id: String(index), data: { price } })))
    const meter = { event_type: 'kong.api_request', aggregation: 'sum', value_property: '$.price' } as const
    const [row] = await store.usage({ meter, groupBy: [], filters: {}, customers: new Map() })
    expect(row?.value).toBe('1000000000000000.6000000000000000000001')
    await store.close()
  })
}
