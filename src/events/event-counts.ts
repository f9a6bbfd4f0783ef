/** How many events there are, by facet and over time. Every store must agree with the functions here. */
import { type CheckRules, checksOf, eventCheck } from './event-check.ts'
import type { EventFilter, StoredEvent } from './event-store.ts'
import { eventMilliseconds } from './event-times.ts'
import { matchesFilter } from './match-event.ts'
import type { TimeWindow } from './windows.ts'

export const facetFields = ['type', 'subject', 'source', 'customer_id', 'check'] as const
export type FacetField = (typeof facetFields)[number]

export interface FacetQuery {
  filter: EventFilter
  rules: CheckRules
  /** Values per facet. */
  limit: number
  /** Only these; all without it. */
  fields?: readonly FacetField[]
}

export interface Facet {
  field: FacetField
  /** Different values there are, also those beyond the limit. */
  distinct: number
  /** Most frequent first, then by value. A `customer_id` of "" is that of events without a customer. */
  values: { value: string; count: number }[]
}

export interface EventCounts {
  total: number
  /** In the order of `facetFields`. */
  facets: Facet[]
}

/** The filter without its condition on the facet's own field. */
export const withoutFacet: Record<FacetField, (filter: EventFilter) => EventFilter> = {
  type: ({ type: _, ...rest }) => rest,
  subject: ({ subject: _, ...rest }) => rest,
  source: ({ source: _, ...rest }) => rest,
  customer_id: ({ subjects: _, ...rest }) => rest,
  check: ({ check: _, ...rest }) => rest,
}

/** A facet counts what meets the filter without its own field's condition; an event counts once for each of its findings. */
export function countFacets(events: readonly StoredEvent[], query: FacetQuery): EventCounts {
  return {
    total: events.filter(stored => matchesFilter(stored, query.filter)).length,
    facets: facetsAsked(query).map(field => {
      const filter = withoutFacet[field](query.filter)
      const counts = new Map<string, number>()
      for (const stored of events) {
        if (!matchesFilter(stored, filter)) continue
        for (const value of facetValues(stored, field, query.rules)) {
          counts.set(value, (counts.get(value) ?? 0) + 1)
        }
      }
      return finishFacet(field, counts, query.limit)
    }),
  }
}

/** In the order of `facetFields`. */
export function facetsAsked({ fields = facetFields }: FacetQuery): FacetField[] {
  return facetFields.filter(field => fields.includes(field))
}

function facetValues({ event }: StoredEvent, field: FacetField, rules: CheckRules): readonly string[] {
  if (field === 'check') return checksOf(event, rules)
  return [field === 'customer_id' ? (rules.customers.get(event.subject) ?? '') : event[field]]
}

export function finishFacet(field: FacetField, counts: ReadonlyMap<string, number>, limit: number): Facet {
  const values = [...counts].map(([value, count]) => ({ value, count }))
  values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  return { field, distinct: values.length, values: values.slice(0, limit) }
}

export interface HistogramQuery {
  filter: EventFilter
  rules: CheckRules
  /** At most this many buckets, at least 2: one cannot hold what lies on both sides of the epoch. */
  buckets: number
}

export interface Histogram {
  /** Milliseconds; 0 without events. */
  step: number
  /** Oldest first, without gaps. `errors` have a finding other than `valid`. */
  buckets: (TimeWindow & { count: number; errors: number })[]
}

/** Where a bucket's counts go; made by `createHistogram`. */
export interface HistogramCounts {
  /** One event, or several of one bucket. */
  add(milliseconds: number, errors: number, count?: number): void
  result(): Histogram
}

export function countOverTime(events: readonly StoredEvent[], query: HistogramQuery): Histogram {
  const found = events
    .filter(stored => matchesFilter(stored, query.filter))
    .map(stored => ({ time: eventMilliseconds(stored, 'time'), event: stored.event }))
  const times = found.map(({ time }) => time)
  const span = times.reduce(
    ({ from, to }, time) => ({ from: Math.min(from, time), to: Math.max(to, time) }),
    emptySpan,
  )
  const histogram = createHistogram(span, query.buckets)
  for (const { time, event } of found) histogram.add(time, Number(checksOf(event, query.rules)[0] !== valid))
  return histogram.result()
}

const valid = eventCheck.enum.valid

/** Of no event: from is after to. */
export const emptySpan: TimeWindow = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY }

/** `span` is the time of the first and the last event. */
export function createHistogram(span: TimeWindow, most: number): HistogramCounts {
  if (span.from > span.to) return { add: () => {}, result: () => ({ step: 0, buckets: [] }) }
  const step = histogramStep(span, most)
  const first = Math.floor(span.from / step)
  const size = Math.floor(span.to / step) - first + 1
  const counts = new Array<number>(size).fill(0)
  const errors = new Array<number>(size).fill(0)
  return {
    add: (milliseconds, failed, count = 1) => {
      const index = Math.floor(milliseconds / step) - first
      counts[index] = (counts[index] ?? 0) + count
      errors[index] = (errors[index] ?? 0) + failed
    },
    result: () => ({
      step,
      buckets: counts.map((count, index) => ({
        from: (first + index) * step,
        to: (first + index + 1) * step,
        count,
        errors: errors[index] ?? 0,
      })),
    }),
  }
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const steps = [
  ...[1, 5, 15, 30].map(count => count * second),
  ...[1, 5, 15, 30].map(count => count * minute),
  ...[1, 3, 6, 12].map(count => count * hour),
  ...[1, 7, 30, 365, 3650].map(count => count * day),
]

/** The finest step that needs no more than `most` buckets for the span. */
export function histogramStep({ from, to }: TimeWindow, most: number): number {
  const fits = (step: number) => Math.floor(to / step) - Math.floor(from / step) + 1 <= most
  const found = steps.find(fits)
  if (found !== undefined) return found
  let step = (steps.at(-1) ?? day) * 2
  while (!fits(step)) step *= 2
  return step
}
