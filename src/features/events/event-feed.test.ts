import { expect, test } from 'vitest'
import type { ExchangeRecord } from '#api/contract.ts'
import type { IngestedEvent } from '#events/ingested-event.ts'
import { anEventInFlight, anExchange, anIngestedEvent } from '#testing/exchange-record.ts'
import { createEventFeed } from './event-feed.ts'
import type { Row } from './event-row.ts'
import type { EventSource } from './event-source.ts'

/** A server in memory: newest first, as the real one lists. */
function aServer() {
  let stored: IngestedEvent[] = []
  let exchanges: ExchangeRecord[] = []
  let catalog = 'no customer'
  const asked = { ingested: 0, exchanges: 0 }
  const source: EventSource = {
    listIngested: async ({ sort, size, after = '0', filter }) => {
      asked.ingested += 1
      const wanted = filter?.id
      if (typeof wanted === 'object' && 'oeq' in wanted) {
        const ids = wanted.oeq.split(',')
        return { events: stored.filter(({ event }) => ids.includes(event.id)), next: undefined }
      }
      const time = ({ event }: IngestedEvent) => Date.parse(event.time ?? '')
      const sorted = sort === 'time' ? stored.toSorted((a, b) => time(b) - time(a)) : stored
      const from = Number(after)
      const next = from + size < stored.length ? String(from + size) : undefined
      return { events: sorted.slice(from, from + size), next }
    },
    countOverTime: async () => ({ step_ms: 0, buckets: [] }),
    catalogState: async () => catalog,
    listExchanges: async (limit, before = Number.POSITIVE_INFINITY) => {
      asked.exchanges += 1
      const page = exchanges.filter(({ seq }) => seq < before).slice(0, limit)
      return { exchanges: page, total: exchanges.length, discarded: 0, thinned: 0, capacity: 10_000 }
    },
  }
  const request = (id: string, delivery: 'waiting' | 'delivered' | 'lost') => {
    const at = new Date(1_800_000_000_000 + exchanges.length).toISOString()
    const exchange = anExchange(id, { at, events: [anEventInFlight(id, { delivery })] })
    exchanges = [{ ...exchange, seq: exchanges.length + 1 }, ...exchanges]
  }
  return {
    source,
    asked,
    request,
    store: (id: string) => {
      const time = new Date(1_800_000_000_000 + stored.length).toISOString()
      stored = [anIngestedEvent(id, { time }), ...stored]
    },
    storeLate: (id: string) => {
      stored = [anIngestedEvent(id, { time: '2026-01-01T00:00:00.000Z' }), ...stored]
    },
    /** Every event gets its customer; the catalog says so only when `told`. */
    createCustomer: (told: boolean) => {
      if (told) catalog = 'one customer'
      stored = stored.map(one => ({ ...one, customer: { id: 'customer-1' } }))
    },
    settle: () => {
      const settled = exchanges.map(one => ({
        ...one,
        events: one.events.map(event => ({ ...event, delivery: 'delivered' as const })),
      }))
      exchanges = settled
    },
    restart: () => {
      exchanges = []
    },
  }
}

const many = (count: number, run: (id: string) => void) => {
  for (let index = 0; index < count; index += 1) run(`${index}`)
}

test('a refresh without news gives the same snapshot', async () => {
  const server = aServer()
  server.request('a', 'delivered')
  const feed = createEventFeed(server.source)
  const first = await feed.refresh()
  expect(first.rows).toHaveLength(1)
  expect(await feed.refresh()).toBe(first)
})

test('every request since the last refresh is there, however many pages that takes', async () => {
  const server = aServer()
  server.request('first', 'delivered')
  const feed = createEventFeed(server.source)
  await feed.refresh()
  many(350, id => server.request(id, 'delivered'))
  expect((await feed.refresh()).rows).toHaveLength(351)
})

test('every event stored since the last refresh is there', async () => {
  const server = aServer()
  server.store('first')
  const feed = createEventFeed(server.source)
  await feed.refresh()
  many(250, server.store)
  const { rows, from } = await feed.refresh()
  expect(rows).toHaveLength(251)
  expect(from).toBe(Number.NEGATIVE_INFINITY)
})

test('an event on its way is followed until it has arrived, behind newer requests too', async () => {
  const server = aServer()
  server.request('slow', 'waiting')
  const feed = createEventFeed(server.source)
  await feed.refresh()
  many(150, id => server.request(id, 'delivered'))
  const slow = (await feed.refresh()).rows.find(row => row.key === 'event-slow')
  expect(slow).toMatchObject({ delivery: 'waiting' })
  server.settle()
  const arrived = (await feed.refresh()).rows.find(row => row.key === 'event-slow')
  expect(arrived).toMatchObject({ delivery: 'delivered' })
  server.asked.exchanges = 0
  await feed.refresh()
  expect(server.asked.exchanges).toBe(1)
})

