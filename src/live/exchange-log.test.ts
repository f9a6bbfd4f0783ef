import { expect, test } from 'vitest'
import {
  type Attempt,
  createExchangeLog,
  type EventBatch,
  type EventInFlight,
  type ExchangeLog,
  type LoggedExchange,
} from './exchange-log.ts'

type Outcome = 'emitted' | 'dropped' | 'not_metered'
interface Change {
  outcome?: Outcome
  status?: number
  delivery?: EventInFlight['delivery']
}

/** As the log phase makes it, ended at a time in milliseconds. */
function anExchange(id: string, at: number, change: Change): LoggedExchange {
  const { outcome = 'emitted', status = 200, delivery = 'waiting' } = change
  const request = {
    id,
    method: 'GET',
    uri: '/',
    startedAt: at,
    clientIp: '127.0.0.1',
    headers: ['Host', 'a'],
  }
  const events = outcome === 'emitted' ? [{ event: { json: '{}' }, delivery }] : []
  return {
    pass: { request, headers: request.headers, steps: [] },
    ending: { status, responseBytes: 0, requestBytes: 0, upstream: undefined },
    durationMilliseconds: 0,
    plugin: undefined,
    outcome:
      outcome === 'emitted'
        ? { kind: outcome, status, subject: { found: true }, attributes: [], events: [] }
        : { kind: outcome, status, reason: 'no_consumer', message: '' },
    events,
    explain: () => [],
  } as unknown as LoggedExchange
}

function add(
  log: ExchangeLog,
  count: number,
  change: Change & { at?: (index: number) => number } = {},
): void {
  const { at = () => 0 } = change
  for (let index = 0; index < count; index += 1) log.add(anExchange(`${index}`, at(index), change))
}

const counts = (log: ExchangeLog) => {
  const { total, discarded, thinned } = log.page({ limit: 1 })
  return { total, discarded, thinned }
}

test('a thousand requests a second are all kept, up to the newest ten thousand', () => {
  const log = createExchangeLog()
  add(log, 15_000, { at: index => index })
  expect(counts(log)).toEqual({ total: 15_000, discarded: 5000, thinned: 0 })
  const { exchanges } = log.page({ limit: 20_000 })
  expect(exchanges).toHaveLength(10_000)
  expect(exchanges.at(-1)?.seq).toBe(5001)
})

test('a burst is kept as far as it goes at once; the rest of it is counted', () => {
  const log = createExchangeLog()
  add(log, 5000)
  expect(counts(log)).toEqual({ total: 5000, discarded: 3000, thinned: 3000 })
})

test('of sustained load a thousand a second are kept, under their own numbers', () => {
  const log = createExchangeLog()
  add(log, 100_000, { at: index => index / 20 })
  const { exchanges, total, thinned } = log.page({ limit: 3 })
  expect(total - thinned).toBeCloseTo(2000 + 5000, -1)
  const [first = 0, second = 0, third = 0] = exchanges.map(({ seq }) => seq)
  expect([first - second, second - third]).toEqual([20, 20])
  expect(log.page({ limit: 1, before: second }).exchanges[0]?.seq).toBe(third)
})

test.for<[string, Change]>([
  ['dropped', { outcome: 'dropped' }],
  ['not metered', { outcome: 'not_metered' }],
  ['answered with an error', { status: 502 }],
])('what was %s is kept although much else ends well', ([, change]) => {
  const log = createExchangeLog()
  add(log, 20_000)
  add(log, 10, change)
  const { exchanges } = log.page({ limit: 10 })
  expect(exchanges.map(({ seq }) => seq)).toEqual(Array.from({ length: 10 }, (_, back) => 20_010 - back))
})

test('a single request after a flood is there', () => {
  const log = createExchangeLog()
  add(log, 50_000)
  log.add(anExchange('mine', 10, {}))
  expect(log.page({ limit: 1 }).exchanges[0]).toMatchObject({ request_id: 'mine', seq: 50_001 })
})

test('what the queue does with an event later is seen in the exchange that is kept', () => {
  const log = createExchangeLog()
  const exchange = anExchange('one', 0, {})
  log.add(exchange)
  for (const event of exchange.events) event.delivery = 'delivered'
  expect(log.page({ limit: 1 }).exchanges[0]?.events).toMatchObject([{ delivery: 'delivered' }])
})

const batchOf = (...attempts: Attempt[]): EventBatch => ({ number: 1, size: 1, attempts })

/** The numbers of what has changed, latest change first, and the revision to ask after the next time. */
const changed = (log: ExchangeLog, after = 0, more: { before?: number; limit?: number } = {}) => {
  const { exchanges, revision } = log.changes({ after, limit: 100, ...more })
  return { seqs: exchanges.map(({ seq }) => seq), revision, exchanges }
}

