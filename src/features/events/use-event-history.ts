import { useMemo, useRef, useSyncExternalStore } from 'react'
import { apiSource } from './api-source.ts'
import { createEventHistory, type EventHistory } from './event-history.ts'
import { type Row, withRequest } from './event-row.ts'
import { createEventScan, type EventScan } from './event-scan.ts'
import type { FilterTerm } from './parse-filter.ts'
import type { StoredQuestion } from './stored-filter.ts'

interface HistoryOptions {
  question: StoredQuestion
  terms: readonly FilterTerm[]
  /** Milliseconds since the epoch; -Infinity: there is none. */
  before: number
  /** What the gateway knows of events in history. */
  known: ReadonlyMap<string, Row>
  /** Another one begins history anew. */
  revision: string
}

export interface HistoryState {
  history: EventHistory | undefined
  /** Set where history must be searched. */
  scan: EventScan | undefined
  /** What is taken for the length until it is counted: that of before. */
  assumed: number
  /** Differs whenever the rows or the length have changed. */
  version: number
}

/** History under the filter. */
export function useEventHistory(options: HistoryOptions): HistoryState {
  const { question, terms, before, revision } = options
  const known = useRef(options.known)
  known.current = options.known
  const exists = before > Number.NEGATIVE_INFINITY && !question.none
  // biome-ignore lint/correctness/useExhaustiveDependencies: another revision begins anew
  const store = useMemo(() => {
    const { filter, mustLook } = question
    if (!exists) return nothing
    return watched(
      mustLook
        ? {
            scan: createEventScan(apiSource, {
              filter,
              before,
              terms,
              complete: row => withRequest(row, known.current),
            }),
          }
        : { history: createEventHistory(apiSource, { filter, before }) },
    )
  }, [exists, question, terms, before, revision])
  const version = useSyncExternalStore(store.subscribe, store.version)
  const last = useRef({ filter: question.filter, count: 0 })
  const count = store.history?.count()
  if (last.current.filter !== question.filter) last.current = { filter: question.filter, count: 0 }
  if (count !== undefined) last.current.count = count
  return { history: store.history, scan: store.scan, assumed: last.current.count, version }
}

interface Watched {
  history?: EventHistory
  scan?: EventScan
  subscribe: (listener: () => void) => () => void
  version: () => number
}

const nothing: Watched = { subscribe: () => () => undefined, version: () => 0 }

function watched({ history, scan }: { history?: EventHistory; scan?: EventScan }): Watched {
  let version = 0
  const shown = scan ?? history
  return {
    ...(shown && { history: shown }),
    ...(scan && { scan }),
    subscribe: listener =>
      shown?.subscribe(() => {
        version += 1
        listener()
      }) ?? (() => undefined),
    version: () => version,
  }
}
