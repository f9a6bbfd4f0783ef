/** A feature's usage, read from the event store through the feature's meter. */
import Big from 'big.js'
import type { Catalog } from '#events/catalog.ts'
import type { EventStore } from '#events/event-store.ts'
import type { Meter } from '#events/meter.ts'
import { type DimensionFilter, partAt } from '#events/meter-usage.ts'
import type { Period } from './invoice.ts'
import { endOf, type Feature, type PriceBook, startOf } from './price-book.ts'

/** Where usage comes from. */
export interface UsageParts {
  events: Pick<EventStore, 'usage'>
  catalog: Catalog
}

/** A feature whose meter is there. */
export interface MeteredFeature extends Feature {
  source: Meter
}

/** The feature with its meter; undefined where the meter is not there, or was deleted. */
export function meteredFeature(of: Feature, catalog: Catalog): MeteredFeature | undefined {
  const source = catalog.activeMeters().find(({ key }) => key === of.meter)
  return source === undefined ? undefined : { ...of, source }
}

/** The usage of these subjects together, a decimal; "0" where there is none. */
export async function usageOfSubjects(
  { events }: UsageParts,
  feature: MeteredFeature,
  { subjects, period }: { subjects: string[]; period: Period },
): Promise<string> {
  const [row] = await events.usage({
    ...featureQuery(feature, period),
    groupBy: [],
    subjects: { in: subjects },
  })
  return row?.value ?? '0'
}

/** The usage of a period, read once for all customers. */
export interface PeriodUsage {
  /** Of a customer's subjects together, from a moment up to the next at which a subscription of his begins or ends. */
  ofCustomer(id: string, feature: string, from: number): Big
  /** Of the subjects that no customer has. */
  ofNobody(feature: string): ReadonlyMap<string, Big>
}

interface Readable extends UsageParts {
  book: PriceBook
  period: Period
  features: ReadonlyMap<string, MeteredFeature>
}

/** Two questions for each feature, however many customers there are. */
export async function readPeriodUsage(parts: Readable): Promise<PeriodUsage> {
  const { events, catalog, features, period } = parts
  const customers = catalog.customerIds()
  const cuts = subscriptionCuts(parts)
  const owned = new Map<string, Big>()
  const unowned = new Map<string, Map<string, Big>>()
  for (const [key, feature] of features) {
    const query = { ...featureQuery(feature, period), customers }
    for (const row of await events.usage({ ...query, groupBy: ['customer_id'], cuts })) {
      owned.set(JSON.stringify([key, row.dimensions.customer_id, row.part]), new Big(row.value))
    }
    const subjects = { notIn: [...customers.keys()] }
    const rows = await events.usage({ ...query, groupBy: ['subject'], subjects })
    unowned.set(key, new Map(rows.map(({ dimensions, value }) => [dimensions.subject ?? '', new Big(value)])))
  }
  return {
    ofCustomer: (id, feature, from) =>
      owned.get(JSON.stringify([feature, id, partAt(cuts.get(id) ?? [], from)])) ?? new Big(0),
    ofNobody: feature => unowned.get(feature) ?? new Map(),
  }
}

/** By customer id, when within the period its subscriptions begin and end. */
function subscriptionCuts({ book, catalog, period }: Readable): Map<string, number[]> {
  const byCustomer = Map.groupBy(book.subscriptions, ({ customer }) => customer)
  return new Map(
    catalog.activeCustomers().flatMap(({ id, key }) => {
      const bounds = byCustomer.get(key)?.flatMap(of => [startOf(of), endOf(of)]) ?? []
      const within = bounds.filter(time => time > period.from && time < period.to)
      return within.length === 0 ? [] : [[id, [...new Set(within)].toSorted((one, other) => one - other)]]
    }),
  )
}

/** What the store is asked for a feature; `groupBy` is missing. Events from before the meter counts do not count. */
export function featureQuery({ source, filters }: MeteredFeature, { from, to }: Period) {
  const first = source.events_from === undefined ? from : Math.max(from, Date.parse(source.events_from))
  return {
    meter: source,
    from: first,
    to,
    filters: Object.fromEntries(
      Object.entries(filters).map(([name, values]): [string, DimensionFilter] => [name, { in: values }]),
    ),
    customers: new Map<string, string>(),
  }
}
