/**
 * The newest stored events, by their own time: all from a moment on, and none before it. What is older is history,
 * which is read where the reader looks, so that a page that is open for days does not grow.
 */
import type { IngestedEvent } from '#events/ingested-event.ts'
import {
  arrivalsPage,
  type EventSource,
  type IngestedPage,
  largestPage,
  pagesPerRefresh,
} from './event-source.ts'

/** Events read at first, those kept at most, and those kept once there are more. */
const firstEvents = 500
const mostEvents = 6000
const fewerEvents = 3000

export function createIngestedFeed(source: EventSource) {
  const known = new Map<string, IngestedEvent>()
  /** Everything from this time on is known, in milliseconds; all there is while it is -Infinity. */
  let from = Number.NEGATIVE_INFINITY
  /** The events that arrived last, by which newer ones are told; undefined before the first answer. */
  let arrived: ReadonlySet<string> | undefined
  /** What is known was checked against other customers and meters than those of now. */
  let outdated = false
  /** Grows when findings of history may have changed, and when events came into it. */
  let revision = 0
  let late = 0

  const keep = (events: readonly IngestedEvent[]) => {
    const recent = events.filter(one => timeOf(one) >= from)
    late += events.length - recent.length
    const changed = recent.filter(one => !sameFindings(known.get(keyOf(one)), one))
    for (const one of changed) known.set(keyOf(one), one)
    return changed.length > 0 || recent.length < events.length
  }
  const forgetOldest = () => {
    if (known.size <= mostEvents) return
    const times = [...known.values()].map(timeOf).sort((a, b) => b - a)
    from = (times[fewerEvents] ?? from) + 1
    for (const [key, one] of known) if (timeOf(one) < from) known.delete(key)
  }
  const readFirst = async () => {
    const arrivals = await source.listIngested({ sort: 'stored_at', size: arrivalsPage })
    const newest = await source.listIngested({ sort: 'time', size: firstEvents })
    arrived = keysOf(arrivals)
    known.clear()
    from = startOf(newest)
    keep([...newest.events, ...arrivals.events].filter(one => timeOf(one) >= from))
    return true
  }
  /** Reads everything that is known once more. */
  const readAgain = async () => {
    outdated = false
    revision += 1
    return keep(await readSince(source, from))
  }
  return {
    all: () => known.values(),
    from: () => from,
    revision: () => revision,
    late: () => late,
    /** Customers or meters have changed: the next refresh looks at every known event again. */
    outdate: () => {
      outdated = true
    },
    refresh: async () => {
      if (arrived === undefined) return readFirst()
      const before = arrived
      const arrivals = await readArrivals(source, before)
      if (arrivals === undefined) return readFirst()
      arrived = arrivals.newest
      const events = arrivals.events.filter(one => !before.has(keyOf(one)) || known.has(keyOf(one)))
      // Findings are made at each listing: where one of them changed, those of older events may have too.
      if (events.some(one => isRevised(known.get(keyOf(one)), one))) outdated = true
      const changed = keep(events)
      forgetOldest()
      return outdated ? (await readAgain()) || changed : changed
    },
  }
}

interface Arrivals {
  events: IngestedEvent[]
  /** Those of the first page. */
  newest: ReadonlySet<string>
}

/** Pages from the last arrival back to those that were known; undefined after a flood. */
async function readArrivals(source: EventSource, before: ReadonlySet<string>): Promise<Arrivals | undefined> {
  const events: IngestedEvent[] = []
  let newest: ReadonlySet<string> | undefined
  let after: string | undefined
  for (let pages = 0; pages < pagesPerRefresh; pages += 1) {
    const page = await source.listIngested({ sort: 'stored_at', size: arrivalsPage, after })
    newest ??= keysOf(page)
    events.push(...page.events)
    after = page.next
    if (after === undefined || page.events.some(one => before.has(keyOf(one)))) return { events, newest }
  }
  return undefined
}

/** All events from a time on. */
async function readSince(source: EventSource, from: number): Promise<IngestedEvent[]> {
  const events: IngestedEvent[] = []
  let after: string | undefined
  do {
    const page = await source.listIngested({ sort: 'time', size: largestPage, after })
    const recent = page.events.filter(one => timeOf(one) >= from)
    events.push(...recent)
    after = recent.length < page.events.length ? undefined : page.next
  } while (after !== undefined)
  return events
}

/** When the first of the page's events happened of which none can be missing. */
function startOf({ events, next }: IngestedPage): number {
  const last = events.at(-1)
  return next === undefined || last === undefined ? Number.NEGATIVE_INFINITY : timeOf(last) + 1
}

function timeOf({ event, ingested_at }: IngestedEvent): number {
  return Date.parse(event.time ?? ingested_at)
}

function isRevised(before: IngestedEvent | undefined, now: IngestedEvent): boolean {
  return before !== undefined && !sameFindings(before, now)
}

function keysOf({ events }: IngestedPage): ReadonlySet<string> {
  return new Set(events.map(keyOf))
}

/** An event is identified by id and source. */
function keyOf({ event }: IngestedEvent): string {
  return `${event.id} ${event.source}`
}

/** Customer and findings are looked up when an event is listed, so they can differ from the last time. */
function sameFindings(before: IngestedEvent | undefined, now: IngestedEvent): boolean {
  const findings = ({ customer, validation_errors }: IngestedEvent) =>
    JSON.stringify([customer, validation_errors])
  return before !== undefined && findings(before) === findings(now)
}