test('the first refresh reads one page of requests; older ones come when asked for', async () => {
  const server = aServer()
  many(250, id => server.request(id, 'delivered'))
  const feed = createEventFeed(server.source)
  expect(await feed.refresh()).toMatchObject({ hasOlder: true, requests: 250 })
  expect((await feed.loadOlder()).rows).toHaveLength(200)
  expect(await feed.loadOlder()).toMatchObject({ hasOlder: false })
})

test('a gateway that restarted is believed over what it said before', async () => {
  const server = aServer()
  many(5, id => server.request(id, 'delivered'))
  server.store('0')
  const feed = createEventFeed(server.source)
  await feed.refresh()
  server.restart()
  server.request('again', 'delivered')
  const { rows } = await feed.refresh()
  expect(rows.map(row => row.key).sort()).toEqual(['event-0', 'event-again'])
})

test('a flood leaves no hole: what is behind it is older, or history', async () => {
  const server = aServer()
  server.request('first', 'delivered')
  server.store('first')
  const feed = createEventFeed(server.source)
  await feed.refresh()
  many(3500, id => {
    server.request(id, 'delivered')
    server.store(id)
  })
  const { rows, hasOlder, from } = await feed.refresh()
  expect(rows).toHaveLength(1000)
  expect(hasOlder).toBe(true)
  const events = rows.filter(row => row.kind === 'event' && row.ingested !== undefined)
  expect(events).toHaveLength(499)
  expect(Math.min(...events.map(eventTime))).toBe(from)
})

const eventTime = (row: Row) => Date.parse((row.kind === 'event' && row.ingested?.event.time) || '')

test('the newest events are kept, however long the page is open', async () => {
  const server = aServer()
  const feed = createEventFeed(server.source)
  let most = 0
  for (let refreshes = 0; refreshes < 8; refreshes += 1) {
    many(1000, id => server.store(`${refreshes}-${id}`))
    most = Math.max(most, (await feed.refresh()).rows.length)
  }
  const { rows, from } = await feed.refresh()
  expect(most).toBeLessThanOrEqual(6000)
  expect(rows[0]?.key).toBe('event-7-999')
  expect(rows.every(row => eventTime(row) >= from)).toBe(true)
})

test('an event that comes late into history is not listed here, and said', async () => {
  const server = aServer()
  many(1000, server.store)
  const feed = createEventFeed(server.source)
  const before = await feed.refresh()
  server.storeLate('late')
  const after = await feed.refresh()
  expect(after.rows.map(({ key }) => key)).toEqual(before.rows.map(({ key }) => key))
  expect(after.late).toBe(before.late + 1)
})

const withCustomer = (rows: readonly Row[]) =>
  rows.filter(row => row.kind === 'event' && row.ingested?.customer !== undefined)

test.for([
  ['a customer that somebody created', true, false],
  ['a customer that the page created', false, true],
  ['a newest event that is found different', false, false],
] as const)('%s clears every event that is known, not only the newest page', async ([, told, here]) => {
  const server = aServer()
  server.store('first')
  const feed = createEventFeed(server.source)
  await feed.refresh()
  many(1249, server.store)
  await feed.refresh()
  server.createCustomer(told)
  if (here) feed.outdate()
  const { rows } = await feed.refresh()
  expect(rows).toHaveLength(1250)
  expect(withCustomer(rows)).toHaveLength(1250)
  server.asked.ingested = 0
  await feed.refresh()
  expect(server.asked.ingested).toBe(1)
})

test('answers are taken in the order of the questions', async () => {
  const server = aServer()
  server.store('a')
  const feed = createEventFeed(server.source)
  const [, , last] = await Promise.all([feed.refresh(), feed.loadOlder(), feed.refresh()])
  expect(await feed.refresh()).toBe(last)
})

test('an event that the queue lost is looked for among the stored ones once, however old it is', async () => {
  const server = aServer()
  for (let index = 0; index < 700; index += 1) server.store(`${index}`)
  server.request('3', 'lost')
  server.request('gone', 'lost')
  const feed = createEventFeed(server.source)
  const { rows, from } = await feed.refresh()
  expect(from).toBeGreaterThan(Number.NEGATIVE_INFINITY)
  const delivery = (key: string) => rows.find(row => row.key === key && row.exchange !== undefined)
  expect(delivery('event-3')).toMatchObject({ delivery: 'stored' })
  expect(delivery('event-gone')).toMatchObject({ delivery: 'lost' })
  await feed.refresh()
  const before = server.asked.ingested
  await feed.refresh()
  expect(server.asked.ingested - before).toBe(1)
})
