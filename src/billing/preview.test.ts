import { describe, expect, test } from 'vitest'
import { createCatalog, createForgetfulKeeper } from '#events/catalog.ts'
import { createMemoryEventStore } from '#events/memory-event-store.ts'
import { kongMeters } from '#events/meter.ts'
import { createDuplicates } from './missed-usage.ts'
import { previewBills } from './preview.ts'
import { emptyPriceBook, type PriceBook } from './price-book.ts'
import { priceEvent } from './price-event.ts'
import { gapsOf } from './unbilled.ts'

const at = (day: number, hour = 0) =>
  `2026-11-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`
const november = { from: Date.parse(at(1)), to: Date.parse('2026-12-01T00:00:00Z') }
const times = { created_at: at(1), updated_at: at(1) }

const book: PriceBook = {
  currency: 'EUR',
  features: [
    { key: 'api_requests', name: 'API requests', meter: 'api_requests_total', filters: {} },
    { key: 'input_tokens', name: 'Input tokens', meter: 'llm_tokens_total', filters: { type: ['input'] } },
  ],
  plans: [
    {
      key: 'starter',
      name: 'Starter',
      rate_cards: [
        {
          key: 'api_requests',
          name: 'API requests',
          feature: 'api_requests',
          price: {
            type: 'graduated',
            tiers: [
              { up_to: '2', unit_amount: '0', flat_amount: '0' },
              { unit_amount: '0.25', flat_amount: '0' },
            ],
          },
        },
        {
          key: 'input',
          name: 'Input tokens',
          feature: 'input_tokens',
          price: { type: 'unit', amount: '0.001' },
        },
      ],
    },
  ],
  reference_plan: 'starter',
  subscriptions: [{ customer: 'alice-ltd', plan: 'starter', active_from: at(10) }],
}

const request = (subject: string, time: string) => ({ type: 'kong.api_request', subject, time, data: {} })
const tokens = (subject: string, [type, count]: [string, number]) => ({
  type: 'kong.llm_request',
  subject,
  time: at(12),
  data: { type, tokens: count },
})

async function studio(
  given: { type: string; subject: string; time: string; data: Record<string, unknown> }[],
) {
  const events = createMemoryEventStore()
  const catalog = createCatalog(createForgetfulKeeper(kongMeters(at(1))))
  catalog.putCustomer({
    id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    key: 'alice-ltd',
    name: 'Alice Ltd',
    usage_attribution: { subject_keys: ['alice', 'alice-batch'] },
    ...times,
  })
  const stored = given.map((event, index) => ({
    event: { id: String(index), source: 'kong-gateway', specversion: '1.0', ...event },
    ingested_at: event.time,
    stored_at: event.time,
  }))
  await events.append(stored)
  const gateway = { missed: [], since: 0, discarded: 0, unkept: { dropped: 0, lost: 0 } }
  return { events, catalog, book, stored, gateway, duplicates: createDuplicates() }
}

