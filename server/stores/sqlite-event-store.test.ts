import { describe, expect, test } from 'vitest'
import { createEventRoutes } from '#api/event-routes.ts'
import { createCatalog, createForgetfulKeeper } from '#events/catalog.ts'
import { StoreUnavailable } from '#events/event-store.ts'
import { kongMeters } from '#events/meter.ts'
import { anEvent, aStoredEvent } from '../../src/testing/an-event.ts'
import { createApiClient } from '../../src/testing/api-client.ts'
import { describeEventStore } from '../../src/testing/describe-event-store.ts'
import { hashText } from './hash-text.ts'
import { openDatabase } from './open-database.ts'
import { createSqliteEventStore } from './sqlite-event-store.ts'

describeEventStore('SQLite', () => createSqliteEventStore(openDatabase(':memory:')))
describeEventStore('SQLite, where hashes collide', () =>
  createSqliteEventStore(openDatabase(':memory:'), { hash: id => hashText(id) % 400 }),
)

test('meters that are prepared for give the same', async () => {
  const store = createSqliteEventStore(openDatabase(':memory:'))
  const [, tokens] = kongMeters('2026-01-01T00:00:00Z')
  if (tokens === undefined) throw new Error('Kong documents two meters')
  const event = (id: string, count: number) =>
    aStoredEvent({ id, type: tokens.event_type, data: { tokens: count, model: 'm' } })
  await store.append([event('1', 1)])
  await Promise.all([store.prepare([tokens]), store.append([event('2', 20)])])
  await store.append([event('3', 300)])
  const rows = await store.usage({ meter: tokens, groupBy: ['model'], filters: {}, customers: new Map() })
  expect(rows).toMatchObject([{ value: '321', dimensions: { model: 'm' } }])
})

describe('a database that cannot grow', () => {
  test('refuses the event with a clear error, keeps the others and takes more when there is room', async () => {
    const database = openDatabase(':memory:')
    const store = createSqliteEventStore(database)
    await store.append([aStoredEvent({ id: 'first' })])
    database.connection.exec('PRAGMA max_page_count = 20')
    const large = aStoredEvent({ id: 'large', subject: 'new', data: { text: 'x'.repeat(1_000_000) } })
    const [refused, taken] = await Promise.allSettled([
      store.append([large]),
      store.append([aStoredEvent({ id: 'small', subject: 'newer' })]),
    ])
    expect(refused).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) })
    expect(refused).toMatchObject({ reason: { message: expect.stringContaining('the disk is full') } })
    expect(taken).toMatchObject({ status: 'fulfilled', value: { stored: 1 } })
    database.connection.exec('PRAGMA max_page_count = 100000')
    expect(await store.append([large])).toEqual({ stored: 1, duplicates: 0 })
    expect(await store.count({ subject: { eq: 'new' } })).toBe(1)
    expect(await store.count()).toBe(3)
  })

  test('is a 503 to the sender, with what to do about it', async () => {
    const database = openDatabase(':memory:')
    const catalog = createCatalog(createForgetfulKeeper([]))
    const events = createSqliteEventStore(database)
    const send = createApiClient(createEventRoutes({ events, catalog, now: Date.now }))
    database.connection.exec('PRAGMA max_page_count = 20')
    const json = anEvent({ data: { text: 'x'.repeat(1_000_000) } })
    const reply = await send('POST', '/v3/openmeter/events', { json })
    expect(reply).toMatchObject({
      status: 503,
      body: { title: 'Service Unavailable', detail: expect.stringContaining('the disk is full') },
    })
    expect(reply.headers.get('retry-after')).toBe('1')
    expect((await send('POST', '/v3/openmeter/events', { json: anEvent() })).status).toBe(202)
  })
})
