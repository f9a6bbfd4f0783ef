/**
 * Keeps what the page knows about events and requests, and brings it up to date with few small requests: what is new
 * since the last time, what was still on its way, and older pages when the reader asks for them.
 */
import { mergeRows, type Row } from './event-row.ts'
import type { EventSource } from './event-source.ts'
import { createExchangeFeed } from './exchange-feed.ts'
import { createIngestedFeed } from './ingested-feed.ts'

export interface EventSnapshot {
  rows: readonly Row[]
  /** Requests that the gateway has seen, and how many of them it no longer remembers. */
  requests: number
  discarded: number
  /** Whether older events or requests can be loaded. */
  hasOlder: boolean
}

export interface EventFeed {
  refresh: () => Promise<EventSnapshot>
  loadOlder: () => Promise<EventSnapshot>
  /** Customers or meters have changed: the next refresh checks every known event again, not only the newest. */
  outdate: () => void
}

export function createEventFeed(source: EventSource): EventFeed {
  const ingested = createIngestedFeed(source)
  const exchanges = createExchangeFeed(source)
  let snapshot: EventSnapshot = { rows: [], requests: 0, discarded: 0, hasOlder: false }

  const take = (changes: readonly boolean[]): EventSnapshot => {
    const hasOlder = ingested.hasOlder() || exchanges.hasOlder()
    if (changes.includes(true) || hasOlder !== snapshot.hasOlder) {
      const rows = mergeRows(ingested.all(), exchanges.all())
      snapshot = { rows, hasOlder, ...exchanges.totals() }
    }
    return snapshot
  }
  let catalog: string | undefined
  const noticeCatalog = async () => {
    const state = await source.catalogState()
    if (catalog !== undefined && catalog !== state) ingested.outdate()
    catalog = state
  }
  let last: Promise<unknown> = Promise.resolve()
  /** One after the other: an answer from before a change never overwrites one from after it. */
  const inTurn = (run: () => Promise<EventSnapshot>): Promise<EventSnapshot> => {
    const result = last.then(run)
    last = result.catch(() => undefined)
    return result
  }
  return {
    // Requests first: an event that is stored in between is then listed with its request, not without.
    refresh: () =>
      inTurn(async () => {
        const [requestsChanged] = await Promise.all([exchanges.refresh(), noticeCatalog()])
        return take([requestsChanged, await ingested.refresh()])
      }),
    outdate: ingested.outdate,
    loadOlder: () =>
      inTurn(async () => take(await Promise.all([exchanges.loadOlder(), ingested.loadOlder()]))),
  }
}
