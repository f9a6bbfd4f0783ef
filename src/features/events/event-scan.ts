/**
 * History under a filter that the store cannot ask, such as a word: stored events are read from the newest on and looked
 * at here, many thousand at a time, and those that meet the filter are listed.
 */
import type { EventHistory } from './event-history.ts'
import { type Row, storedRow } from './event-row.ts'
import { type EventSource, largestPage } from './event-source.ts'
import { filterRows } from './match-filter.ts'
import type { FilterTerm } from './parse-filter.ts'
import { type StoredFilter, within } from './stored-filter.ts'

export interface EventScan extends EventHistory {
  /** How many events were looked at, back to when, and whether that is all. */
  progress: () => ScanProgress
  /** Looks at the next events, so many as take some seconds. */
  search: () => void
}

export interface ScanProgress {
  events: number
  /** Milliseconds since the epoch. */
  until: number | undefined
  isDone: boolean
  isBusy: boolean
}

interface ScanOptions {
  filter: StoredFilter
  before: number
  terms: readonly FilterTerm[]
  /** A stored event with what else is known of it. */
  complete?: (row: Row) => Row
}

const pagesPerSearch = 100
const mostMatches = 5000

export function createEventScan(source: EventSource, options: ScanOptions): EventScan {
  const { filter, before, terms, complete = row => row } = options
  const matches: Row[] = []
  const listeners = new Set<() => void>()
  const asked = within(filter, { lt: before })
  let progress: ScanProgress = { events: 0, until: undefined, isDone: false, isBusy: false }
  let after: string | undefined

  const tell = (change: Partial<ScanProgress>) => {
    progress = { ...progress, ...change }
    for (const listener of listeners) listener()
  }
  const readPage = async () => {
    const page = await source.listIngested({ sort: 'time', size: largestPage, filter: asked, after })
    const rows = page.events.map(one => complete(storedRow(one)))
    matches.push(...filterRows(rows, terms))
    after = page.next
    const isDone = after === undefined || matches.length >= mostMatches
    tell({ events: progress.events + rows.length, until: rows.at(-1)?.time ?? progress.until, isDone })
  }
  const search = async () => {
    if (progress.isBusy) return
    tell({ isBusy: true })
    try {
      // Once nobody listens any more, the filter is another one.
      const goesOn = () => !progress.isDone && listeners.size > 0
      for (let pages = 0; pages < pagesPerSearch && goesOn(); pages += 1) await readPage()
    } catch {
      // The refresh of the same second fails too and says so; the search goes on when it is asked to.
    }
    tell({ isBusy: false })
  }
  return {
    count: () => matches.length,
    at: index => matches[index],
    indexOf: key => matches.findIndex(row => row.key === key),
    want: () => undefined,
    subscribe: listener => {
      listeners.add(listener)
      if (progress.events === 0) void search()
      return () => listeners.delete(listener)
    },
    progress: () => progress,
    search: () => void search(),
  }
}
