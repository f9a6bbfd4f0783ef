/** A page of events by time, found in columns. */
import { startOf } from '#events/cut-page.ts'
import type { EventFilter, EventQuery } from '#events/event-store.ts'
import { createFilterTests, elsewhere, type FilterTest, meetsAll } from './column-filter.ts'
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
  const tests = createFilterTests(columns, query.filter, undefined)
  if (position !== undefined) {
    const { value, seq } = position
    tests.push(row => (sign * ((times[row] ?? 0) - value || (seqs[row] ?? 0) - seq) > 0 ? 0 : elsewhere))
  }
  const wanted: Wanted = { sign, count: query.size + 1, passes: meetsAll(tests) }
  const names = tests.find(test => test.names !== undefined)?.names
  const rows = firstRows(view, names === undefined ? wanted : { ...wanted, names })
  return rows.map(row => seqs[row] ?? 0)
}

interface Wanted {
  /** 1 for oldest first. */
  sign: 1 | -1
  count: number
  passes(row: number): boolean
  /** A part of `passes` that refuses most rows. */
  names?: NonNullable<FilterTest['names']>
}

/** Events arrive about in the order of their times: from the right end, few rows are better than those already found. */
function firstRows(view: ColumnView, wanted: Wanted): number[] {
  const { size, times } = view
  const { sign, count, passes } = wanted
  const compare = (a: number, b: number) => sign * ((times[a] ?? 0) - (times[b] ?? 0) || a - b)
  const next = createSearch(view, wanted)
  const most = 2 * count + 100
  let kept: number[] = []
  let worst: number | undefined
  for (let row = next(sign === 1 ? 0 : size - 1); row >= 0 && row < size; row = next(row + sign)) {
    if (!passes(row)) continue
    if (worst !== undefined && compare(row, worst) > 0) continue
    kept.push(row)
    if (kept.length < most) continue
    kept = kept.sort(compare).slice(0, count)
    worst = kept[count - 1]
  }
  return kept.sort(compare).slice(0, count)
}

/** The first row from there on that `names` does not refuse; beyond the rows when there is none. */
function createSearch({ size }: ColumnView, { sign, names }: Wanted): (row: number) => number {
  if (names === undefined) return row => row
  const { ids, mask } = names
  return start => {
    let row = start
    while (row >= 0 && row < size && mask[ids[row] ?? 0] !== 0) row += sign
    return row
  }
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
