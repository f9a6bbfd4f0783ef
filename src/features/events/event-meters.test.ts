import { expect, test } from 'vitest'
import { emptyPriceBook, type PriceBook, priceBook } from '#billing/price-book.ts'
import { kongMeters, type Meter } from '#events/meter.ts'
import { aStoredEvent } from '#testing/exchange-record.ts'
import { billedPeriod, metersOf, whyUnbilled } from './event-meters.ts'

const time = Date.UTC(2026, 10, 21, 12)
const meters = kongMeters('2026-01-01T00:00:00.000Z')
const llm = (data: Record<string, unknown>) => aStoredEvent('a', { type: 'kong.llm_request', data })
const change = (changed: Partial<Meter>) => meters.map(meter => ({ ...meter, ...changed }))

test.for([
  ['a count takes one', aStoredEvent('a'), meters, { value: '1' }],
  ['a sum takes the number', llm({ tokens: 12.5 }), meters, { value: '12.5' }],
  [
    'a sum takes a numeric text, exactly',
    llm({ tokens: '0.1000000000000000000001' }),
    meters,
    { value: '0.1000000000000000000001' },
  ],
  [
    'an absent value says so',
    llm({}),
    meters,
    { problem: 'invalid event: missing value property: "$.tokens"' },
  ],
  [
    'an event from before the meter is not counted',
    aStoredEvent('a'),
    change({ events_from: '2026-12-01T00:00:00.000Z' }),
    { problem: 'the meter counts events from 2026-12-01T00:00:00.000Z on' },
  ],
] as const)('%s', ([, event, known, found]) => {
  expect(metersOf(event, time, known)).toMatchObject([found])
})

test('each dimension of a meter is read, absent ones too', () => {
  const [found] = metersOf(llm({ tokens: 1, model: 'gpt', provider: null }), time, meters)
  expect(found?.dimensions).toEqual([
    { name: 'model', value: 'gpt' },
    { name: 'provider', value: undefined },
    { name: 'type', value: undefined },
  ])
})

test.for([
  [Date.UTC(2026, 10, 21), '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
  [Date.UTC(2026, 11, 31, 23, 59), '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  [Date.UTC(2026, 0, 1), '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'],
] as const)('%i is in the month from %s to %s', ([at, from, to]) => {
  expect(billedPeriod(undefined, at)).toMatchObject({ from, to })
})

const november = '2026-11-01T00:00:00.000Z'
test.for([
  ['2026-10-31T23:00:00Z/2026-11-30T23:00:00Z', '2026-10-31T23:00:00.000Z'],
  ['2026-11-21T12:00:00Z/2026-11-21T12:00:01Z', '2026-11-21T12:00:00.000Z'],
  ['2026-11-01T00:00:00Z/2026-11-21T12:00:00Z', november],
  ['2026-11-22T00:00:00Z/2026-12-01T00:00:00Z', november],
  ['2026-10-31T23:00:00Z', november],
  ['x/y', november],
] as const)('of the bill %s the period counts from %s', ([bill, from]) => {
  expect(billedPeriod(bill, time).from).toBe(from)
})

const book = (part: object): PriceBook => priceBook.parse({ ...emptyPriceBook, ...part })
const requests = { key: 'requests', name: 'Requests', meter: 'api_requests_total' }
const card = { key: 'calls', name: 'Calls', feature: 'requests', price: { type: 'free' } }
const plan = (rate_cards: object[]) => ({ key: 'basic', name: 'Basic', rate_cards })
const subscription = { customer: 'alice', plan: 'basic', active_from: '2026-11-01T00:00:00Z' }
const metered = metersOf(aStoredEvent('a'), time, meters)

test.for([
  ['no meter', { metered: [] }, {}, 'No meter counts events of this type.'],
  ['no value', { metered: metersOf(llm({}), time, meters) }, {}, 'No meter can take a value from it.'],
  ['no customer', { customer: undefined }, {}, 'Its subject belongs to no customer.'],
  ['no subscription', {}, {}, 'The customer alice has no subscription.'],
  [
    'too early',
    {},
    { plans: [plan([])], subscriptions: [{ ...subscription, active_from: '2026-12-01T00:00:00Z' }] },
    'It happened before the subscription of alice starts, 2026-12-01T00:00:00Z.',
  ],
  [
    'too late',
    {},
    { plans: [plan([])], subscriptions: [{ ...subscription, active_to: '2026-11-02T00:00:00Z' }] },
    'The subscription of alice had ended.',
  ],
  [
    'no feature',
    {},
    { plans: [plan([])], subscriptions: [subscription] },
    'No feature is made of the meter api_requests_total.',
  ],
  [
    'no price',
    {},
    { features: [requests], plans: [plan([])], subscriptions: [subscription] },
    'The plan basic has no price for requests.',
  ],
  [
    'filtered out',
    {},
    { features: [requests], plans: [plan([card])], subscriptions: [subscription] },
    'No feature with a price takes it: its dimensions are filtered out, or its meter does not add up.',
  ],
] as const)('nobody is billed: %s', ([, facts, prices, why]) => {
  expect(whyUnbilled({ time, customer: 'alice', metered, book: book(prices), ...facts })).toBe(why)
})