test('a request is told once, and again when its event has moved on', () => {
  const log = createExchangeLog()
  const slow = anExchange('slow', 0, {})
  log.add(slow)
  add(log, 2)
  const first = changed(log)
  expect(first.seqs).toEqual([3, 2, 1])
  expect(changed(log, first.revision).seqs).toEqual([])
  for (const [index, delivery] of (['retrying', 'lost'] as const).entries()) {
    const { revision } = changed(log)
    for (const event of slow.events)
      Object.assign(event, { delivery, batch: batchOf(...Array(index + 1).fill({ at: 0 })) })
    const { seqs, exchanges } = changed(log, revision)
    expect(seqs).toEqual([1])
    expect(exchanges[0]).toMatchObject({ request_id: 'slow', events: [{ delivery }] })
  }
})

test('one more attempt is a change, though the event only goes on being tried', () => {
  const log = createExchangeLog()
  const exchange = anExchange('one', 0, { delivery: 'retrying' })
  log.add(exchange)
  const { revision } = changed(log)
  for (const event of exchange.events) event.batch = batchOf({ at: 0, status: 500 })
  expect(changed(log, revision).exchanges).toMatchObject([{ events: [{ attempts: [{ status: 500 }] }] }])
})

test('changes that are more than asked for go on before the last one, the newest requests first', () => {
  const log = createExchangeLog()
  const exchanges = Array.from({ length: 5 }, (_, index) => anExchange(`${index}`, 0, {}))
  for (const exchange of exchanges) log.add(exchange)
  for (const { events } of exchanges) for (const event of events) event.delivery = 'delivered'
  const first = changed(log, 0, { limit: 3 })
  expect(first.seqs).toEqual([5, 4, 3])
  expect(changed(log, 0, { before: first.exchanges.at(-1)?.revision ?? 0 }).seqs).toEqual([2, 1])
})

test('no page of changes has a trace', () => {
  const log = createExchangeLog()
  add(log, 1)
  expect(changed(log).exchanges[0]).not.toHaveProperty('trace')
  expect(log.find('0')).toMatchObject({ seq: 1, trace: [] })
  expect(log.find('other')).toBeUndefined()
})

test('what was dropped or lost is counted, kept or not', () => {
  const log = createExchangeLog()
  add(log, 3000, { outcome: 'dropped' })
  const missed = () => log.changes({ after: 0, limit: 1 }).missed
  expect(missed()).toEqual({ dropped: { all: 3000, kept: 2000 }, lost: { kept: 0 } })
  add(log, 3, { delivery: 'lost', at: () => 10_000 })
  const late = anExchange('late', 10_000, {})
  log.add(late)
  expect(missed().lost.kept).toBe(3)
  for (const event of late.events) event.delivery = 'lost'
  expect(missed().lost.kept).toBe(4)
  expect(log.changes({ after: 0, limit: 1 }).oldest).toBe(1)
  expect(log.misses().usage).toHaveLength(2004)
})

test('what is pushed out is no longer told, and the oldest that is kept is said', () => {
  const log = createExchangeLog(1000)
  add(log, 12_000, { at: index => index })
  expect(log.changes({ after: 0, limit: 1 })).toMatchObject({
    oldest: 2001,
    started_at: '1970-01-01T00:00:01.000Z',
  })
})

test('what is only counted lets go of the texts of its events', () => {
  const log = createExchangeLog()
  const exchanges = Array.from({ length: 2001 }, (_, index) => anExchange(`${index}`, 0, {}))
  for (const exchange of exchanges) log.add(exchange)
  expect(exchanges.slice(-2).map(({ events }) => events[0]?.event.json)).toEqual(['{}', ''])
})

test('an event that is lost counts for the bill, though its request is not kept', () => {
  const log = createExchangeLog()
  const anEvent = (id: string) => JSON.stringify({ id, subject: 'alice', time: '2026-11-21T12:00:00Z' })
  add(log, 2000, { delivery: 'lost' })
  const refused = anExchange('refused', 0, { delivery: 'lost' })
  for (const one of refused.events) one.event = { ...one.event, json: anEvent('refused') }
  log.add(refused)
  log.lose(anEvent('later'), [{ at: 0, status: 500 }])
  const { usage, missed } = log.misses()
  expect(missed.lost.kept).toBe(2002)
  expect(usage.slice(-2)).toMatchObject([
    { kind: 'lost', who: 'alice', event: { id: 'later' } },
    { kind: 'lost', who: 'alice', event: { id: 'refused' }, untried: true },
  ])
  expect(log.changes({ after: 0, limit: 1 }).missed.lost.kept).toBe(2000)
})
