/** The windows of time that usage is summed up in, in a time zone: a day of a clock change has 23 or 25 hours. */
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'

/** Konnect API, MeterQueryRequest: minute, hour, day and month, as ISO 8601 durations. */
export const granularity = z.enum(['PT1M', 'PT1H', 'P1D', 'P1M'])
export type Granularity = z.infer<typeof granularity>

/** From (inclusive) to (exclusive), in milliseconds since the epoch. */
export interface TimeWindow {
  from: number
  to: number
}

/** The windows of one granularity and zone; they have no gaps and do not overlap. */
export interface Windows {
  of(milliseconds: number): TimeWindow
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Whether it is a name of the IANA time zone database that this runtime knows. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** `timeZone` is one that `isTimeZone` accepts. */
export function createWindows(size: Granularity, timeZone: string): Windows {
  const offsets = createOffsets(timeZone)
  if (size === 'PT1M') return clockWindows(minute, offsets)
  if (size === 'PT1H') return clockWindows(hour, offsets)
  return calendarWindows(offsets, milliseconds => {
    const at = zoned(milliseconds, timeZone)
    const start = (size === 'P1M' ? at.with({ day: 1 }) : at).startOfDay()
    const end = start.add(size === 'P1M' ? { months: 1 } : { days: 1 }).startOfDay()
    return { from: start.epochMilliseconds, to: end.epochMilliseconds }
  })
}

/** How windows begin, for a database that has to find them itself. */
export type WindowStarts =
  | { kind: 'clock'; size: number; stretches: readonly Stretch[] }
  | { kind: 'calendar'; starts: readonly number[] }

/** All that covers the span, both ends included. */
export function windowStarts(size: Granularity, timeZone: string, span: TimeWindow): WindowStarts {
  if (size === 'PT1M' || size === 'PT1H') {
    const stretches = covering(createOffsets(timeZone), span)
    return { kind: 'clock', size: size === 'PT1M' ? minute : hour, stretches }
  }
  const windows = covering(createWindows(size, timeZone).of, span)
  return { kind: 'calendar', starts: windows.map(({ from }) => from) }
}

function covering<Part extends TimeWindow>(
  at: (milliseconds: number) => Part,
  { from, to }: TimeWindow,
): Part[] {
  const parts = [at(from)]
  for (let last = parts[0]; last !== undefined && last.to <= to; last = parts.at(-1)) parts.push(at(last.to))
  return parts
}

/** A stretch of time in which the zone's clocks are `offset` milliseconds ahead of UTC. */
export interface Stretch extends TimeWindow {
  offset: number
}

type Offsets = (milliseconds: number) => Stretch

/** Minutes and hours of the wall clock; one that a clock change cuts ends there. */
function clockWindows(size: number, offsets: Offsets): Windows {
  return {
    of: milliseconds => {
      const { from, to, offset } = offsets(milliseconds)
      const start = Math.floor((milliseconds + offset) / size) * size - offset
      return { from: Math.max(start, from), to: Math.min(start + size, to) }
    },
  }
}

/** Each local day's window is computed once. */
function calendarWindows(offsets: Offsets, compute: (milliseconds: number) => TimeWindow): Windows {
  const byDay = new Map<number, TimeWindow>()
  return {
    of: milliseconds => {
      const localDay = Math.floor((milliseconds + offsets(milliseconds).offset) / day)
      const known = byDay.get(localDay)
      if (known !== undefined) return known
      const computed = compute(milliseconds)
      byDay.set(localDay, computed)
      return computed
    },
  }
}

function createOffsets(timeZone: string): Offsets {
  const known: Stretch[] = []
  let last: Stretch | undefined
  const covers = (stretch: Stretch, milliseconds: number) =>
    stretch.from <= milliseconds && milliseconds < stretch.to
  return milliseconds => {
    if (last !== undefined && covers(last, milliseconds)) return last
    last = known.find(stretch => covers(stretch, milliseconds))
    if (last === undefined) {
      last = stretchAt(milliseconds, timeZone)
      known.push(last)
    }
    return last
  }
}

function stretchAt(milliseconds: number, timeZone: string): Stretch {
  const at = zoned(milliseconds, timeZone)
  // A transition at this very moment is already over.
  const previous = at.add({ nanoseconds: 1 }).getTimeZoneTransition('previous')
  const next = at.getTimeZoneTransition('next')
  return {
    from: previous?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    to: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offset: at.offsetNanoseconds / 1e6,
  }
}

function zoned(milliseconds: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(timeZone)
}
