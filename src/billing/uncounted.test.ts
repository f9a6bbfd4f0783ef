import { expect, test } from 'vitest'
import { createCatalog, createForgetfulKeeper } from '#events/catalog.ts'
import type { MeteringEvent } from '#events/ingested-event.ts'
import { createMemoryEventStore } from '#events/memory-event-store.ts'
import { kongMeters } from '#events/meter.ts'
import { createDuplicates, type MissedUsage } from './missed-usage.ts'
import { previewBills } from './preview.ts'
import type { PriceBook } from './price-book.ts'

const day = (of: number) => Date.UTC(2026, 10, of)
const november = { from: day(1), to: Date.UTC(2026, 11, 1) }

const book: PriceBook = {
  currency: 'EUR',
  features: [
    { key: 'requests', name: 'Requests', meter: 'api_requests_total', filters: {} },
    { key: 'gets', name: 'GETs', meter: 'api_requests_total', filters: { request_method: ['GET'] } },
  ],
  plans: [
    {
      key: 'list',
      name: 'List',
      rate_cards: [
        { key: 'requests', name: 'Requests', feature: 'requests', price: { type: 'unit', amount: '0.1' } },
        { key: 'gets', name: 'GETs', feature: 'gets', price: { type: 'unit', amount: '1' } },
      ],
    },
  ],
  reference_plan: 'list',
  subscriptions: [],
}

/** Input tokens at 2 each. */
const tokensBook: PriceBook = {
  ...book,
  features: [
    { key: 'input', name: 'Input', meter: 'llm_tokens_total', filters: { type: ['input'] } },
    { key: 'requests', name: 'Requests', meter: 'api_requests_total', filters: {} },
  ],
  plans: [
    {
      key: 'list',
      name: 'List',
      rate_cards: [
        { key: 'input', name: 'Input', feature: 'input', price: { type: 'unit', amount: '2' } },
        { key: 'requests', name: 'Requests', feature: 'requests', price: { type: 'unit', amount: '0.1' } },
      ],
    },
  ],
}

const anEvent = (change: Partial<MeteringEvent> = {}): MeteringEvent => ({
  id: 'event',
  source: 'kong-gateway',
  specversion: '1.0',
  type: 'kong.api_request',
  subject: 'alice',
  data: { request_method: 'GET' },
  ...change,
})

async function unbilledOf(...given: Parameters<typeof previewOf>) {
  const { unbilled } = await previewOf(...given)
  return unbilled.map(({ reason, events: count, amount, shares }) => ({
    reason,
    count,
    amount,
    who: shares.map(({ who }) => who),
  }))
}

interface Given {
  count?: number
  sent?: MeteringEvent[]
  prices?: PriceBook
}

async function previewOf(
  missed: MissedUsage[],
  stored: MeteringEvent[] = [],
  { count, sent, prices = book }: Given = {},
) {
  const events = createMemoryEventStore()
  const at = new Date(day(5)).toISOString()
  await events.append(
    stored.map(event => ({ event: { ...event, time: at }, ingested_at: at, stored_at: at })),
  )
  const catalog = createCatalog(createForgetfulKeeper(kongMeters(at)))
  const counted = createDuplicates()
  counted.add(count ?? 0, sent ?? [], day(5))
  counted.add(1, [anEvent()], november.to)
  const parts = {
    events,
    catalog,
    book: prices,
    gateway: { missed, since: 0, discarded: 0, unkept: { dropped: 0, lost: 0 } },
    duplicates: counted,
  }
  return await previewBills(parts, november)
}

const missed = (change: Partial<MissedUsage> = {}): MissedUsage => ({
  ...{ kind: 'lost', who: 'alice', event: anEvent(), time: day(5) },
  ...change,
})

test('lost events cost what their meters would have counted', async () => {
  expect(
    await unbilledOf([missed(), missed({ event: anEvent({ data: { request_method: 'PUT' } }) })]),
  ).toEqual([{ reason: 'lost', count: 2, amount: '1.20', who: ['alice'] }])
})

