/** What a run's events count towards the features of a price book: sums of a bounded size, by subject and by fate. */
import type Big from 'big.js'
import type { Feature, PriceBook } from '#billing/price-book.ts'
import { createExactSum, type Exact, type ExactSum, isBig } from '#events/exact-number.ts'
import { kongMeters, type Meter } from '#events/meter.ts'
import { meetsDimensionFilter } from '#events/meter-usage.ts'
import { readDimension, readMeterValue } from '#events/meter-value.ts'
import type { UsageEventType } from '#metering/usage-event.ts'

export type PricedMeter = Pick<Meter, 'key' | 'event_type' | 'aggregation' | 'value_property' | 'dimensions'>

/**
 * What becomes of an event: those that are stored are charged. `duplicated` are stored already, and come once more;
 * `without_subject` would have been events, had their request had a subject.
 */
export type PricedFate = 'delivered' | 'lost' | 'dropped' | 'duplicated' | 'without_subject'

/** What one event adds to the features that it counts towards, by their place in the price book. */
export interface EventWorth {
  readonly counts: readonly { feature: number; value: Exact }[]
  /** Where it counts towards none. */
  readonly uncounted?: UncountedEvents
}

/**
 * Why an event has no price: no meter counts its type, no feature is sold of the meters that do, or the features leave
 * it out, by their filters or since its value is no number.
 */
export type UncountedReason = 'no_meter' | 'no_feature' | 'left_out'

interface UncountedEvents {
  readonly type: UsageEventType
  readonly reason: UncountedReason
}

type EventData = Record<string, unknown>

export interface PricedUsage {
  /** Whether a feature reads the data of events, which have to be written then. */
  readonly readsData: boolean
  /** `data` is asked for where a feature reads it. */
  weigh(type: UsageEventType, data: () => EventData): EventWorth
  /** `subject` as the run counts it: those beyond the limit of names are one. */
  add(fate: PricedFate, subject: string, worth: EventWorth): void
  /** The features that nothing counts towards here, and why. */
  readonly unpriced: readonly UnpricedFeature[]
  read(): SubjectUsage[]
  /** Delivered events that count towards nothing; the most first. */
  uncounted(): (UncountedEvents & { events: number })[]
}

export interface UnpricedFeature {
  feature: string
  reason: 'no_meter' | 'not_additive'
}

export interface SubjectUsage {
  subject: string
  /** Whether they have a price or none. */
  events(fate: PricedFate): number
  /** By feature's key; undefined where nothing was counted. */
  quantity(fate: PricedFate, feature: string): Big | undefined
}

interface CountedFeature {
  index: number
  meter: PricedMeter
  filters: { path: string; values: readonly string[] }[]
  readsData: boolean
}

interface FateSums {
  events: number
  features: ExactSum[]
}
type Sums = Partial<Record<PricedFate, FateSums>>

const ONE: Exact = { mantissa: 1, scale: 0 }

/** Without meters of one's own there are the two that Kong documents. A meter that does not add up has no sum. */
export function createPricedUsage(
  { features }: Pick<PriceBook, 'features'>,
  meters: readonly PricedMeter[] = kongMeters('1970-01-01T00:00:00Z'),
): PricedUsage {
  const { counted, unpriced } = meteredFeatures(features, meters)
  const weigh = createScales(counted, meters)
  const bySubject = new Map<string, Sums>()
  const nothing = new Map<UncountedEvents, number>()
  return {
    readsData: counted.some(({ readsData }) => readsData),
    unpriced,
    weigh,
    add(fate, subject, { counts, uncounted }) {
      const sums = sumsOf(bySubject, subject, fate)
      sums.events += 1
      for (const { feature, value } of counts) addTo(sums.features, feature, value)
      if (uncounted !== undefined && fate === 'delivered') {
        nothing.set(uncounted, (nothing.get(uncounted) ?? 0) + 1)
      }
    },
    read: () =>
      [...bySubject].map(([subject, sums]) => ({
        subject,
        events: fate => sums[fate]?.events ?? 0,
        quantity: (fate, feature) =>
          sums[fate]?.features[features.findIndex(({ key }) => key === feature)]?.total(),
      })),
    uncounted: () =>
      [...nothing]
        .map(([what, events]) => ({ ...what, events }))
        .sort((one, other) => other.events - one.events),
  }
}