describe('the bills of a period', () => {
  test('count all subjects of a customer from the start of its subscription', async () => {
    const parts = await studio([
      request('alice', at(9)),
      request('alice', at(10)),
      request('alice-batch', at(11)),
      request('alice', at(12)),
      tokens('alice', ['input', 1500]),
      tokens('alice', ['output', 9000]),
    ])
    const { bills, total } = await previewBills(parts, november)
    expect(bills).toMatchObject([
      {
        customer: { key: 'alice-ltd' },
        plans: ['starter'],
        lines: [
          { rate_card: 'api_requests', quantity: '3', amount: '0.25' },
          { rate_card: 'input', quantity: '1500', amount: '1.50' },
        ],
        total: '1.75',
      },
    ])
    expect(total).toBe('1.75')
  })

  test('show what nobody pays for, with its price', async () => {
    const parts = await studio([
      request('alice', at(9)),
      ...[1, 2, 3].map(() => request('bob', at(12))),
      tokens('carol', ['input', 10]),
    ])
    expect((await previewBills(parts, november)).unbilled).toEqual([
      {
        reason: 'no_customer',
        holders: 2,
        shares: [
          {
            who: 'bob',
            from: at(1),
            to: '2026-12-01T00:00:00.000Z',
            usage: [{ feature: 'api_requests', quantity: '3' }],
            amount: '0.25',
          },
          {
            who: 'carol',
            from: at(1),
            to: '2026-12-01T00:00:00.000Z',
            usage: [{ feature: 'input_tokens', quantity: '10' }],
            amount: '0.01',
          },
        ],
        usage: [
          { feature: 'api_requests', quantity: '3' },
          { feature: 'input_tokens', quantity: '10' },
        ],
        amount: '0.26',
      },
      {
        reason: 'before_subscription',
        holders: 1,
        shares: [
          {
            who: 'alice-ltd',
            from: at(1),
            to: at(10),
            usage: [{ feature: 'api_requests', quantity: '1' }],
            amount: '0.00',
          },
        ],
        usage: [{ feature: 'api_requests', quantity: '1' }],
        amount: '0.00',
      },
    ])
  })

  test('name a feature whose meter is not there', async () => {
    const parts = await studio([])
    const features = [...book.features, { key: 'lost', name: 'Lost', meter: 'no_such_meter', filters: {} }]
    expect(await previewBills({ ...parts, book: { ...book, features } }, november)).toMatchObject({
      unmetered: ['lost'],
    })
  })

  test('name a feature whose filter has no dimension on the meter any more', async () => {
    const parts = await studio([])
    const features = [{ key: 'lost', name: 'Lost', meter: 'api_requests_total', filters: { gone: ['a'] } }]
    const plans = [{ key: 'starter', name: 'Starter', rate_cards: [] }]
    expect(await previewBills({ ...parts, book: { ...book, features, plans } }, november)).toMatchObject({
      unmetered: ['lost'],
    })
  })

  test('do not value a flat price for what nobody is billed for: it does not depend on usage', async () => {
    const parts = await studio([request('bob', at(12))])
    const card = { key: 'base', name: 'Base', feature: 'api_requests' }
    const plans = [
      {
        key: 'starter',
        name: 'Starter',
        rate_cards: [
          { ...card, price: { type: 'flat' as const, amount: '99' } },
          { ...card, key: 'unit', price: { type: 'unit' as const, amount: '2' } },
        ],
      },
    ]
    const { unbilled } = await previewBills({ ...parts, book: { ...book, plans } }, november)
    expect(unbilled).toMatchObject([{ reason: 'no_customer', amount: '2.00' }])
  })

  test('add up over subjects only what adds up', async () => {
    const parts = await studio([tokens('bob', ['input', 10]), tokens('carol', ['input', 30])])
    const [meter] = kongMeters(at(1)).filter(({ key }) => key === 'llm_tokens_total')
    if (meter === undefined) throw new Error('no meter of tokens')
    parts.catalog.putMeter({ ...meter, id: '01ARZ3NDEKTSV4RRFFQ69G5FAX', key: 'most', aggregation: 'max' })
    const [found] = (await previewBills({ ...parts, book: emptyPriceBook }, november)).unbilled
    expect(found?.usage).toEqual([{ feature: 'llm_tokens_total', quantity: '40' }])
    expect(found?.shares.map(({ usage }) => usage.at(-1))).toEqual([
      { feature: 'most', quantity: '10' },
      { feature: 'most', quantity: '30' },
    ])
  })

  test('count by meter before anything is sold', async () => {
    const parts = await studio([request('bob', at(12)), tokens('bob', ['input', 10])])
    const [found] = (await previewBills({ ...parts, book: emptyPriceBook }, november)).unbilled
    expect(found).toMatchObject({
      reason: 'no_customer',
      usage: [
        { feature: 'api_requests_total', quantity: '1' },
        { feature: 'llm_tokens_total', quantity: '10' },
      ],
    })
  })

  test('value nothing without a reference plan', async () => {
    const parts = await studio([request('bob', at(12))])
    const { reference_plan: _, ...rest } = book
    const [found] = (await previewBills({ ...parts, book: rest }, november)).unbilled
    expect(found).toMatchObject({
      reason: 'no_customer',
      usage: [{ feature: 'api_requests', quantity: '1' }],
    })
    expect(found).not.toHaveProperty('amount')
  })
})

describe('the gaps between subscriptions', () => {
  const of = (from: number, to?: number) => ({
    customer: 'c',
    plan: 'starter',
    active_from: at(from),
    ...(to === undefined ? {} : { active_to: at(to) }),
  })
  test.for<[string, ReturnType<typeof of>[], string[]]>([
    ['none subscribed', [], ['no_subscription 1-31']],
    ['all the period', [of(1)], []],
    ['from within', [of(10)], ['before_subscription 1-10']],
    ['until within', [of(1, 20)], ['after_subscription 20-31']],
    ['between two', [of(1, 5), of(8)], ['after_subscription 5-8']],
    [
      'before, between and after',
      [of(2, 5), of(8, 9)],
      ['before_subscription 1-2', 'after_subscription 5-8', 'after_subscription 9-31'],
    ],
  ])('%s', ([, subscriptions, expected]) => {
    const day = (time: number) => (time - november.from) / 86_400_000 + 1
    const gaps = gapsOf(subscriptions, november)
    expect(gaps.map(({ reason, period }) => `${reason} ${day(period.from)}-${day(period.to)}`)).toEqual(
      expected,
    )
  })
})

describe('the price of an event', () => {
  test('is what it adds to the charge at its time', async () => {
    const parts = await studio([at(10), at(11), at(12), at(13)].map(time => request('alice', time)))
    const amounts: unknown[] = []
    for (const { event } of parts.stored) {
      const charges = await priceEvent(parts, event, { time: Date.parse(event.time), period: november })
      amounts.push(charges.map(({ amount }) => amount))
    }
    expect(amounts).toEqual([['0'], ['0'], ['0.25'], ['0.25']])
  })

  test('at the same time as others is shared with them, so that all add up to the line', async () => {
    const parts = await studio([at(10), at(11), at(11), at(11), at(11)].map(time => request('alice', time)))
    const amounts: unknown[] = []
    for (const { event } of parts.stored) {
      const charges = await priceEvent(parts, event, { time: Date.parse(event.time), period: november })
      amounts.push(charges.map(({ amount }) => amount))
    }
    // Two are free, three cost 0.25.
    expect(amounts).toEqual([['0'], ['0.1875'], ['0.1875'], ['0.1875'], ['0.1875']])
  })

  test.for<[string, { type: string; subject: string; time: string; data: Record<string, unknown> }]>([
    ['before the subscription', request('alice', at(9))],
    ['of a subject without a customer', request('bob', at(12))],
    ['that no feature counts', tokens('alice', ['output', 5])],
  ])('%s is none', async ([, event]) => {
    const parts = await studio([event])
    const [first] = parts.stored
    if (first === undefined) throw new Error('nothing stored')
    expect(await priceEvent(parts, first.event, { time: Date.parse(event.time), period: november })).toEqual(
      [],
    )
  })
})
