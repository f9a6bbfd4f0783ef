import Big from 'big.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCatalog } from '#events/catalog.ts'
import { createMemoryEventStore } from '#events/memory-event-store.ts'
import { kongMeters, type Meter } from '#events/meter.ts'
import { type ChargeQuery, chargeGroups } from './group-charges.ts'
import { createDuplicates } from './missed-usage.ts'
import { previewBills } from './preview.ts'
import type { Price } from './price.ts'
import type { PriceBook } from './price-book.ts'

const day = (of: number) => Date.UTC(2026, 10, of)
const iso = (milliseconds: number) => new Date(milliseconds).toISOString()
const november = { from: day(1), to: Date.UTC(2026, 11, 1) }
const times = { created_at: iso(day(1)), updated_at: iso(day(1)) }
const [, tokens] = kongMeters(iso(day(1))) as [Meter, Meter]

const card = (feature: string, price: Price) => ({ key: feature, name: feature, feature, price })
const book = (prices: { input: Price; all?: Price }): PriceBook => ({
  currency: 'EUR',
  features: [
    { key: 'input', name: 'Input', meter: 'llm_tokens_total', filters: { type: ['input'] } },
    { key: 'all', name: 'All', meter: 'llm_tokens_total', filters: {} },
  ],
  plans: [
    {
      key: 'list',
      name: 'List',
      rate_cards: [
        card('input', prices.input),
        ...(prices.all === undefined ? [] : [card('all', prices.all)]),
      ],
    },
  ],
  subscriptions: [
    { customer: 'alice', plan: 'list', active_from: iso(day(1)), active_to: iso(day(10)) },
    { customer: 'alice', plan: 'list', active_from: iso(day(10)) },
    { customer: 'bob', plan: 'list', active_from: iso(day(5)) },
  ],
})

interface Used {
  subject: string
  on: number
  model?: string
  type?: string
  tokens: unknown
}

async function studio(used: readonly Used[], prices: PriceBook, meter: Meter = tokens) {
  const events = createMemoryEventStore()
  await events.append(
    used.map(({ subject, on, ...data }, index) => {
      const time = iso(day(on))
      const event = { id: String(index), source: 's', specversion: '1.0', type: 'kong.llm_request', subject }
      return {
        event: { ...event, time, data: { type: 'input', ...data } },
        ingested_at: time,
        stored_at: time,
      }
    }),
  )
  const customers = ['alice', 'bob'].map((key, index) => ({
    ...{ id: `01ARZ3NDEKTSV4RRFFQ69G5FA${index}`, key, name: key, ...times },
  }))
  const keeper = { load: () => ({ meters: [meter], customers }), putMeter: () => {}, putCustomer: () => {} }
  return { events, catalog: createCatalog(keeper), book: prices }
}

const byModel: ChargeQuery = { meter: tokens, groupBy: ['model'], filters: {}, customers: new Map() }

async function sharesOf(used: readonly Used[], prices: PriceBook, query: Partial<ChargeQuery> = {}) {
  const parts = await studio(used, prices, query.meter)
  const { features, charges } = await chargeGroups(parts, { ...byModel, ...query }, november)
  return {
    features,
    shares: charges.map(({ dimensions, amount, from }) => [
      ...Object.values(dimensions),
      ...(query.windows === undefined ? [] : [from]),
      amount,
    ]),
  }
}

const tiers: Price = {
  type: 'graduated',
  tiers: [
    { up_to: '100', unit_amount: '0', flat_amount: '0' },
    { unit_amount: '0.1', flat_amount: '1' },
  ],
}

test('a line is shared by units, whichever tier they fell into', async () => {
  const used = [
    { subject: 'bob', on: 6, model: 'a', tokens: 100 },
    { subject: 'bob', on: 7, model: 'b', tokens: 300 },
  ]
  // 300 × 0.1 + 1
  expect(await sharesOf(used, book({ input: tiers }))).toEqual({
    features: ['input'],
    shares: [
      ['a', '7.75'],
      ['b', '23.25'],
    ],
  })
})

test('what nobody is billed for costs nothing', async () => {
  const used = [
    { subject: 'bob', on: 2, model: 'before the subscription', tokens: 5 },
    { subject: 'carol', on: 6, model: 'no customer', tokens: 5 },
    { subject: 'bob', on: 6, model: 'no price', type: 'output', tokens: 5 },
    { subject: 'bob', on: 6, model: 'billed', tokens: 5 },
  ]
  const { shares } = await sharesOf(used, book({ input: { type: 'unit', amount: '2' } }))
  expect(shares).toEqual([['billed', '10']])
})