/** What an event of a type is worth. What counts for nothing is one object for each type, which can be counted by. */
function createScales(
  counted: readonly CountedFeature[],
  meters: readonly PricedMeter[],
): PricedUsage['weigh'] {
  const byType = Map.groupBy(counted, ({ meter }) => meter.event_type)
  const constants = new Map([...byType].map(([type, of]) => [type, constantWorth(of)]))
  const worthless = new Map<UsageEventType, EventWorth>()

  function nothing(type: UsageEventType): EventWorth {
    const known = worthless.get(type)
    if (known !== undefined) return known
    const worth = { counts: [], uncounted: { type, reason: reasonOf(type) } }
    worthless.set(type, worth)
    return worth
  }

  function reasonOf(type: UsageEventType): UncountedReason {
    if (byType.has(type)) return 'left_out'
    return meters.some(({ event_type }) => event_type === type) ? 'no_feature' : 'no_meter'
  }

  return (type, data) => {
    const of = byType.get(type)
    if (of === undefined) return nothing(type)
    const constant = constants.get(type)
    if (constant !== undefined) return constant
    const counts = readCounts(of, data())
    return counts.length === 0 ? nothing(type) : { counts }
  }
}

function meteredFeatures(features: readonly Feature[], meters: readonly PricedMeter[]) {
  const counted: CountedFeature[] = []
  const unpriced: UnpricedFeature[] = []
  for (const [index, feature] of features.entries()) {
    const meter = meters.find(({ key }) => key === feature.meter)
    if (meter === undefined) unpriced.push({ feature: feature.key, reason: 'no_meter' })
    else if (!addsUp(meter)) unpriced.push({ feature: feature.key, reason: 'not_additive' })
    else counted.push(countedFeature(index, feature, meter))
  }
  return { counted, unpriced }
}

function addsUp({ aggregation }: PricedMeter): boolean {
  return aggregation === 'sum' || aggregation === 'count'
}

function countedFeature(index: number, { filters: given }: Feature, meter: PricedMeter): CountedFeature {
  const filters = Object.entries(given).map(([name, values]) => ({
    path: meter.dimensions?.[name] ?? '',
    values,
  }))
  return { index, meter, filters, readsData: meter.aggregation === 'sum' || filters.length > 0 }
}

/** What every event of the type is worth; undefined where its data must be read. */
function constantWorth(of: readonly CountedFeature[]): EventWorth | undefined {
  if (of.some(({ readsData }) => readsData)) return undefined
  return { counts: of.map(({ index }) => ({ feature: index, value: ONE })) }
}

function readCounts(of: readonly CountedFeature[], data: EventData): EventWorth['counts'] {
  const worth: { feature: number; value: Exact }[] = []
  for (const { index, meter, filters } of of) {
    if (
      !filters.every(({ path, values }) => meetsDimensionFilter(readDimension(data, path), { in: values }))
    ) {
      continue
    }
    const read = readMeterValue(data, meter)
    // A value that is no number is not counted, as in the store.
    if (read.kind === 'number') worth.push({ feature: index, value: read.value })
  }
  return worth
}

function sumsOf(bySubject: Map<string, Sums>, subject: string, fate: PricedFate): FateSums {
  const known = bySubject.get(subject)
  const sums = known ?? {}
  if (known === undefined) bySubject.set(subject, sums)
  const found = sums[fate] ?? { events: 0, features: [] }
  sums[fate] = found
  return found
}

function addTo(sums: ExactSum[], feature: number, value: Exact): void {
  const sum = sums[feature] ?? createExactSum()
  sums[feature] = sum
  if (isBig(value)) sum.addBig(value)
  else sum.add(value.mantissa, value.scale)
}
