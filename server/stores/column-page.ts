/** A page of events by time, found in columns. */
import { startOf } from '#events/cut-page.ts'
import type { EventFilter, EventQuery } from '#events/event-store.ts'
import { createFilterTests, meetsAll } from './column-filter.ts'
import type { ColumnView, EventColumns } from './event-columns.ts'

/** Whether the filter has conditions that columns answer sooner than the table's indexes. */
export function asksColumns({ type, subject, source, subjects, check }: EventFilter): boolean {
  return [type, subject, source, subjects, check].some(condition => condition !== undefined)
}

/**
 * The numbers of the page's events in the order they are read, one more than the page's size if there are more. For lists
 * by time with conditions that columns have; the columns of `checkKeys` have been made sure of.
 */
export function columnPage(columns: EventColumns, query: EventQuery): number[] {
  const view = columns.view()
  const { position, backwards } = startOf(query)
  const sign = (query.sort.direction === 'asc') === backwards ? -1 : 1
  const { times, seqs } = view
  const meets = meetsAll(createFilterTests(columns, query.filter, undefined))
  const isBeyond = (row: number): boolean => {
    if (position === undefined) return true
    return sign * ((times[row] ?? 0) - position.value || (seqs[row] ?? 0) - position.seq) > 0
  }
  const rows = firstRows(view, { sign, count: query.size + 1, passes: row => isBeyond(row) && meets(row) })
  return rows.map(row => seqs[row] ?? 0)
}

interface Wanted {
  /** 1 for oldest first. */
  sign: 1 | -1
  count: number
  passes(row: number): boolean
}

/** Events arrive about in the order of their times: from the right end, few rows are better than those already found. */
function firstRows({ size, times }: ColumnView, { sign, count, passes }: Wanted): number[] {
  const compare = (a: number, b: number) => sign * ((times[a] ?? 0) - (times[b] ?? 0) || a - b)
  const most = 2 * count + 100
  let kept: number[] = []
  let worst: number | undefined
  for (let step = 0; step < size; step += 1) {
    const row = sign === 1 ? step : size - 1 - step
    if ((worst !== undefined && compare(row, worst) > 0) || !passes(row)) continue
    kept.push(row)
    if (kept.length < most) continue
    kept = kept.sort(compare).slice(0, count)
    worst = kept[count - 1]
  }
  return kept.sort(compare).slice(0, count)
}

/** The most events whose numbers are listed in a statement rather than looked for along an index. */
const fewEnough = 20_000

/** The numbers of all events that meet the filter, if they are few. */
export function fewMatches(columns: EventColumns, filter: EventFilter): number[] | undefined {
  const { size, seqs } = columns.view()
  const meets = meetsAll(createFilterTests(columns, filter, undefined))
  const found: number[] = []
  for (let row = 0; row < size; row += 1) {
    if (!meets(row)) continue
    if (found.length === fewEnough) return undefined
    found.push(seqs[row] ?? 0)
  }
  return found
}
