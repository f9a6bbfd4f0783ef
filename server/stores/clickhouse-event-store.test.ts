import { createClient } from '@clickhouse/client'
import { createChdbConnection } from 'chdb/connection'
import { afterAll, describe, expect, test } from 'vitest'
import { StoreUnavailable } from '#events/event-store.ts'
import { aStoredEvent } from '../../src/testing/an-event.ts'
import { describeEventStore } from '../../src/testing/describe-event-store.ts'
import { createClickhouseEventStore } from './clickhouse-event-store.ts'
import { openClickhouseStore } from './open-clickhouse-store.ts'

/** ClickHouse's own engine in this process; the two packages declare the same connection each for themselves. */
const connection = createChdbConnection({ path: ':memory:' }) as never
const client = createClient({ connection })
afterAll(() => client.close())

let namespaces = 0
/** The engine stays open when a store is closed: the next one uses it too. */
function createStore(shared?: string) {
  namespaces += 1
  const namespace = shared ?? `test-${namespaces}`
  const open = Object.assign(Object.create(client), { close: async () => {} })
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

  test('at the same time, before its first try was answered, counts once', async () => {
    const store = createStore()
    const inserts = [aStoredEvent({ id: '1' }), aStoredEvent({ id: '1' })].map(event => store.append([event]))
    expect((await Promise.all(inserts)).map(({ stored }) => stored)).toEqual([1, 0])
  })
})

test('a ClickHouse that cannot be reached is a failure that names the place, never the password', async () => {
  const { store } = openClickhouseStore('clickhouse://studio:sesame@127.0.0.1:9/usage')
  const failed = store.append([aStoredEvent()])
  await expect(failed).rejects.toThrow(StoreUnavailable)
  await expect(failed).rejects.toThrow('ClickHouse at 127.0.0.1:9/usage cannot be used')
  await expect(failed).rejects.not.toThrow('sesame')
  await store.close()
})
