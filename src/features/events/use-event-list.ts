import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import { z } from 'zod'
import { useSearchState } from '#ui/use-search-state.ts'
import { detailTabs } from './detail-tab.ts'
import type { Row } from './event-row.ts'
import { countViews, type EventView, eventViews, rowsOfView } from './event-view.ts'
import { filterRows } from './match-filter.ts'
import { type FilterTerm, parseFilter } from './parse-filter.ts'
import { useEventFeed } from './use-event-feed.ts'
import { useHeldRows } from './use-held-rows.ts'

const search = z.object({
  q: z.string().default(''),
  view: z.enum(eventViews).default('all'),
  event: z.string().optional(),
  tab: z.enum(detailTabs).default('overview'),
})

const noRows: readonly Row[] = []

/** The list's state: what the URL says, what is live, and what the reader sees of it. */
export function useEventList() {
  const feed = useEventFeed()
  const [state, setState] = useSearchState(search)
  const [pausedAt, setPausedAt] = useState<number>()
  const [atTop, setAtTop] = useState(true)
  const live = feed.snapshot?.rows ?? noRows
  const { shown, waiting } = useHeldRows(live, pausedAt !== undefined || !atTop)
  const typed = useDeferredValue(state.q)
  const filter = useMemo(() => parseFilter(typed), [typed])
  const choose = useViewFilter(state.view, filter.terms)
  return {
    ...feed,
    state,
    setState,
    pausedAt,
    togglePause: () => setPausedAt(pausedAt === undefined ? Date.now() : undefined),
    setAtTop,
    rows: useMemo(() => choose(shown), [choose, shown]),
    waiting: useMemo(() => choose(waiting).length, [choose, waiting]),
    /** What of the filter cannot be meant, and what can. */
    filterProblems: filter.problems,
    counts: useMemo(() => countViews(shown), [shown]),
    /** The row whose details are open. */
    open: live.find(row => row.key === state.event),
  }
}

export type EventList = ReturnType<typeof useEventList>

function useViewFilter(
  view: EventView,
  terms: readonly FilterTerm[],
): (rows: readonly Row[]) => readonly Row[] {
  return useCallback(rows => filterRows(rowsOfView(rows, view), terms), [view, terms])
}
