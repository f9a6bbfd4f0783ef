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

/** A feature whose meter is there, with the dimensions that it is filtered by. */
export interface MeteredFeature extends Feature {
  source: Meter
}

/** Undefined where the meter is not there, was deleted, or lacks a dimension that the feature is filtered by. */
export function meteredFeature(of: Feature, catalog: Catalog): MeteredFeature | undefined {
  const source = catalog.activeMeters().find(({ key }) => key === of.meter)
  const { dimensions = {} } = source ?? {}
  const isWhole = Object.keys(of.filters).every(name => Object.hasOwn(dimensions, name))
  return source === undefined || !isWhole ? undefined : { ...of, source }
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

/** Whether the usage of two groups is the sum of both. */
export function addsUp({ aggregation }: Pick<Meter, 'aggregation'>): boolean {
  return aggregation === 'sum' || aggregation === 'count'
}

interface Readable extends UsageParts {
  book: PriceBook
  period: Period
  features: ReadonlyMap<string, MeteredFeature>
}

/** What customers used of a period. */
export interface OwnedUsage extends Pick<Readable, 'features'> {
  /** By customer id, when within the period its subscriptions begin and end: milliseconds, ascending. */
  cuts: ReadonlyMap<string, readonly number[]>
  /** Of a customer's subjects together, from a moment up to the customer's next cut. */
  ofCustomer(id: string, feature: string, from: number): Big
}

/** One question for each feature, however many customers there are. */
export async function readOwnedUsage(parts: Readable): Promise<OwnedUsage> {
  const { events, catalog, features, period } = parts
  const cuts = subscriptionCuts(parts)
  const customers = catalog.customerIds()
  const usage = new Map<string, Big>()
  for (const [key, feature] of features) {
    const query = { ...featureQuery(feature, period), customers, cuts }
    for (const { dimensions, part, value } of await events.usage({ ...query, groupBy: ['customer_id'] })) {
      usage.set(JSON.stringify([key, dimensions.customer_id, part]), new Big(value))
    }
  }
  const ofCustomer = (id: string, feature: string, from: number) =>
    usage.get(JSON.stringify([feature, id, partAt(cuts.get(id) ?? [], from)])) ?? new Big(0)
  return { features, cuts, ofCustomer }
}

/** By feature, what the subjects used that no customer has: one question for each feature. */
export async function readUnownedUsage(parts: Readable): Promise<Map<string, ReadonlyMap<string, Big>>> {
  const { events, catalog, features, period } = parts
  const subjects = { notIn: [...catalog.customerIds().keys()] }
  const usage = new Map<string, Map<string, Big>>()
  for (const [key, feature] of features) {
    const rows = await events.usage({ ...featureQuery(feature, period), groupBy: ['subject'], subjects })
    usage.set(key, new Map(rows.map(({ dimensions, value }) => [dimensions.subject ?? '', new Big(value)])))
  }
  return usage
}

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
