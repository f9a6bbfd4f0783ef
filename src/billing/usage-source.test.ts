import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCatalog } from '#events/catalog.ts'
import type { StoredEvent } from '#events/event-store.ts'
import { createMemoryEventStore } from '#events/memory-event-store.ts'
import { type Meter, meterAggregations } from '#events/meter.ts'
import { sumUsage } from '#events/meter-usage.ts'
import { createDuplicates } from './missed-usage.ts'
import { previewBills } from './preview.ts'
import type { PriceBook, Subscription } from './price-book.ts'

const day = (of: number) => Date.UTC(2026, 10, of)
const iso = (milliseconds: number) => new Date(milliseconds).toISOString()
const november = { from: day(1), to: day(31) }
const times = { created_at: iso(day(1)), updated_at: iso(day(1)) }

const meter: fc.Arbitrary<Meter> = fc.record(
  {
    id: fc.constant('01ARZ3NDEKTSV4RRFFQ69G5FAV'),
    key: fc.constant('tokens'),
    name: fc.constant('Tokens'),
    aggregation: fc.constantFrom(...meterAggregations),
    event_type: fc.constant('t'),
    value_property: fc.constant('$.tokens'),
    dimensions: fc.constant({ model: '$.model' }),
    events_from: fc.integer({ min: -2, max: 33 }).map(of => iso(day(of))),
    created_at: fc.constant(times.created_at),
    updated_at: fc.constant(times.updated_at),
  },
  {
    requiredKeys: [
      'id',
      'key',
      'name',
      'aggregation',
      'event_type',
      'created_at',
      'updated_at',
      'value_property',
    ],
  },
)

const subjectKeys: Record<string, string[]> = { alice: ['alice', 'alice-batch'], bob: ['bob'] }
const someone = fc.constantFrom('alice', 'alice-batch', 'bob', 'nobody')

const stored = fc
  .array(
    fc.record({
      subject: someone,
      hour: fc.integer({ min: -24, max: 24 * 32 }),
      tokens: fc.oneof(fc.integer({ min: -5, max: 50 }), fc.constantFrom('0.1', '1e20', 'many', null)),
      model: fc.constantFrom('a', 'b'),
    }),
    { maxLength: 25 },
  )
  .map(list =>
    list.map(({ subject, hour, tokens, model }, index) => {
      const time = iso(day(1) + hour * 3_600_000)
      const event = { id: String(index), source: 's', specversion: '1.0', type: 't', subject, time }
      return { event: { ...event, data: { tokens, model } }, ingested_at: time, stored_at: time }
    }),
  )

/** Of one customer: bounds in order, so that none overlap; some touch, some lie outside of the period. */
const spans = fc
  .uniqueArray(fc.integer({ min: -3, max: 35 }), { maxLength: 4 })
  .map(bounds => bounds.toSorted((one, other) => one - other))

function subscriptionsOf(customer: string, bounds: readonly number[], isOpen: boolean): Subscription[] {
  return bounds.flatMap((from, index) => {
    const to = bounds[index + 1]
    if (index % 3 === 2 || (to === undefined && !isOpen)) return []
    const end = to === undefined ? {} : { active_to: iso(day(to)) }
    return [{ customer, plan: 'list', active_from: iso(day(from)), ...end }]
  })
}

const book = (subscriptions: Subscription[], filters: Record<string, string[]>): PriceBook => ({
  currency: 'EUR',
  features: [{ key: 'tokens', name: 'Tokens', meter: 'tokens', filters }],
  plans: [
    {
      key: 'list',
      name: 'List',
      rate_cards: [
        { key: 'tokens', name: 'Tokens', feature: 'tokens', price: { type: 'unit', amount: '1' } },
      ],
    },
  ],
  subscriptions,
})

function catalogOf(meters: Meter[]) {
  const customers = Object.entries(subjectKeys).map(([key, subject_keys], index) => ({
    ...{ id: `01ARZ3NDEKTSV4RRFFQ69G5FA${index}`, key, name: key },
    ...{ usage_attribution: { subject_keys }, ...times },
  }))
  return createCatalog({ load: () => ({ meters, customers }), putMeter: () => {}, putCustomer: () => {} })
}

interface Used {
  stored: readonly StoredEvent[]
  meter: Meter
  filters: Record<string, string[]>
}

/** What these subjects used between two moments, by the plain meaning of the meter. */
function usedBy(
  names: string[],
  { from, to }: { from: string; to: string },
  { stored, meter, filters }: Used,
) {
  const [row] = sumUsage(stored, {
    meter,
    from: Math.max(Date.parse(from), Date.parse(meter.events_from ?? from)),
    to: Date.parse(to),
    groupBy: [],
    subjects: { in: names },
    filters: Object.fromEntries(Object.entries(filters).map(([name, values]) => [name, { in: values }])),
    customers: new Map(),
  })
  return row?.value ?? '0'
}

test('every line and gap counts what its subjects used between its two moments, by any meter', async () => {
  const filters = fc.constantFrom<Record<string, string[]>>({}, { model: ['a'] })
  const given = { stored, meter, filters, one: spans, other: spans, isOpen: fc.boolean() }
  await fc.assert(
    fc.asyncProperty(fc.record(given), async ({ one, other, isOpen, ...used }) => {
      const events = createMemoryEventStore()
      await events.append(used.stored)
      const list = [...subscriptionsOf('alice', one, isOpen), ...subscriptionsOf('bob', other, isOpen)]
      const { bills, unbilled } = await previewBills(
        {
          events,
          catalog: catalogOf([used.meter]),
          book: book(list, used.filters),
          gateway: { missed: [], since: 0, discarded: 0, unkept: { dropped: 0, lost: 0 } },
          duplicates: createDuplicates(),
        },
        november,
      )
      for (const { lines, subjects } of bills) {
        for (const line of lines) expect(line.quantity).toBe(usedBy(subjects, line, used))
      }
      for (const { shares } of unbilled.filter(({ reason }) => reason !== 'invalid_value')) {
        for (const share of shares) {
          expect(share.usage[0]?.quantity).toBe(usedBy(subjectKeys[share.who] ?? [share.who], share, used))
        }
      }
    }),
  )
})
