/** Writes all rows that a filter lets through into a file: those that are here, then history, page by page. */
import { type Row, storedRow, withRequest } from './event-row.ts'
import { type EventSource, largestPage } from './event-source.ts'
import type { RowFormat } from './export-rows.ts'
import { filterRows } from './match-filter.ts'
import type { FilterTerm } from './parse-filter.ts'
import { type StoredQuestion, within } from './stored-filter.ts'

export interface ExportedSet {
  /** The rows that are here, filtered. */
  rows: readonly Row[]
  terms: readonly FilterTerm[]
  question: StoredQuestion
  /** Stored events before this time follow; -Infinity: there are none. */
  from: number
  /** What the gateway knows of those. */
  known: ReadonlyMap<string, Row>
  /** Rows from before that time that are not stored, filtered, newest first: they come between. */
  beside: readonly Row[]
}

export interface ExportOptions {
  format: RowFormat
  source: Pick<EventSource, 'listIngested'>
  signal: AbortSignal
  /** Told after each page: the rows written, and the stored events read for them. */
  onProgress: (progress: ExportProgress) => void
}

export interface ExportProgress {
  rows: number
  read: number
}

/** Throws the signal's reason when it is cancelled, and what the source throws. */
export async function exportSet(
  { rows, terms, question, from, known, beside }: ExportedSet,
  { format, source, signal, onProgress }: ExportOptions,
): Promise<{ file: Blob; rows: number }> {
  const parts: Blob[] = [new Blob([format.head])]
  const progress: ExportProgress = { rows: 0, read: 0 }
  const write = (some: readonly Row[]) => {
    // As a Blob, which the browser may keep on disk, and not as one long text.
    if (some.length > 0) parts.push(new Blob([format.rows(some, progress.rows === 0)]))
    progress.rows += some.length
  }
  for (let at = 0; at < rows.length; at += largestPage) write(rows.slice(at, at + largestPage))
  if (from > Number.NEGATIVE_INFINITY && !question.none) {
    const filter = within(question.filter, { lt: from })
    const between = createBetween(beside)
    let after: string | undefined
    do {
      const page = await source.listIngested({ sort: 'time', size: largestPage, filter, after })
      signal.throwIfAborted()
      progress.read += page.events.length
      const read = page.events.map(one => withRequest(storedRow(one), known))
      write(between.upTo(filterRows(read, terms)))
      onProgress({ ...progress })
      after = page.next
    } while (after !== undefined)
    write(between.rest())
  }
  parts.push(new Blob([format.tail]))
  return { file: new Blob(parts, { type: format.mediaType }), rows: progress.rows }
}

/** Puts rows between those that are read page by page; both newest first. */
function createBetween(rows: readonly Row[]) {
  let next = 0
  const newerThan = (time: number): Row[] => {
    const first = next
    for (let row = rows[next]; row !== undefined && row.time > time; row = rows[next]) next += 1
    return rows.slice(first, next)
  }
  return {
    upTo: (page: readonly Row[]) => page.flatMap(row => [...newerThan(row.time), row]),
    rest: () => newerThan(Number.NEGATIVE_INFINITY),
  }
}
