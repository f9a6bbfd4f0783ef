/** The list as the grid sees it: the newest rows, which are here, and after them history, which is read where one looks. */
import type { EventHistory } from './event-history.ts'
import { type Row, withRequest } from './event-row.ts'

export interface RowList {
  count: number
  /** Undefined while the row is read. */
  at: (index: number) => Row | undefined
  /** -1 for a row that is not in the list, or not read. */
  indexOf: (key: string) => number
  /** Says what is looked at. */
  want: (first: number, last: number) => void
}

export interface HistoryPart {
  history: Pick<EventHistory, 'count' | 'at' | 'indexOf' | 'want'> | undefined
  /** How long history is taken to be until the store has counted it. */
  assumed?: number
  /** What the gateway knows of rows of history. */
  known?: ReadonlyMap<string, Row>
}

const nothing: ReadonlyMap<string, Row> = new Map()

export function joinRows(live: readonly Row[], part: HistoryPart): RowList {
  const { history, assumed = 0, known = nothing } = part
  const places = new Map(live.map((row, index) => [row.key, index]))
  return {
    count: live.length + (history === undefined ? 0 : (history.count() ?? assumed)),
    at: index => {
      const here = live[index]
      if (here !== undefined) return here
      const there = history?.at(index - live.length)
      return there && withRequest(there, known)
    },
    indexOf: key => {
      const here = places.get(key)
      if (here !== undefined) return here
      const there = history?.indexOf(key) ?? -1
      return there < 0 ? -1 : live.length + there
    },
    want: (first, last) => {
      if (last >= live.length) history?.want(first - live.length, last - live.length)
    },
  }
}
