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
  memory?: UsageMemory
}

/** The usage of one period by subject, read once for all customers. */
export interface UsageMemory {
  period: Period
  bySubject: Map<string, Promise<Map<string, Big>>>
}

export function createUsageMemory(period: Period): UsageMemory {
  return { period, bySubject: new Map() }
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
  parts: UsageParts,
  feature: MeteredFeature,
  { subjects, period }: { subjects: readonly string[]; period: Period },
): Promise<string> {
  if (isRemembered(parts, period) && addsUp(feature)) {
    const usage = await usageBySubject(parts, feature, period)
    return subjects.reduce((sum, subject) => sum.plus(usage.get(subject) ?? 0), new Big(0)).toFixed()
  }
  const [row] = await parts.events.usage({ ...featureQuery(feature, period), groupBy: [], subjects })
  return row?.value ?? '0'
}

/** Whether the usage of two subjects is the sum of both. */
function addsUp({ source }: MeteredFeature): boolean {
  return source.aggregation === 'sum' || source.aggregation === 'count'
}

function isRemembered({ memory }: UsageParts, { from, to }: Period): boolean {
  return memory?.period.from === from && memory.period.to === to
}

/** By subject. */
export function usageBySubject(
  parts: UsageParts,
  feature: MeteredFeature,
  period: Period,
): Promise<Map<string, Big>> {
  const known = isRemembered(parts, period) ? parts.memory?.bySubject.get(feature.key) : undefined
  const usage = known ?? readBySubject(parts, feature, period)
  if (isRemembered(parts, period)) parts.memory?.bySubject.set(feature.key, usage)
  return usage
}

async function readBySubject({ events }: UsageParts, feature: MeteredFeature, period: Period) {
  const rows = await events.usage({ ...featureQuery(feature, period), groupBy: ['subject'] })
  return new Map(rows.map(({ dimensions, value }) => [dimensions.subject ?? '', new Big(value)]))
}

/** What the store is asked for a feature; `groupBy` is missing. */
export function featureQuery({ source, filters }: MeteredFeature, { from, to }: Period) {
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
