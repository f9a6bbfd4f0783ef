import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@clickhouse/client'
import { createChdbConnection } from 'chdb/connection'
import { afterAll, describe, expect, test } from 'vitest'
import { StoreUnavailable } from '#events/event-store.ts'
import { aStoredEvent } from '../../src/testing/an-event.ts'
import { slow } from '../../src/testing/describe-event-counts.ts'
import { describeEventStore } from '../../src/testing/describe-event-store.ts'
import { createClickhouseEventStore } from './clickhouse-event-store.ts'
import { openClickhouseStore } from './open-clickhouse-store.ts'

/** ClickHouse's own engine in this process; the two packages declare the same connection each for themselves. */
const connection = createChdbConnection({ path: ':memory:' }) as never
const client = createClient({ connection })
afterAll(() => client.close())

let namespaces = 0
/** The engine stays open when a store is closed: the next one uses it too. */
function createStore(shared?: string, insert = client.insert.bind(client)) {
  namespaces += 1
  const namespace = shared ?? `test-${namespaces}`
  const open = Object.assign(Object.create(client), { close: async () => {}, insert })
  return createClickhouseEventStore({ client: open, place: 'chdb', namespace, now: Date.now })
}

describeEventStore('ClickHouse', () => createStore())

describe('an insert that is retried', () => {
  const meter = { event_type: 'kong.api_request', aggregation: 'count' } as const
  const usage = { meter, groupBy: [], filters: {}, customers: new Map<string, string>() }

  test('by another studio counts once, whichever lands first', async () => {
    const studios = [createStore('shared'), createStore('shared'), createStore('shared')]
    const events = Array.from({ length: 20 }, (_, index) => aStoredEvent({ id: String(index) }))
    await Promise.all(studios.map(studio => studio.append(events)))
    for (const studio of studios) {
      expect(await studio.count()).toBe(20)
      expect(await studio.usage(usage)).toMatchObject([{ value: '20' }])
      expect(await studio.append(events)).toEqual({ stored: 0, duplicates: 20 })
    }
  })

  test('by studios whose inserts fail before or after they landed counts once', slow, async () => {
    const seed = 20261121
    let state = seed
    const random = () => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31
      return state / 2 ** 31
    }
    const unreliable: typeof client.insert = async params => {
      const luck = random()
      if (luck < 0.3) throw new Error('refused')
      const result = await client.insert(params)
      if (luck > 0.7) throw new Error('the answer is lost')
      return result
    }
    const studios = [1, 2, 3].map(() => createStore('unreliable', unreliable))
    const batch = (first: number) =>
      Array.from({ length: 10 }, (_, index) => aStoredEvent({ id: String(first + index), data: { n: 1 } }))
    const deliver = async (first: number): Promise<void> => {
      const store = studios[Math.floor(random() * studios.length)] ?? createStore('unreliable')
      await store.append(batch(first)).catch(() => deliver(first))
    }
    // Batches overlap, and each comes twice.
    const starts = Array.from({ length: 24 }, (_, index) => (index % 12) * 5)
    await Promise.all(starts.map(deliver))
    for (const studio of studios) {
      expect(await studio.count()).toBe(65)
      expect(await studio.usage(usage)).toMatchObject([{ value: '65' }])
    }
  })

  test('at the same time, before its first try was answered, counts once', async () => {
    const store = createStore()
    const inserts = [aStoredEvent({ id: '1' }), aStoredEvent({ id: '1' })].map(event => store.append([event]))
    expect((await Promise.all(inserts)).map(({ stored }) => stored)).toEqual([1, 0])
  })
})

test('thousands of subjects, ids and cuts are asked for in one question', slow, async () => {
  const store = createStore()
  const subjects = Array.from({ length: 4000 }, (_, index) => `subject-of-some-length-${index}`)
  const time = '2026-01-01T00:00:00.000Z'
  const events = subjects.map((subject, index) => aStoredEvent({ id: `id-${index}`, subject, time }))
  expect(await store.append(events)).toEqual({ stored: 4000, duplicates: 0 })
  expect(await store.append(events)).toEqual({ stored: 0, duplicates: 4000 })
  const customers = new Map(subjects.slice(1).map((subject, index) => [subject, `customer-${index % 3000}`]))
  const rules = { meters: [], customers }
  const { facets } = await store.facets({ filter: {}, rules, limit: 1, fields: ['customer_id', 'check'] })
  expect(facets.map(({ distinct }) => distinct)).toEqual([3001, 2])
  const cuts = new Map(
    [...new Set(customers.values())].map((id, index) => [id, [Date.parse(time) + (index % 2)]]),
  )
  const meter = { event_type: 'kong.api_request', aggregation: 'count' } as const
  const rows = await store.usage({ meter, groupBy: ['customer_id'], filters: {}, customers, cuts })
  expect(Map.groupBy(rows, ({ part }) => part).get(1)).toHaveLength(1500)
})

test('a long question does not stand in the URL', async () => {
  const asked: { url: string; body: string }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      asked.push({ url: request.url ?? '', body: Buffer.concat(chunks).toString() })
      response.end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { store } = openClickhouseStore(`clickhouse://127.0.0.1:${port}`)
  const ids = Array.from({ length: 2000 }, () => randomUUID())
  await store.append(ids.map(id => aStoredEvent({ id })))
  await store.close()
  server.close()
  expect(Math.max(...asked.map(({ url }) => url.length))).toBeLessThan(8192)
  expect(asked.some(({ body }) => body.includes('SELECT DISTINCT') && body.includes(ids[1999] ?? ''))).toBe(
    true,
  )
})

test('a ClickHouse that cannot be reached is a failure that names the place, never the password', async () => {
  const { store } = openClickhouseStore('clickhouse://studio:sesame@127.0.0.1:9/usage')
  const failed = store.append([aStoredEvent()])
  await expect(failed).rejects.toThrow(StoreUnavailable)
  await expect(failed).rejects.toThrow('ClickHouse at 127.0.0.1:9/usage cannot be used')
  await expect(failed).rejects.not.toThrow('sesame')
  await store.close()
})
