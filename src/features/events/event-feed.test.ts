import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IngestedEvent } from '#events/ingested-event.ts'
import { createScriptedRehearsal } from '#mocks/scripted-rehearsal.ts'
import { anEventInFlight, anExchange, anIngestedEvent } from '#testing/exchange-record.ts'
import { createEventFeed, type EventFeed, type EventSnapshot } from './event-feed.ts'
import type { Row } from './event-row.ts'
import type { EventSource } from './event-source.ts'

type Delivery = 'waiting' | 'delivered' | 'lost'

/** A server in memory: newest first, as the real one lists. */
function aServer() {
  let stored: IngestedEvent[] = []
  let rehearsal = createScriptedRehearsal()
  let started_at = 'first'
  let fails = false
  let catalog = 'no customer'
  const asked = { ingested: 0, changes: 0 }
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
    listChanges: async question => {
      asked.changes += 1
      if (fails && question.before !== undefined) throw new Error('no answer')
      return { ...rehearsal.exchangeChanges(question), started_at }
    },
  }
  let requests = 0
  const request = (id: string, delivery: Delivery, attempts?: []) => {
    const at = new Date(1_800_000_000_000 + requests).toISOString()
    requests += 1
    const event = anEventInFlight(id, { delivery, ...(attempts && { attempts }) })
    rehearsal.record(anExchange(id, { at, events: [event] }))
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
    settle: (id: string, delivery: Delivery) => rehearsal.settle(`request-${id}`, delivery),
    fail: (now: boolean) => {
      fails = now
    },
    restart: () => {
      rehearsal = createScriptedRehearsal()
      started_at = 'second'
    },
  }
}

/** Until nothing is left to read. */
async function caughtUp(feed: EventFeed): Promise<EventSnapshot> {
  for (;;) {
    const snapshot = await feed.refresh()
    if (!snapshot.isBehind) return snapshot
  }
}

type Server = ReturnType<typeof aServer>

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
  server.settle('slow', 'delivered')
  const arrived = (await feed.refresh()).rows.find(row => row.key === 'event-slow')
  expect(arrived).toMatchObject({ delivery: 'delivered' })
  server.asked.changes = 0
  await feed.refresh()
  expect(server.asked.changes).toBe(1)
})

test('the first refresh reads the newest requests; those behind it come with the next ones, all of them', async () => {
  const server = aServer()
  many(900, id => server.request(id, 'delivered'))
  const feed = createEventFeed(server.source)
  const first = await feed.refresh()
  expect(first).toMatchObject({ isBehind: true, requests: 900 })
  expect(first.rows.map(({ key }) => key)).toEqual(
    Array.from({ length: 250 }, (_, at) => `event-${899 - at}`),
  )
  const { rows, isBehind } = await feed.refresh()
  expect(rows.map(({ key }) => key)).toEqual(Array.from({ length: 900 }, (_, at) => `event-${899 - at}`))
  expect(isBehind).toBe(false)
})

/** What may happen to 700 requests; each returns what it changed. */
const happenings: ((server: Server, feed: EventFeed, step: number) => Promise<[string, Delivery][]>)[] = [
  async (_, feed) => {
    await feed.refresh()
    return []
  },
  async (server, feed) => {
    server.fail(true)
    await feed.refresh().catch(() => undefined)
    server.fail(false)
    return []
  },
  async (server, _, step) => {
    const ids = Array.from({ length: 280 }, (_, index) => `${step}-${index}`)
    for (const id of ids) server.request(id, 'delivered')
    return ids.map(id => [id, 'delivered'])
  },
  async (server, _, step) => {
    const delivery = step % 2 === 0 ? 'lost' : 'delivered'
    const ids = Array.from({ length: 300 }, (_, index) => `${(index * 7 + step) % 700}`)
    for (const id of ids) server.settle(id, delivery)
    return ids.map(id => [id, delivery])
  },
]

test('whatever happens while older requests are read, in the end every request is there as it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 12 }), async steps => {
      const server = aServer()
      many(700, id => server.request(id, 'waiting'))
      const feed = createEventFeed(server.source)
      const expected = new Map<string, Delivery>(Array.from({ length: 700 }, (_, id) => [`${id}`, 'waiting']))
      for (const [step, which] of steps.entries()) {
        const changes = (await happenings[which]?.(server, feed, step)) ?? []
        for (const [id, delivery] of changes) expected.set(id, delivery)
      }
      const { rows } = await caughtUp(feed)
      const found = rows.map(row => [row.key, row.kind === 'event' && row.delivery])
      // The gateway of this test keeps a thousand.
      const kept = [...expected].slice(-1000).map(([id, delivery]) => [`event-${id}`, delivery])
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(kept))
    }),
    { numRuns: 25 },
  )
})

test('what the gateway no longer keeps is no longer listed', async () => {
  const server = aServer()
  many(10, id => server.request(`old-${id}`, 'lost', []))
  const feed = createEventFeed(server.source)
  await feed.refresh()
  many(995, id => server.request(id, 'delivered'))
  const { rows, missed, discarded } = await caughtUp(feed)
  expect(rows).toHaveLength(1000)
  expect(discarded).toBe(5)
  expect(missed.lost).toEqual({ all: 5, kept: 5 })
  expect(rows.filter(row => row.kind === 'event' && row.delivery === 'lost')).toHaveLength(5)
})

test('a gateway that restarted is believed over what it said before', async () => {
  const server = aServer()
  many(5, id => server.request(id, 'delivered'))
  server.store('0')
  const feed = createEventFeed(server.source)
  await feed.refresh()
  server.restart()
  // More than before: the count alone does not tell.
  many(6, id => server.request(`again-${id}`, 'delivered'))
  const { rows } = await feed.refresh()
  const again = Array.from({ length: 6 }, (_, id) => `event-again-${id}`)
  expect(rows.map(row => row.key).sort()).toEqual(['event-0', ...again])
})

test('a flood leaves no hole: what is behind it is history, and every request that is kept', async () => {
  const server = aServer()
  server.request('first', 'delivered')
  server.store('first')
  const feed = createEventFeed(server.source)
  await feed.refresh()
  many(3500, id => {
    server.request(id, 'delivered')
    server.store(id)
  })
  const { rows, from } = await caughtUp(feed)
  const requests = rows.filter(row => row.exchange !== undefined)
  expect(requests.map(({ key }) => key)).toEqual(
    Array.from({ length: 1000 }, (_, at) => `event-${3499 - at}`),
  )
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
  const [, , last] = await Promise.all([feed.refresh(), feed.refresh(), feed.refresh()])
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

test('of many that were lost each that was tried is looked for, though nothing else changes; no other is', async () => {
  const server = aServer()
  for (let index = 0; index < 700; index += 1) server.store(`${index}`)
  many(700, id => server.request(id, 'lost'))
  many(300, id => server.request(`untried-${id}`, 'lost', []))
  const feed = createEventFeed(server.source)
  await caughtUp(feed)
  const { rows } = await feed.refresh()
  const of = (delivery: string) =>
    rows.filter(row => row.kind === 'event' && row.delivery === delivery).length
  expect([of('stored'), of('lost')]).toEqual([700, 300])
})