test('a filter narrows the groups and leaves the share of each unit as it is', async () => {
  const used = [
    { subject: 'alice', on: 2, model: 'a', tokens: 1 },
    { subject: 'alice', on: 2, model: 'b', tokens: 3 },
  ]
  const price = book({ input: { type: 'package', amount: '8', quantity_per_package: '10' } })
  const filters = { model: { in: ['b'] } }
  expect((await sharesOf(used, price, { filters })).shares).toEqual([['b', '6']])
  const types = { type: { neq: 'input' } }
  expect((await sharesOf(used, price, { filters: types })).shares).toEqual([])
  expect((await sharesOf(used, price, { subjects: { in: ['bob'] } })).shares).toEqual([])
})

test('windows share what their part of the period is billed', async () => {
  const used = [2, 3, 12].map(on => ({ subject: 'alice', on, model: 'a', tokens: 1 }))
  const windows = { granularity: 'P1D', timeZone: 'UTC' } as const
  const { shares } = await sharesOf(used, book({ input: tiers }), { windows })
  expect(shares).toEqual([2, 3, 12].map(on => ['a', iso(day(on)), '0']))
  const flat = await sharesOf(used, book({ input: { type: 'flat', amount: '6' } }), { windows })
  expect(flat.shares).toEqual([
    ['a', iso(day(2)), '3'],
    ['a', iso(day(3)), '3'],
    ['a', iso(day(12)), '6'],
  ])
})

test('a meter that does not add up has no shares', async () => {
  const meter = { ...tokens, aggregation: 'max' as const }
  const used = [{ subject: 'alice', on: 2, model: 'a', tokens: 1 }]
  const { features } = await sharesOf(used, book({ input: { type: 'unit', amount: '1' } }), { meter })
  expect(features).toEqual([])
})

const amount = fc.constantFrom('0', '0.0000005', '0.125', '3', '1000000')
const tierList = fc
  .tuple(fc.array(fc.record({ unit_amount: amount, flat_amount: amount }), { minLength: 1, maxLength: 3 }))
  .map(([list]) =>
    list.map((of, index) => (index === list.length - 1 ? of : { ...of, up_to: String(10 ** (index + 1)) })),
  )
const price: fc.Arbitrary<Price> = fc.oneof(
  fc.constant({ type: 'free' as const }),
  fc.record({ type: fc.constant('flat' as const), amount }),
  fc.record({ type: fc.constant('unit' as const), amount }),
  fc.record({ type: fc.constant('graduated' as const), tiers: tierList }),
  fc.record({ type: fc.constant('volume' as const), tiers: tierList }),
  fc.record({
    type: fc.constant('package' as const),
    amount,
    quantity_per_package: fc.constantFrom('1', '7', '0.5'),
  }),
)
const used = fc.array(
  fc.record({
    subject: fc.constantFrom('alice', 'bob', 'carol'),
    on: fc.integer({ min: 1, max: 30 }),
    model: fc.constantFrom('a', 'b', ''),
    type: fc.constantFrom('input', 'output'),
    tokens: fc.oneof(fc.nat(100), fc.constantFrom('0.1', '1e15', 'many')),
  }),
  { minLength: 1, maxLength: 20 },
)

test('all shares add up to the lines of all bills', async () => {
  await fc.assert(
    fc.asyncProperty(used, price, price, async (list, input, all) => {
      const parts = await studio(list, book({ input, all }))
      const { charges } = await chargeGroups(parts, byModel, november)
      const given = {
        gateway: { missed: [], since: 0, discarded: 0, unkept: { dropped: 0, lost: 0 } },
        duplicates: createDuplicates(),
      }
      const { bills } = await previewBills({ ...parts, ...given }, november)
      const sum = (amounts: readonly string[]) => amounts.reduce((total, of) => total.plus(of), new Big(0))
      const shared = sum(charges.map(({ amount: of }) => of))
      const lines = bills.flatMap(({ lines: own }) => own)
      const billed = sum(lines.filter(({ quantity = '0' }) => quantity !== '0').map(({ amount: of }) => of))
      expect(Number(shared.minus(billed).abs())).toBeLessThan(1e-9)
    }),
  )
})
