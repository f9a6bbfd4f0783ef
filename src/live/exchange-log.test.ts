import { expect, test } from 'vitest'
import { createExchangeLog, type ExchangeLog, type LoggedExchange } from './exchange-log.ts'

type Outcome = 'emitted' | 'dropped' | 'not_metered'
interface Change {
  outcome?: Outcome
  status?: number
}

/** As the log phase makes it, ended at a time in milliseconds. */
function anExchange(id: string, at: number, { outcome = 'emitted', status = 200 }: Change): LoggedExchange {
  const request = {
    id,
    method: 'GET',
    uri: '/',
    startedAt: at,
    clientIp: '127.0.0.1',
    headers: ['Host', 'a'],
  }
  const events = outcome === 'emitted' ? [{ event: { json: '{}' }, delivery: 'waiting', attempts: [] }] : []
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