test('dropped requests are told by reason, rejected events by subject', async () => {
  const drops = [missed({ kind: 'dropped', who: 'no_consumer' }), missed({ kind: 'rejected', who: 'bob' })]
  expect(await unbilledOf(drops)).toEqual([
    { reason: 'dropped', count: 1, amount: '1.10', who: ['no_consumer'] },
    { reason: 'rejected', count: 1, amount: '1.10', who: ['bob'] },
  ])
})

test('an event that was given up and had arrived all the same is not lost', async () => {
  const events = [anEvent({ id: '1' }), anEvent({ id: '2', source: 'other' }), anEvent({ id: '3' })]
  const given = [...events, anEvent({ id: '2' })].map(event => missed({ event }))
  const { unbilled, arrived } = await previewOf(given, events.slice(0, 2))
  expect(arrived).toBe(2)
  expect(unbilled.find(({ reason }) => reason === 'lost')?.events).toBe(2)
})

test('what was never sent is lost, though an event of its id is stored', async () => {
  const event = anEvent({ id: '1' })
  const { unbilled, arrived } = await previewOf([missed({ event, untried: true })], [event])
  expect(arrived).toBe(0)
  expect(unbilled.find(({ reason }) => reason === 'lost')?.events).toBe(1)
})

test('many that were given up are looked for', async () => {
  const events = Array.from({ length: 2500 }, (_, index) => anEvent({ id: String(index) }))
  const { unbilled, arrived } = await previewOf(
    events.map(event => missed({ event })),
    events.slice(1),
  )
  expect(arrived).toBe(2499)
  expect(unbilled.find(({ reason }) => reason === 'lost')?.events).toBe(1)
})

test.for([
  ['before', november.from - 1],
  ['after', november.to],
] as const)('what was missed %s the period is not of it', async ([, time]) => {
  expect(await unbilledOf([missed({ time })])).toEqual([])
})

test('events that nothing counts and that nothing prices are told by type, without money', async () => {
  const events = [
    anEvent({ id: '1', type: 'other' }),
    anEvent({ id: '2', type: 'kong.llm_request', data: { tokens: 'many' } }),
  ]
  expect((await unbilledOf([], events)).filter(({ reason }) => reason !== 'no_customer')).toEqual([
    { reason: 'no_meter', count: 1, amount: undefined, who: ['other'] },
    { reason: 'invalid_value', count: 1, amount: undefined, who: ['kong.llm_request'] },
  ])
})

test('events that a meter could not read are valued as if they had what the others have on average', async () => {
  const llm = (id: string, tokens: unknown, type = 'input') =>
    anEvent({ id, type: 'kong.llm_request', data: { tokens, type } as MeteringEvent['data'] })
  const stored = [llm('1', 10), llm('2', '20.5'), llm('3', 'many'), llm('4', null), llm('5', 1000, 'output')]
  const { unbilled } = await previewOf([], stored, { prices: tokensBook })
  expect(unbilled.find(({ reason }) => reason === 'invalid_value')).toMatchObject({
    events: 2,
    usage: [{ feature: 'input', quantity: '30.5' }],
    amount: '61.00',
    shares: [{ who: 'kong.llm_request', amount: '61.00' }],
  })
})

test('where no event of the type could be read, no money is known', async () => {
  const stored = [anEvent({ type: 'kong.llm_request', data: { tokens: 'many', type: 'input' } })]
  const { unbilled } = await previewOf([], stored, { prices: tokensBook })
  expect(unbilled.find(({ reason }) => reason === 'invalid_value')).toEqual(
    expect.not.objectContaining({ amount: expect.anything() }),
  )
})

test('duplicates are counted in the period that they arrived in', async () => {
  const sent = [anEvent(), anEvent({ data: { request_method: 'PUT' } })]
  expect(await unbilledOf([], [], { count: 2, sent })).toEqual([
    { reason: 'duplicate', count: 2, amount: '1.20', who: ['all'] },
  ])
})

test('of a batch of which only a part came again nobody knows which', async () => {
  const sent = [anEvent(), anEvent(), anEvent()]
  expect(await unbilledOf([], [], { count: 2, sent })).toEqual([
    { reason: 'duplicate', count: 2, amount: undefined, who: ['all'] },
  ])
})
