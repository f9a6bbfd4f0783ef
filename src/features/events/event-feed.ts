/**
 * Keeps the newest events and all requests that the gateway keeps, and brings them up to date with few small requests:
 * what is new since the last time, and what has moved on.
 */
import type { ExchangeChanges } from '#api/contract.ts'
import { mergeRows, type Row } from './event-row.ts'
import type { EventSource } from './event-source.ts'
import { createExchangeFeed } from './exchange-feed.ts'
import { createIngestedFeed } from './ingested-feed.ts'
import { createLostLookup } from './lost-lookup.ts'

export interface EventSnapshot {
  /** Newest first. Without the stored events before `from`, and with all that the gateway still tells of its requests. */
  rows: readonly Row[]
  /** Stored events before this time, milliseconds since the epoch, are history; -Infinity when there are none. */
  from: number
  /** Differs once findings in history may have changed. */
  revision: number
  /** Events that came into history. */
  late: number
  /** Requests that the gateway has seen, and how many of them it no longer remembers. */
  requests: number
  discarded: number
  /** Of those, the ones that came too fast to be kept. */
  thinned: number
  /** What the gateway counts of dropped requests and of events that were given up, and what of it is among the rows. */
  missed: ExchangeChanges['missed']
  /** Whether older requests are still being read. */
  isBehind: boolean
}

export interface EventFeed {
  refresh: () => Promise<EventSnapshot>
  /** Customers or meters have changed: the next refresh checks every known event again, not only the newest. */
  outdate: () => void
}

export function createEventFeed(source: EventSource): EventFeed {
  const ingested = createIngestedFeed(source)
  const exchanges = createExchangeFeed(source)
  const lost = createLostLookup(source)
  let snapshot: EventSnapshot | undefined

  const take = (changes: readonly boolean[]): EventSnapshot => {
    const isBehind = exchanges.isBehind()
    if (snapshot === undefined || changes.includes(true) || isBehind !== snapshot.isBehind) {
      const rows = mergeRows(ingested.all(), exchanges.all(), lost.stored())
      const history = { from: ingested.from(), revision: ingested.revision(), late: ingested.late() }
      const { total: requests, discarded, thinned, missed } = exchanges.totals()
      snapshot = { rows, isBehind, ...history, requests, discarded, thinned, missed }
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
        const found = await lost.refresh(exchanges.all(), requestsChanged)
        return take([requestsChanged, found, await ingested.refresh()])
      }),
    outdate: ingested.outdate,
  }
}
