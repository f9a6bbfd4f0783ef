import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chargeOf } from '#billing/price.ts'
import { priceBook } from '#billing/price-book.ts'
import { readDocument } from '#formats/document.ts'
import type { RehearsalPrices } from './payers.ts'
import { runScenario } from './run-scenario.ts'
import { scenario } from './scenario.ts'

const document = (queue: object) => `_format_version: "3.0"
services:
  - name: example-service
    url: http://upstream.test/anything
    routes:
      - name: example-route
        paths: ["/anything"]
        protocols: [http, https]
plugins:
  - name: metering-and-billing
    service: example-service
    config:
      ingest_endpoint: https://ingest.test/v3/openmeter/events
      api_token: token
      subject: {look_up_value_in: header, field: x-tenant}
      timeout: 1000
      queue: ${JSON.stringify(queue)}
`

const unit = (amount: string) => ({ type: 'unit', amount })
const aBook = (over: object = {}) =>
  priceBook.parse({
    currency: 'EUR',
    features: [{ key: 'requests', name: 'Requests', meter: 'api_requests_total' }],
    plans: [
      {
        key: 'list',
        name: 'List',
        rate_cards: [{ key: 'requests', name: 'Requests', feature: 'requests', price: unit('0.1') }],
      },
      {
        key: 'pro',
        name: 'Pro',
        rate_cards: [
          { key: 'base', name: 'Base fee', price: { type: 'flat', amount: '5' } },
          {
            key: 'requests',
            name: 'Requests',
            feature: 'requests',
            price: { type: 'graduated', tiers: [{ up_to: '2' }, { unit_amount: '0.015' }] },
          },
        ],
      },
    ],
    reference_plan: 'list',
    subscriptions: [{ customer: 'acme', plan: 'pro', active_from: '2026-06-01T00:00:00Z' }],
    ...over,
  })

async function moneyOf(prices: RehearsalPrices, input: object, queue: object = {}) {
  const { state } = readDocument(document(queue), '3.15')
  if (state === undefined) throw new Error('the document cannot be read')
  const configuration = { state, release: '3.15', subjectFormat: 'plain' } as const
  const outcome = await runScenario(configuration, scenario.parse(input), { prices })
  if ('problems' in outcome) throw new Error(JSON.stringify(outcome.problems))
  const { money, ...summary } = outcome.summary
  if (money === undefined) throw new Error('the run has no prices')
  return { money, summary }
}

const by = (tenant: string, repeat: number, more: object = {}) => ({
  path: '/anything',
  headers: { 'x-tenant': tenant },
  repeat,
  every: 0.1,
  ...more,
})

test('without customers each subject pays by its own subscription, else by the reference plan', async () => {
  const { money } = await moneyOf({ book: aBook() }, { requests: [by('acme', 5), by('other', 3)] })
  expect(money).toMatchObject({ currency: 'EUR', total: '5.35', unbilled: '0.00', lost: '0.00' })
  expect(money.bills).toMatchObject([
    {
      payer: 'acme',
      basis: 'subscription',
      plan: 'pro',
      total: '5.05',
      lines: [
        { rate_card: 'base', amount: '5.00' },
        // 3 × 0.015 = 0.045
        { rate_card: 'requests', quantity: '5', unrounded: '0.045', amount: '0.05' },
      ],
    },
    { payer: 'other', basis: 'reference_plan', plan: 'list', total: '0.30' },
  ])
  expect(money.month).toBeUndefined()
})

test('with customers their subjects are charged together, and what nobody owns is unbilled', async () => {
  const customers = [{ key: 'acme', usage_attribution: { subject_keys: ['one', 'two'] } }, { key: 'idle' }]
  const { money } = await moneyOf(
    { book: aBook(), customers },
    { requests: [by('one', 2), by('two', 2), by('idle', 1), by('other', 3)] },
  )
  expect(money.bills.map(({ payer, subjects, total }) => [payer, subjects, total])).toEqual([
    ['acme', ['one', 'two'], '5.03'],
    ['other', ['other'], '0.30'],
    ['idle', ['idle'], '0.10'],
  ])
  expect(money).toMatchObject({ total: '5.03', unbilled: '0.40' })
})

test('requests that were dropped for want of a subject are worth what the reference plan says', async () => {
  const { money, summary } = await moneyOf(
    { book: aBook() },
    { requests: [{ path: '/anything', repeat: 4 }, by('acme', 1)] },
  )
  expect(summary.requests.dropped).toBe(4)
  expect(money).toMatchObject({ without_subject: '0.40', total: '5.00' })
})

describe('events of another fate', () => {
  test.for([
    ['lost', { max_retry_time: 1 }, [{ from: 0, to: 60, fault: 'status', status: 503 }]],
    ['duplicated', { max_batch_size: 10 }, [{ from: 0, to: 1, fault: 'answer_lost' }]],
    [
      'dropped',
      { max_entries: 2, max_batch_size: 2, max_retry_time: 5 },
      [{ from: 0, to: 60, fault: 'timeout' }],
    ],
  ] as const)('%s are worth what they would cost', async ([fate, queue, faults]) => {
    const { money, summary } = await moneyOf(
      { book: aBook() },
      { requests: [by('other', 10, { every: 0.01 })], sink: { faults } },
      queue,
    )
    const { events } = summary
    expect(events[fate]).toBeGreaterThan(0)
    expect(money[fate]).toBe(new Big(events[fate]).times('0.1').toFixed(2))
    expect(money.total).toBe(new Big(events.delivered).times('0.1').toFixed(2))
  })
})

