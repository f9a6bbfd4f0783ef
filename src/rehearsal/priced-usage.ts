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
export type EventWorth = readonly { feature: number; value: Exact }[]

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
}

export interface UnpricedFeature {
  feature: string
  reason: 'no_meter' | 'not_additive'
}

export interface SubjectUsage {
  subject: string
  /** By feature's key; undefined where nothing was counted. */
  quantity(fate: PricedFate, feature: string): Big | undefined
}

interface CountedFeature {
  index: number
  meter: PricedMeter
  filters: { path: string; values: readonly string[] }[]
  readsData: boolean
}

type Sums = Partial<Record<PricedFate, ExactSum[]>>

const NOTHING: EventWorth = []
const ONE: Exact = { mantissa: 1, scale: 0 }

/** Without meters of one's own there are the two that Kong documents. A meter that does not add up has no sum. */
export function createPricedUsage(
  { features }: Pick<PriceBook, 'features'>,
  meters: readonly PricedMeter[] = kongMeters('1970-01-01T00:00:00Z'),
): PricedUsage {
  const { counted, unpriced } = meteredFeatures(features, meters)
  const byType = Map.groupBy(counted, ({ meter }) => meter.event_type)
  const constants = new Map([...byType].map(([type, of]) => [type, constantWorth(of)]))
  const bySubject = new Map<string, Sums>()
  return {
    readsData: counted.some(({ readsData }) => readsData),
    unpriced,
    weigh(type, data) {
      const of = byType.get(type)
      if (of === undefined) return NOTHING
      return constants.get(type) ?? readWorth(of, data())
    },
    add(fate, subject, worth) {
      if (worth.length === 0) return
      const sums = sumsOf(bySubject, subject, fate)
      for (const { feature, value } of worth) addTo(sums, feature, value)
    },
    read: () =>
      [...bySubject].map(([subject, sums]) => ({
        subject,
        quantity: (fate, feature) => sums[fate]?.[features.findIndex(({ key }) => key === feature)]?.total(),
      })),
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
  return of.map(({ index }) => ({ feature: index, value: ONE }))
}

function readWorth(of: readonly CountedFeature[], data: EventData): EventWorth {
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

function sumsOf(bySubject: Map<string, Sums>, subject: string, fate: PricedFate): ExactSum[] {
  const known = bySubject.get(subject)
  const sums = known ?? {}
  if (known === undefined) bySubject.set(subject, sums)
  const found = sums[fate] ?? []
  sums[fate] = found
  return found
}

function addTo(sums: ExactSum[], feature: number, value: Exact): void {
  const sum = sums[feature] ?? createExactSum()
  sums[feature] = sum
  if (isBig(value)) sum.addBig(value)
  else sum.add(value.mantissa, value.scale)
}
