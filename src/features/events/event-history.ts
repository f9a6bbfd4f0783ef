/**
 * The stored events before a moment, newest first, as a list that is read where one looks: its length from the store's
 * counts over time, its rows in chunks around what is shown. A jump finds its place by those counts; what was read is
 * forgotten again, so that a million rows take no more memory than a few thousand.
 */
import { writeCursor } from '#events/cursor.ts'
import { type Row, storedRow } from './event-row.ts'
import { type EventSource, largestPage } from './event-source.ts'
import { type Bar, barsOfStore } from './histogram-bars.ts'
import { type StoredFilter, within } from './stored-filter.ts'

export interface EventHistory {
  /** Undefined until the store has counted. */
  count: () => number | undefined
  /** Undefined while it is not read, or beyond the end. */
  at: (index: number) => Row | undefined
  /** Of the rows that are read; -1 for any other. */
  indexOf: (key: string) => number
  /** What is looked at now: the chunks around it are read, others may be forgotten. */
  want: (first: number, last: number) => void
  /** Told when rows or the count have come. Returns how to end it. */
  subscribe: (listener: () => void) => () => void
}

export interface HistoryOptions {
  filter: StoredFilter
  /** Milliseconds since the epoch, exclusive. */
  before: number
}

const chunkRows = 100
const keptChunks = 40
/** From the bars of one answer, rows this far away are read and thrown away rather than counted more finely. */
const skippedRows = 250
const mostBars = 400

export function createEventHistory(source: EventSource, { filter, before }: HistoryOptions): EventHistory {
  const whole = within(filter, { lt: before })
  const chunks = new Map<number, Row[]>()
  /** Where chunks begin, as cursors, as far as they were met. */
  const starts = new Map<number, string>()
  const listeners = new Set<() => void>()
  let bars: Bar[] | undefined
  let total: number | undefined
  let wanted = { first: 0, last: -1 }
  let isReading = false

  const tell = () => {
    for (const listener of listeners) listener()
  }
  const missing = (): number | undefined => {
    const last = Math.min(wanted.last, (total ?? 0) - 1)
    for (let chunk = Math.floor(wanted.first / chunkRows); chunk * chunkRows <= last; chunk += 1) {
      if (!chunks.has(chunk)) return chunk
    }
    return undefined
  }
  const readChunk = async (chunk: number) => {
    const after = starts.get(chunk)
    const start =
      after === undefined
        ? await placeOf({ source, filter: whole }, chunk * chunkRows, bars ?? [])
        : { after, skip: 0 }
    const { rows, next } = await readFrom(source, { filter: whole, ...start })
    chunks.set(chunk, rows)
    if (next !== undefined && rows.length === chunkRows) starts.set(chunk + 1, next)
    forgetFar(chunks, wanted)
  }
  /** One after the other: where the reader has left meanwhile is not read at all. */
  const read = async () => {
    if (isReading) return
    isReading = true
    try {
      if (bars === undefined) {
        bars = barsOfStore(await source.countOverTime(whole, mostBars)).bars.toReversed()
        total = bars.reduce((sum, { count }) => sum + count, 0)
        tell()
      }
      for (let chunk = missing(); chunk !== undefined; chunk = missing()) {
        await readChunk(chunk)
        tell()
      }
    } catch {
      // The refresh of the same second fails too and says so; what is missing is read with the next look.
    } finally {
      isReading = false
    }
  }
  return {
    count: () => total,
    at: index => chunks.get(Math.floor(index / chunkRows))?.[index % chunkRows],
    indexOf: key => {
      for (const [chunk, rows] of chunks) {
        const at = rows.findIndex(row => row.key === key)
        if (at >= 0) return chunk * chunkRows + at
      }
      return -1
    },
    want: (first, last) => {
      wanted = { first: Math.max(0, first), last }
      void read()
    },
    subscribe: listener => {
      listeners.add(listener)
      void read()
      return () => listeners.delete(listener)
    },
  }
}

interface Place {
  after: string | undefined
  /** Rows after the cursor that come before the place. */
  skip: number
}

interface Question {
  source: EventSource
  filter: StoredFilter
}

/** Where the row of a number stands, by the bars that count the filter's events, newest first. */
async function placeOf({ source, filter }: Question, row: number, bars: readonly Bar[]): Promise<Place> {
  let skip = row
  for (const { from, to, count } of bars) {
    if (skip >= count) {
      skip -= count
      continue
    }
    // Bars of a second are the finest there are.
    if (skip <= skippedRows || to - from <= 1000) return { after: cursorBefore(to), skip }
    const inside = within(filter, { gte: from, lt: to })
    const finer = barsOfStore(await source.countOverTime(inside, mostBars)).bars.toReversed()
    return placeOf({ source, filter: inside }, skip, finer)
  }
  return { after: undefined, skip: row }
}

/** The place before all events of a time and later ones. */
function cursorBefore(milliseconds: number): string {
  return writeCursor({ field: 'time', value: milliseconds, seq: 0 })
}

async function readFrom(
  source: EventSource,
  { filter, after, skip }: { filter: StoredFilter } & Place,
): Promise<{ rows: Row[]; next: string | undefined }> {
  let left = skip
  let start = after
  for (;;) {
    const isFar = left > largestPage - chunkRows
    const size = isFar ? Math.min(largestPage, left) : left + chunkRows
    const { events, next } = await source.listIngested({ sort: 'time', size, filter, after: start })
    if (!isFar || next === undefined) {
      return { rows: events.slice(left, left + chunkRows).map(storedRow), next }
    }
    left -= events.length
    start = next
  }
}

/** Keeps the chunks that are nearest to what is looked at. */
function forgetFar(chunks: Map<number, Row[]>, { first, last }: { first: number; last: number }): void {
  const middle = (first + last) / 2 / chunkRows
  const far = [...chunks.keys()].sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))
  for (const chunk of far.slice(keptChunks)) chunks.delete(chunk)
}
