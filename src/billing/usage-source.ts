/** A feature's usage, read from the event store through the feature's meter. */
import Big from 'big.js'
import type { Catalog } from '#events/catalog.ts'
import type { EventStore } from '#events/event-store.ts'
import type { Meter } from '#events/meter.ts'
import type { DimensionFilter } from '#events/meter-usage.ts'
import type { Period } from './invoice.ts'
import type { Feature } from './price-book.ts'

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
  { subjects, period }: { subjects: readonly string[]; period: Period },
): Promise<string> {
  const [row] = await events.usage({ ...queryOf(feature, period), groupBy: [], subjects })
  return row?.value ?? '0'
}

/** By subject. */
export async function usageBySubject(
  { events }: UsageParts,
  feature: MeteredFeature,
  period: Period,
): Promise<Map<string, Big>> {
  const rows = await events.usage({ ...queryOf(feature, period), groupBy: ['subject'] })
  return new Map(rows.map(({ dimensions, value }) => [dimensions.subject ?? '', new Big(value)]))
}

function queryOf({ source, filters }: MeteredFeature, { from, to }: Period) {
  return {
    meter: source,
    from,
    to,
    filters: Object.fromEntries(
      Object.entries(filters).map(([name, values]): [string, DimensionFilter] => [name, { in: values }]),
    ),
    customers: new Map<string, string>(),
  }
}
