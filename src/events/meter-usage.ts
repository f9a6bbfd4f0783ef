/** Usage of a meter: which events count, and how they are summed up. Every store must agree with `sumUsage`. */
import { type Accumulator, createAccumulator } from './accumulator.ts'
import type { EventFilter, StoredEvent } from './event-store.ts'
import { eventMilliseconds } from './event-times.ts'
import { isBig } from './exact-number.ts'
import { containsText, matchesSubjects } from './match-event.ts'
import type { Meter } from './meter.ts'
import { readDimension, readMeterValue } from './meter-value.ts'
import { createWindows, type Granularity, type TimeWindow } from './windows.ts'

/** One operator; `exists` is about the dimension being there at all, the others see a missing one as "". */
export type TextCondition =
  | { eq: string }
  | { neq: string }
  | { in: readonly string[] }
  | { nin: readonly string[] }
  | { contains: string }
  | { ncontains: string }
  | { includes: string }
  | { excludes: string }
export type DimensionFilter =
  | TextCondition
  | { exists: boolean }
  | { and: readonly TextCondition[] }
  | { or: readonly TextCondition[] }

export interface UsageQuery {
  meter: Pick<Meter, 'event_type' | 'aggregation' | 'value_property' | 'dimensions'>
  /** Milliseconds since the epoch, from inclusive, to exclusive. */
  from?: number
  to?: number
  /** Without it the whole period is one window. */
  windows?: { granularity: Granularity; timeZone: string }
  /** Dimensions of the meter, `subject`, `customer_id`; none twice. */
  groupBy: readonly string[]
  /** By dimension of the meter. */
  filters: Readonly<Record<string, DimensionFilter>>
  subjects?: EventFilter['subjects']
  /** Customer ids by subject. */
  customers: ReadonlyMap<string, string>
  /**
   * By customer id, moments that tell usage before them from usage after them: milliseconds since the epoch, ascending.
   * Rows then have `part`.
   */
  cuts?: ReadonlyMap<string, readonly number[]>
}

export interface UsageRow extends TimeWindow {
  /** A decimal without exponent. */
  value: string
  /** Those of `groupBy`; "" where an event has none, or its subject no customer. */
  dimensions: Record<string, string>
  /** How many of the customer's cuts had passed; only where the query has cuts. */
  part?: number
}

/** Windows and groups without a value are left out, as OpenMeter leaves them out. By time, then by dimensions. */
export function sumUsage(events: readonly StoredEvent[], query: UsageQuery): UsageRow[] {
  const groups = createUsageGroups(query)
  for (const stored of events) {
    const { event } = stored
    const time = eventMilliseconds(stored, 'time')
    if (event.type !== query.meter.event_type || !isWithin(time, query)) continue
    if (query.subjects !== undefined && !matchesSubjects(event.subject, query.subjects)) continue
    if (!meetsFilters(event.data, query)) continue
    const values = query.groupBy.map(name => groupValue(stored, name, query))
    if (query.cuts !== undefined) values.push(String(partAt(cutsOf(query, event.subject), time)))
    addValue(groups.at(time, values), time, readMeterValue(event.data, query.meter))
  }
  return groups.rows()
}

function isWithin(time: number, { from, to }: UsageQuery): boolean {
  return (from === undefined || time >= from) && (to === undefined || time < to)
}

type Data = StoredEvent['event']['data']

function meetsFilters(data: Data, { meter, filters }: UsageQuery): boolean {
  return Object.entries(filters).every(([name, filter]) =>
    meetsDimensionFilter(readDimension(data, meter.dimensions?.[name] ?? ''), filter),
  )
}

function groupValue({ event }: StoredEvent, name: string, { meter, customers }: UsageQuery): string {
  if (name === 'subject') return event.subject
  if (name === 'customer_id') return customers.get(event.subject) ?? ''
  return readDimension(event.data, meter.dimensions?.[name] ?? '') ?? ''
}

function cutsOf({ cuts, customers }: UsageQuery, subject: string): readonly number[] {
  return cuts?.get(customers.get(subject) ?? '') ?? []
}

/** How many of the cuts had passed at a time. */
export function partAt(cuts: readonly number[], time: number): number {
  let part = 0
  while (part < cuts.length && (cuts[part] ?? 0) <= time) part += 1
  return part
}

