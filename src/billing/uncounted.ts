/** The part of the unbilled usage that no meter shows: events that nothing counts, and what never arrived. */
import Big from 'big.js'
import type { Catalog } from '#events/catalog.ts'
import type { EventCheck } from '#events/event-check.ts'
import type { EventStore } from '#events/event-store.ts'
import type { MeteringEvent } from '#events/ingested-event.ts'
import { sumUsage } from '#events/meter-usage.ts'
import type { Period } from './invoice.ts'
import type { Duplicates, GatewayMisses, MissedUsage } from './missed-usage.ts'
import type { Hole, UnbilledParts } from './unbilled.ts'
import { featureQuery, type MeteredFeature } from './usage-source.ts'

const TYPE_LIMIT = 100

/** Events of the period with a finding, by type. */
export async function uncountedHoles(
  { events, catalog }: { events: Pick<EventStore, 'facets'>; catalog: Catalog },
  check: Extract<EventCheck, 'no_meter' | 'invalid_value'>,
  period: Period,
): Promise<Hole[]> {
  const rules = { meters: catalog.activeMeters(), customers: catalog.customerIds() }
  const time = { gte: new Date(period.from).toISOString(), lt: new Date(period.to).toISOString() }
  const filter = { time, check: { any: [check], rules } }
  const { facets } = await events.facets({ filter, rules, limit: TYPE_LIMIT, fields: ['type'] })
  const types = facets.find(({ field }) => field === 'type')?.values ?? []
  return types.map(({ value, count }) => ({ reason: check, who: value, period, events: count }))
}

/**
 * What events would be worth that a meter could not read, by type: as if each had what those have on average that it
 * could. Nothing for features of which none could be read, nor for meters that do not add up.
 */
export async function unreadHoles(
  { book, period, features }: UnbilledParts,
  events: Pick<EventStore, 'usage'>,
  invalid: readonly Hole[],
): Promise<Hole[]> {
  const types = new Set(invalid.map(({ who }) => who))
  const holes: Hole[] = []
  for (const feature of features.values()) {
    const { event_type: who, aggregation } = feature.source
    if (aggregation !== 'sum' || !types.has(who)) continue
    const quantity = await unreadUsage(feature, events, period)
    const usage = { feature: feature.key, quantity, plan: book.reference_plan }
    holes.push({ reason: 'invalid_value', who, period, usage })
  }
  return holes
}

/** Digits after the point of an average. */
const AVERAGE_DIGITS = 6

async function unreadUsage(
  feature: MeteredFeature,
  events: Pick<EventStore, 'usage'>,
  period: Period,
): Promise<Big> {
  const query = { ...featureQuery(feature, period), groupBy: [] }
  const ask = async (aggregation: 'count' | 'sum' | 'avg') => {
    const [row] = await events.usage({ ...query, meter: { ...query.meter, aggregation } })
    return new Big(row?.value ?? '0')
  }
  const average = await ask('avg')
  if (average.eq(0)) return average
  const read = (await ask('sum')).div(average).round()
  return (await ask('count')).minus(read).times(average).round(AVERAGE_DIGITS)
}

/** So many ids are looked for at a time. */
const IDS_AT_ONCE = 1000

/**
 * What the gateway missed within a period. An event can be given up and have arrived all the same, where only the answer
 * was lost: it is billed like any other, and counted in `arrived` alone.
 */
export async function missedWithin(
  { events, gateway }: { events: Pick<EventStore, 'list'>; gateway: GatewayMisses },
  { from, to }: Period,
): Promise<{ missed: MissedUsage[]; arrived: number }> {
  const own = gateway.missed.filter(({ time }) => time >= from && time < to)
  const sent = own.filter(({ kind, untried }) => kind !== 'dropped' && !untried).map(({ event }) => event)
  const stored = new Set<string>()
  for (let first = 0; first < sent.length; first += IDS_AT_ONCE) {
    for (const identity of await storedOf(events, sent.slice(first, first + IDS_AT_ONCE)))
      stored.add(identity)
  }
  const missed = own.filter(({ kind, event }) => kind === 'dropped' || !stored.has(identityOf(event)))
  return { missed, arrived: own.length - missed.length }
}

async function storedOf(events: Pick<EventStore, 'list'>, sent: readonly MeteringEvent[]): Promise<string[]> {
  const ids = [...new Set(sent.map(({ id }) => id))]
  const sources = [...new Set(sent.map(({ source }) => source))]
  const page = await events.list({
    filter: { id: { oeq: ids }, source: { oeq: sources } },
    sort: { field: 'time', direction: 'desc' },
    size: ids.length * sources.length,
  })
  return page.events.map(({ event }) => identityOf(event))
}

function identityOf({ source, id }: MeteringEvent): string {
  return JSON.stringify([source, id])
}

/** Valued by the reference plan as if the meters had counted it. */
export function missedHoles(parts: UnbilledParts, missed: readonly MissedUsage[]): Hole[] {
  const { period, features } = parts
  const groups = Map.groupBy(missed, ({ kind, who }) => JSON.stringify([kind, who]))
  return [...groups.values()].flatMap(group => {
    const [first] = group
    if (first === undefined) return []
    const base = { reason: first.kind, who: first.who, period }
    return [
      // Of one request several events may be lost, and a drop is one request.
      { ...base, events: group.length },
      ...[...features.values()].map(feature => ({ ...base, usage: missedUsage(parts, feature, group) })),
    ]
  })
}

function missedUsage(
  parts: UnbilledParts,
  feature: MeteredFeature,
  group: readonly Pick<MissedUsage, 'event' | 'time'>[],
) {
  const stored = group.map(({ event, time }) => {
    const at = new Date(time).toISOString()
    return { event: { ...event, time: at }, ingested_at: at, stored_at: at }
  })
  const [row] = sumUsage(stored, { ...featureQuery(feature, parts.period), groupBy: [] })
  return { feature: feature.key, quantity: new Big(row?.value ?? '0'), plan: parts.book.reference_plan }
}

/** What came again, valued by the reference plan as if it had been counted twice. */
export function duplicateHoles(parts: UnbilledParts, duplicates: Duplicates): Hole[] {
  const { count, events } = duplicates.within(parts.period)
  const base = { reason: 'duplicate' as const, who: 'all', period: parts.period }
  if (events.length === 0) return [{ ...base, events: count }]
  const usage = [...parts.features.values()].map(feature => ({
    ...base,
    usage: missedUsage(parts, feature, events),
  }))
  return [{ ...base, events: count }, ...usage]
}