test('a month has the quantities of 30 days at the pace of the run, charged once', async () => {
  const { money, summary } = await moneyOf(
    { book: aBook(), projected: true },
    { requests: [by('acme', 5, { every: 30 })] },
  )
  const used = new Big(5).times(2_592_000).div(summary.duration).round(0)
  expect(money.month?.total).toBe(new Big(5).plus(used.minus(2).times('0.015')).toFixed(2))
  expect(Number(money.month?.factor)).toBeCloseTo(2_592_000 / summary.duration)
})

test('filters narrow a feature, sums read the value, and what cannot be added up is told', async () => {
  const features = [
    { key: 'gets', name: 'GETs', meter: 'api_requests_total', filters: { request_method: ['GET'] } },
    { key: 'bytes', name: 'Bytes', meter: 'bytes' },
    { key: 'biggest', name: 'Biggest', meter: 'biggest' },
    { key: 'gone', name: 'Gone', meter: 'no_such_meter' },
  ]
  const rate_cards = features.map(({ key, name }) => ({ key, name, feature: key, price: unit('0.001') }))
  const book = aBook({ features, plans: [{ key: 'list', name: 'List', rate_cards }], subscriptions: [] })
  const type = { event_type: 'kong.api_request' }
  const { money } = await moneyOf(
    {
      book,
      meters: [
        {
          key: 'api_requests_total',
          aggregation: 'count',
          dimensions: { request_method: '$.request_method' },
          ...type,
        },
        { key: 'bytes', aggregation: 'sum', value_property: '$.response_size_bytes', ...type },
        { key: 'biggest', aggregation: 'max', value_property: '$.response_size_bytes', ...type },
      ],
    },
    {
      requests: [
        by('one', 3, { answer: { bytes: 700 } }),
        by('one', 2, { method: 'POST', answer: { bytes: 50 } }),
      ],
    },
  )
  expect(money.bills[0]?.lines.map(({ feature, quantity }) => [feature, quantity])).toEqual([
    ['gets', '3'],
    ['bytes', '2200'],
    ['biggest', '0'],
    ['gone', '0'],
  ])
  expect(money.unpriced).toEqual([
    { feature: 'biggest', reason: 'not_additive' },
    { feature: 'gone', reason: 'no_meter' },
  ])
})

test('what nobody is billed for says why', async () => {
  const customers = [{ key: 'acme', usage_attribution: { subject_keys: ['one'] } }, { key: 'idle' }]
  const { money } = await moneyOf(
    { book: aBook(), customers },
    { requests: [by('one', 2), by('idle', 1), by('other', 3)] },
  )
  expect(money.bills.map(({ payer, unbilled, events }) => [payer, unbilled, events])).toEqual([
    ['acme', undefined, 2],
    ['other', 'no_customer', 3],
    ['idle', 'no_subscription', 1],
  ])
})

describe('events that are in no amount', () => {
  const count = { key: 'api_requests_total', aggregation: 'count', event_type: 'kong.api_request' } as const
  const bytes = { ...count, aggregation: 'sum', value_property: '$.no_such_field' } as const
  const posts = [
    { key: 'posts', name: 'POSTs', meter: 'api_requests_total', filters: { request_method: ['POST'] } },
  ]
  const nothing = { plans: [], subscriptions: [], reference_plan: undefined }
  test.for([
    ['no_meter', {}, []],
    ['no_feature', { features: [], ...nothing }, [count]],
    ['left_out', {}, [bytes]],
    [
      'left_out',
      { features: posts, ...nothing },
      [{ ...count, dimensions: { request_method: '$.request_method' } }],
    ],
  ] as const)('%s', async ([reason, over, meters]) => {
    const { money } = await moneyOf({ book: aBook(over), meters }, { requests: [by('other', 3)] })
    expect(money.uncounted).toEqual([{ type: 'kong.api_request', reason, events: 3 }])
    expect(money.bills).toMatchObject([{ payer: 'other', events: 3, total: '0.00' }])
  })

  test('a feature that the plan does not price is told with its quantity', async () => {
    const features = ['requests', 'more'].map(key => ({ key, name: key, meter: 'api_requests_total' }))
    const { money } = await moneyOf({ book: aBook({ features }) }, { requests: [by('other', 3)] })
    expect(money.bills[0]?.without_rate_card).toEqual([{ feature: 'more', quantity: '3' }])
    expect(money.uncounted).toEqual([])
  })
})

test('prices change nothing else, and every event is in the total once', async () => {
  const tenants = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 20 })), {
    minLength: 1,
    maxLength: 6,
  })
  const book = aBook({ subscriptions: [] })
  const price = book.plans[0]?.rate_cards[0]?.price
  if (price === undefined) throw new Error('the plan has no price')
  await fc.assert(
    fc.asyncProperty(tenants, fc.integer({ min: 1, max: 8 }), async (asked, max_batch_size) => {
      const requests = asked.map(([tenant, repeat]) => by(tenant, repeat))
      const faults = [{ from: 0.5, to: 3, fault: 'status', status: 500 }]
      const input = { requests, sink: { faults } }
      const queue = { max_batch_size, max_retry_time: 1 }
      const { money, summary } = await moneyOf({ book }, input, queue)
      const sum = [money.total, money.lost, money.dropped].reduce((of, next) => of.plus(next), new Big(0))
      expect(sum.toFixed(2)).toBe(chargeOf(price, new Big(summary.events.emitted)).amount.toFixed(2))
      const { state } = readDocument(document(queue), '3.15')
      if (state === undefined) throw new Error('the document cannot be read')
      const bare = await runScenario(
        { state, release: '3.15', subjectFormat: 'plain' },
        scenario.parse(input),
      )
      expect({ summary }).toEqual(bare)
    }),
    { numRuns: 20 },
  )
})
