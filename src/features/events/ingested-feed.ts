/** The stored events that the page knows. */
import type { IngestedEvent } from '#events/ingested-event.ts'
import { type EventSource, pageSize, pagesPerRefresh, recheckPageSize } from './event-source.ts'

export function createIngestedFeed(source: EventSource) {
  const known = new Map<string, IngestedEvent>()
  let older: string | undefined
  let loaded = false
  /** What is known was checked against other customers and meters than those of now. */
  let outdated = false

  /** Pages from the newest until one holds an event that is known; the first time one page. */
  const readNew = async () => {
    const events: IngestedEvent[] = []
    let next: string | undefined
    for (let pages = 1; ; pages += 1) {
      const page = await source.listIngested(pageSize, next)
      events.push(...page.events)
      next = page.next
      const met = page.events.some(one => known.has(keyOf(one)))
      if (met || next === undefined || !loaded) return { events, next, gap: false }
      if (pages === pagesPerRefresh) return { events, next, gap: true }
    }
  }
  const keep = (events: readonly IngestedEvent[]) => {
    const changed = events.filter(one => !sameFindings(known.get(keyOf(one)), one))
    for (const one of changed) known.set(keyOf(one), one)
    return changed.length > 0
  }
  /** Reads everything that is known once more. */
  const readAgain = async () => {
    outdated = false
    const oldest = oldestStored(known.values())
    const events: IngestedEvent[] = []
    let next: string | undefined
    do {
      const page = await source.listIngested(recheckPageSize, next)
      events.push(...page.events)
      next = page.next
    } while (next !== undefined && (events.at(-1)?.stored_at ?? '') >= oldest)
    return keep(events.filter(one => known.has(keyOf(one))))
  }
  return {
    all: () => known.values(),
    hasOlder: () => older !== undefined,
    /** Customers or meters have changed: the next refresh looks at every known event again. */
    outdate: () => {
      outdated = true
    },
    refresh: async () => {
      const { events, next, gap } = await readNew()
      if (gap) known.clear()
      if (gap || !loaded) older = next
      loaded = true
      // Findings are made at each listing: where one of them changed, those of older events may have too.
      if (events.some(one => isRevised(known.get(keyOf(one)), one))) outdated = true
      const changed = keep(events)
      return outdated ? (await readAgain()) || changed : changed
    },
    loadOlder: async () => {
      if (older === undefined) return false
      const page = await source.listIngested(pageSize, older)
      older = page.next
      return keep(page.events)
    },
  }
}

function isRevised(before: IngestedEvent | undefined, now: IngestedEvent): boolean {
  return before !== undefined && !sameFindings(before, now)
}

function oldestStored(events: Iterable<IngestedEvent>): string {
  let oldest = '9'
  for (const { stored_at } of events) if (stored_at < oldest) oldest = stored_at
  return oldest
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
