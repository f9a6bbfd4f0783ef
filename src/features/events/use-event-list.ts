import { useDeferredValue, useMemo, useState } from 'react'
import { z } from 'zod'
import { useSearchState } from '#ui/use-search-state.ts'
import { useCustomerNames } from './customer-name.tsx'
import { withCustomerIds } from './customer-terms.ts'
import { detailTabs } from './detail-tab.ts'
import { columnsOfText } from './event-columns.ts'
import type { Row } from './event-row.ts'
import { countViews, type EventView, eventViews, rowsOfView, showsStored } from './event-view.ts'
import { useEventsPreferences } from './events-preferences.ts'
import { filterRows, rowTest } from './match-filter.ts'
import { type FilterTerm, parseFilter } from './parse-filter.ts'
import { joinRows } from './row-list.ts'
import {
  isHereAlone,
  isUnstored,
  requestsOfHistory,
  rowsBeforeHistory,
  rowsBesideHistory,
} from './rows-before-history.ts'
import { isOfRequest, storedQuestion } from './stored-filter.ts'
import { useEventFeed } from './use-event-feed.ts'
import { useEventHistory } from './use-event-history.ts'
import { type HeldRows, useHeldRows } from './use-held-rows.ts'
import { useOpenRow } from './use-open-row.ts'
import { useStoredFacets } from './use-stored-counts.ts'

const search = z.object({
  q: z.string().default(''),
  view: z.enum(eventViews).default('all'),
  event: z.string().optional(),
  tab: z.enum(detailTabs).default('overview'),
  /** Columns of a link, instead of the reader's own. */
  columns: z.string().optional(),
})

const nothing: HeldRows['shown'] = { rows: [], from: Number.NEGATIVE_INFINITY, late: 0 }

/** The list's state: what the URL says, what is live, and what the reader sees of it. */
export function useEventList() {
  const feed = useEventFeed()
  const [state, setState] = useSearchState(search)
  const [pausedAt, setPausedAt] = useState<number>()
  const [atTop, setAtTop] = useState(true)
  const live = feed.snapshot ?? nothing
  const { shown, waiting, isMore } = useHeldRows(live, pausedAt !== undefined || !atTop)
  const typed = useDeferredValue(state.q)
  const { terms: typedTerms, problems } = useMemo(() => parseFilter(typed), [typed])
  const names = useCustomerNames()
  const terms = useMemo(() => withCustomerIds(typedTerms, names), [typedTerms, names])
  const known = useMemo(() => requestsOfHistory(shown.rows, shown.from), [shown])
  const question = useQuestion(terms, state.view, known)
  const viewRows = useMemo(() => rowsOfView(shown.rows, state.view), [shown, state.view])
  const placedRows = useMemo(
    () => (question.none ? viewRows : rowsBeforeHistory(viewRows, shown.from)),
    [viewRows, shown.from, question.none],
  )
  const liveRows = useMemo(() => filterRows(placedRows, terms), [placedRows, terms])
  const past = useEventHistory({
    ...{ question, terms, known, before: shown.from },
    revision: `${feed.snapshot?.revision ?? 0} ${shown.late}`,
  })
  const { history, assumed, version } = past
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for what history has read
  const rows = useMemo(
    () => joinRows(liveRows, { history, assumed, known }),
    [liveRows, history, assumed, known, version],
  )
  const hasHistory = shown.from > Number.NEGATIVE_INFINITY && !question.none
  const beside = useMemo(
    () => (hasHistory ? filterRows(rowsBesideHistory(viewRows, shown.from), terms) : []),
    [hasHistory, viewRows, shown.from, terms],
  )
  const own = useEventsPreferences(({ columns }) => columns)
  return {
    ...feed,
    state,
    setState,
    columns: columnsOfText(state.columns ?? '') ?? own,
    pausedAt,
    togglePause: () => setPausedAt(pausedAt === undefined ? Date.now() : undefined),
    setAtTop,
    rows,
    /** The tab's rows that are here, of old ones those that the store has not; beside stored events they are counted. */
    viewRows: useMemo(() => viewRows.filter(row => isHereAlone(row, shown.from)), [viewRows, shown.from]),
    /** The rows of the list that are here; history follows them. */
    liveRows,
    terms,
    question,
    scan: past.scan,
    /** Stored events before this time are not here but in the store; -Infinity: all are here. */
    from: shown.from,
    /** What the gateway knows of those. */
    known,
    /** Whether the store counts, because not all that the tab has is here. */
    isStored: shown.from > Number.NEGATIVE_INFINITY && showsStored(state.view),
    /** Whether the list goes on with stored events: not under a filter that none can meet. */
    hasHistory,
    waiting: useMemo(() => {
      const count = filterRows(rowsOfView(waiting, state.view), terms).length
      return { count, text: `${isMore ? 'more than ' : ''}${count.toLocaleString('en-US')}` }
    }, [waiting, isMore, state.view, terms]),
    /** What the tab and the filter let through, and the list has no place for. */
    beside,
    /** What of the filter cannot be meant, and what can. */
    filterProblems: problems,
    counts: useCounts(live),
    /** Some of the gateway's requests are still to be read: there are at least so many rows. */
    isBehind: feed.snapshot?.isBehind ?? true,
    /** The row whose details are open. */
    open: useOpenRow(state.event, rows, live.rows),
  }
}

export type EventList = ReturnType<typeof useEventList>

/** What the store is asked; each of its events is looked at where the gateway knows one that does not meet the filter. */
function useQuestion(terms: readonly FilterTerm[], view: EventView, known: ReadonlyMap<string, Row>) {
  const question = useMemo(() => storedQuestion(terms, view), [terms, view])
  const isUnmet = useMemo(() => {
    const tests = terms.filter(isOfRequest).map(rowTest)
    return tests.length > 0 && [...known.values()].some(row => tests.some(test => !test(row)))
  }, [terms, known])
  return useMemo(() => (isUnmet ? { ...question, mustLook: true } : question), [question, isUnmet])
}

/** Rows of each tab without regard to the filter, and to what waits outside while the list is held. */
function useCounts({ rows, from }: HeldRows['shown']): Record<EventView, number> {
  const isAllHere = from === Number.NEGATIVE_INFINITY
  const stored = useStoredFacets(noFilter, !isAllHere)
  const here = useMemo(() => countViews(rows), [rows])
  return useMemo(() => {
    if (isAllHere || stored === undefined) return here
    const valid = stored.facets
      .find(({ field }) => field === 'check')
      ?.values.find(({ value }) => value === 'valid')
    const unstored = rows.filter(row => isUnstored(row, from)).length
    const emitted = stored.total + unstored
    const requests = here.all - here.emitted
    return { ...here, all: emitted + requests, emitted, errors: stored.total - (valid?.count ?? 0) }
  }, [isAllHere, stored, here, rows, from])
}

const noFilter = {}
