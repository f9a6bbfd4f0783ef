/** Events, filters and queries by chance, few enough different ones that they meet. */
import fc from 'fast-check'
import { type CheckRules, eventCheck } from '#events/event-check.ts'
import type { EventFilter, EventQuery, TextFilter } from '#events/event-store.ts'
import { type Meter, meterAggregations } from '#events/meter.ts'
import type { DimensionFilter, TextCondition, UsageQuery } from '#events/meter-usage.ts'
import { granularity } from '#events/windows.ts'
import { aStoredEvent } from './an-event.ts'

const word = fc.constantFrom('a', 'b', 'ab', 'A', 'ä', 'a%b', '_', '😀')
/** Within some hours around the end of Berlin's summer time, and in the first milliseconds of 2026. */
const start = Date.UTC(2026, 9, 24, 20)
const moment = fc
  .integer({ min: 0, max: 600 })
  .map(minutes => new Date(start + minutes * 60_000).toISOString())
const instant = fc.integer({ min: 0, max: 5 }).map(offset => new Date(1767225600000 + offset).toISOString())

const value = fc.oneof(
  fc.constantFrom(1, -2, 0.1, 0.2, 1e21, 1.5e-7, 123456789012345.6, '0.3', '+1.50', '1e3', '.5'),
  fc.constantFrom('12345678901234567890.123456789', '-0.00000000000000000000000000001', '1e300'),
  fc.constantFrom('many', '', ' 1', 'NaN', '-inf', true, null, [1], { a: 1 }),
  fc.integer(),
)
const text = fc.constantFrom('a', 'b', '', 'A', 'ä"', 7, 1.5, true, null, ['x'], { y: 'z' })
const data = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
  {
    weight: 6,
    arbitrary: fc.record(
      { tokens: value, deep: fc.record({ model: text }), 'a b': fc.array(text, { maxLength: 2 }) },
      { requiredKeys: [] },
    ),
  },
)
const dimensions = { model: '$.deep.model', first: "$['a b'][0]", all: '$', none: '$.gone' }

const meter: fc.Arbitrary<Meter> = fc
  .record({
    aggregation: fc.constantFrom(...meterAggregations),
    event_type: word,
    value_property: fc.constantFrom('$.tokens', '$.deep.model', '$.gone'),
  })
  .map(part => ({
    id: '01G65Z755AFWAKHE12NY0CQ9FH',
    key: 'tokens',
    name: 'Tokens',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    dimensions,
    ...part,
  }))

const customers = fc.array(fc.tuple(word, fc.constantFrom('c1', 'c2'))).map(pairs => new Map(pairs))

export const rules: fc.Arbitrary<CheckRules> = fc.record({
  meters: fc.array(meter, { maxLength: 3 }),
  customers,
})

export const events = fc.uniqueArray(
  fc
    .record({
      id: word,
      source: word,
      subject: word,
      type: word,
      time: fc.option(fc.oneof(instant, moment)),
      data,
      at: instant,
    })
    .map(({ at, ...part }) => aStoredEvent(part, at)),
  { maxLength: 12, selector: ({ event }) => JSON.stringify([event.source, event.id]) },
)

const textFilter: fc.Arbitrary<TextFilter> = fc.oneof(
  fc.record({ eq: word }),
  fc.record({ neq: word }),
  fc.record({ contains: fc.oneof(word, fc.constant('')) }),
  fc.record({ includes: fc.oneof(word, fc.constant('')) }),
  fc.record({ oeq: fc.array(word, { maxLength: 3 }) }),
  fc.record({ ocontains: fc.array(word, { maxLength: 3 }) }),
)
const timeFilter = fc.record(
  { eq: instant, lt: instant, lte: instant, gt: instant, gte: instant },
  { requiredKeys: [] },
)
const subjects = fc.oneof(fc.record({ in: fc.array(word) }), fc.record({ notIn: fc.array(word) }))
const conditions = {
  id: textFilter,
  source: textFilter,
  subject: textFilter,
  type: textFilter,
  time: timeFilter,
  ingested_at: timeFilter,
  stored_at: timeFilter,
  subjects,
  check: fc.record({ any: fc.subarray([...eventCheck.options]), rules }),
}
/** Several conditions at once seldom meet an event, so that each also stands alone. */
export const filter: fc.Arbitrary<EventFilter> = fc.oneof(
  fc.record(conditions, { requiredKeys: [] }),
  ...Object.entries(conditions).map(([name, condition]) => fc.record({ [name]: condition })),
)
export const queries: fc.Arbitrary<EventQuery> = fc.record({
  filter: fc.oneof({ weight: 1, arbitrary: fc.constant({}) }, { weight: 3, arbitrary: filter }),
  sort: fc.record({
    field: fc.constantFrom('time', 'ingested_at', 'stored_at'),
    direction: fc.constantFrom('asc', 'desc'),
  }),
  size: fc.integer({ min: 1, max: 5 }),
})

const condition: fc.Arbitrary<TextCondition> = fc.oneof(
  fc.record({ eq: word }),
  fc.record({ neq: word }),
  fc.record({ in: fc.array(word, { minLength: 1 }) }),
  fc.record({ nin: fc.array(word, { minLength: 1 }) }),
  fc.record({ contains: fc.oneof(word, fc.constant('')) }),
  fc.record({ ncontains: word }),
  fc.record({ includes: word }),
  fc.record({ excludes: word }),
)
const conditionList = fc.array(condition, { minLength: 1, maxLength: 2 })
const dimensionFilter: fc.Arbitrary<DimensionFilter> = fc.oneof(
  condition,
  fc.record({ exists: fc.boolean() }),
  fc.record({ and: conditionList }),
  fc.record({ or: conditionList }),
)

const milliseconds = instant.map(time => Date.parse(time))
const cuts = fc
  .array(fc.tuple(fc.constantFrom('c1', 'c2'), fc.uniqueArray(fc.oneof(instant, moment), { maxLength: 3 })))
  .map(pairs => new Map(pairs.map(([id, times]) => [id, times.map(time => Date.parse(time)).sort()])))
const timeZone = fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe')

export const usageQueries: fc.Arbitrary<UsageQuery> = fc.record(
  {
    meter,
    from: milliseconds,
    to: milliseconds,
    windows: fc.record({ granularity: fc.constantFrom(...granularity.options), timeZone }),
    groupBy: fc.subarray(['subject', 'customer_id', ...Object.keys(dimensions)]),
    filters: fc.dictionary(fc.constantFrom(...Object.keys(dimensions)), dimensionFilter, { maxKeys: 2 }),
    subjects,
    customers,
    cuts,
  },
  { requiredKeys: ['meter', 'groupBy', 'filters', 'customers'] },
)