function addValue(to: Accumulator, time: number, found: ReturnType<typeof readMeterValue>): void {
  to.count()
  if (found.kind === 'text') to.text(found.value)
  if (found.kind !== 'number') return
  if (isBig(found.value)) to.big(found.value, time)
  else to.number(found.value.mantissa, found.value.scale, time)
}

/** Undefined for a dimension that the event does not have. */
export function meetsDimensionFilter(value: string | undefined, filter: DimensionFilter): boolean {
  if ('exists' in filter) return (value !== undefined) === filter.exists
  const text = value ?? ''
  if ('and' in filter) return filter.and.every(condition => meetsCondition(text, condition))
  if ('or' in filter) return filter.or.some(condition => meetsCondition(text, condition))
  return meetsCondition(text, filter)
}

function meetsCondition(text: string, condition: TextCondition): boolean {
  if ('eq' in condition) return text === condition.eq
  if ('neq' in condition) return text !== condition.neq
  if ('in' in condition) return condition.in.includes(text)
  if ('nin' in condition) return !condition.nin.includes(text)
  if ('contains' in condition) return containsText(text, condition.contains)
  if ('ncontains' in condition) return !containsText(text, condition.ncontains)
  if ('includes' in condition) return text.includes(condition.includes)
  return !text.includes(condition.excludes)
}

interface UsageGroup {
  window: TimeWindow
  values: readonly string[]
  accumulator: Accumulator
}

/** The groups that events fall into, by window and the values of `groupBy`. */
function createUsageGroups(query: UsageQuery) {
  const windows = query.windows && createWindows(query.windows.granularity, query.windows.timeZone)
  const groups = new Map<string, UsageGroup>()
  return {
    at: (time: number, values: readonly string[]): Accumulator => {
      const window = windows?.of(time)
      const key = JSON.stringify([window?.from, values])
      const known = groups.get(key)
      if (known !== undefined) {
        if (window === undefined) widen(known.window, time)
        return known.accumulator
      }
      const accumulator = createAccumulator(query.meter.aggregation)
      groups.set(key, { window: window ?? { from: time, to: time }, values, accumulator })
      return accumulator
    },
    rows: () =>
      finishUsage(
        query,
        [...groups.values()].map(({ window, values, accumulator }) => ({
          window,
          values,
          value: accumulator.value(),
        })),
      ),
  }
}

function widen(window: TimeWindow, time: number): void {
  window.from = Math.min(window.from, time)
  window.to = Math.max(window.to, time)
}

const minute = 60_000

/**
 * Rows of the groups that have a value; with cuts, the last of a group's values is its part. Without windows, `window` is the time of the group's first and last event: the
 * row's is the asked period, or where that is open the minutes around those, as OpenMeter has it.
 */
export function finishUsage(
  query: UsageQuery,
  groups: readonly { window: TimeWindow; values: readonly string[]; value: string | undefined }[],
): UsageRow[] {
  const rows = groups.flatMap(({ window, values, value }) => {
    if (value === undefined) return []
    const dimensions = Object.fromEntries(query.groupBy.map((name, index) => [name, values[index] ?? '']))
    const part = query.cuts === undefined ? {} : { part: Number(values.at(-1)) }
    return [{ ...(query.windows === undefined ? period(query, window) : window), value, dimensions, ...part }]
  })
  const byTime = (a: UsageRow, b: UsageRow) => (query.windows === undefined ? 0 : a.from - b.from)
  const byPart = ({ part: one = 0 }: UsageRow, { part: other = 0 }: UsageRow) => one - other
  return rows.sort((a, b) => byTime(a, b) || compareDimensions(query.groupBy, a, b) || byPart(a, b))
}

function period(query: UsageQuery, { from, to }: TimeWindow): TimeWindow {
  return {
    from: query.from ?? Math.floor(from / minute) * minute,
    to: query.to ?? (Math.floor(to / minute) + 1) * minute,
  }
}

function compareDimensions(groupBy: readonly string[], a: UsageRow, b: UsageRow): number {
  for (const name of groupBy) {
    const [one, other] = [a.dimensions[name] ?? '', b.dimensions[name] ?? '']
    if (one !== other) return one < other ? -1 : 1
  }
  return 0
}
