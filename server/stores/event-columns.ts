/**
 * All events as columns in memory, for counting and summing up without reading rows: 32 bytes an event and 4 to 9 for
 * each thing that a meter reads from `data`. Those are read from the table when they are first asked for.
 */
import type { MeteringEvent } from '#events/ingested-event.ts'
import { type ColumnKey, createDataColumn, type DataColumn } from './data-column.ts'
import { grown, shifted } from './growing-array.ts'

/** An event as it is added; names by their number in the database. */
export interface ColumnRow {
  seq: number
  type: number
  subject: number
  source: number
  /** Milliseconds. */
  time: number
}

/** The columns at one moment; `size` rows of the arrays are filled. */
export interface ColumnView {
  size: number
  seqs: Float64Array
  times: Float64Array
  types: Uint32Array
  subjects: Uint32Array
  sources: Uint32Array
}

/** Reads `data` of events of some types in the order of their numbers, those after `seq`, at most `limit`. */
export type ReadData = (after: {
  seq: number
  types: readonly number[]
  limit: number
}) => { seq: number; data: MeteringEvent['data'] }[]

export interface EventColumns {
  view(): ColumnView
  /** The greatest number there is, 0 without events. */
  lastSeq(): number
  /** In the order of their numbers. */
  add(row: ColumnRow, data: MeteringEvent['data']): void
  /** The same without `data`, which `ensure` reads. */
  load(row: ColumnRow): void
  /** Forgets the events before the number. */
  dropBefore(seq: number): void
  /** 1 for each row whose number is among these. */
  mark(seqs: Iterable<number>): Uint8Array
  /** Texts by number; some numbers have none. */
  names: (string | undefined)[]
  nameId(text: string): number | undefined
  setName(id: number, text: string): void
  /** Reads what is not there yet; other work goes on meanwhile. */
  ensure(keys: readonly ColumnKey[]): Promise<void>
  /** A column that `ensure` has made sure of. */
  data(key: ColumnKey): DataColumn
}

interface Column {
  key: ColumnKey
  data: DataColumn
  /** Rows that it has; less than there are while it is being read. */
  filled: number
}

const rowsAtOnce = 2000

function lowest(columns: readonly Column[]): number {
  return Math.min(...columns.map(({ filled }) => filled))
}

export function createEventColumns(read: ReadData): EventColumns {
  const rows = createRows()
  const names: (string | undefined)[] = []
  const ids = new Map<string, number>()
  const columns = new Map<string, Column>()
  let reading: Promise<void> = Promise.resolve()

  const keyText = ({ eventType, kind, path }: ColumnKey) => JSON.stringify([eventType, kind, path])

  /** Unless it has the row, or lacks some before it. */
  function fill(column: Column, row: number, data: MeteringEvent['data']): void {
    if (column.filled !== row) return
    if (names[rows.view().types[row] ?? -1] === column.key.eventType) column.data.set(row, data)
    else column.data.setNothing(row)
    column.filled = row + 1
  }

  /** Rows of other types have nothing, as have those that are gone from the table and about to go here. */
  function fillUp(missing: readonly Column[], found: ReturnType<ReadData>): void {
    const { seqs, size } = rows.view()
    const bySeq = new Map(found.map(({ seq, data }) => [seq, data]))
    const last = found.length < rowsAtOnce ? Number.POSITIVE_INFINITY : (found.at(-1)?.seq ?? 0)
    for (let row = lowest(missing); row < size; row += 1) {
      const seq = seqs[row] ?? 0
      if (seq > last) return
      for (const column of missing) fill(column, row, bySeq.get(seq))
    }
  }

  async function readColumns(missing: readonly Column[]): Promise<void> {
    const types = missing.flatMap(({ key }) => ids.get(key.eventType) ?? [])
    for (let first = lowest(missing); first < rows.size(); first = lowest(missing)) {
      fillUp(missing, read({ seq: (rows.view().seqs[first] ?? 0) - 1, types, limit: rowsAtOnce }))
      await new Promise(resolve => setImmediate(resolve))
    }
  }

  function columnOf(key: ColumnKey): Column {
    const known = columns.get(keyText(key))
    if (known !== undefined) return known
    const column = { key, data: createDataColumn(key), filled: 0 }
    columns.set(keyText(key), column)
    return column
  }

  return {
    view: rows.view,
    lastSeq: () => rows.view().seqs[rows.size() - 1] ?? 0,
    add: (row, data) => {
      const index = rows.push(row)
      for (const column of columns.values()) fill(column, index, data)
    },
    load: row => {
      rows.push(row)
    },
    dropBefore: seq => {
      const count = rows.dropBefore(seq)
      if (count === 0) return
      for (const column of columns.values()) {
        column.data.dropFirst(count)
        column.filled = Math.max(0, column.filled - count)
      }
    },
    mark: rows.mark,
    names,
    nameId: text => ids.get(text),
    setName: (id, text) => {
      names[id] = text
      ids.set(text, id)
    },
    ensure: keys => {
      const asked = keys.map(columnOf)
      const isBehind = () => asked.filter(({ filled }) => filled < rows.size())
      if (isBehind().length > 0) reading = reading.catch(() => {}).then(() => readColumns(isBehind()))
      return reading
    },
    data: key => {
      const column = columns.get(keyText(key))
      if (column === undefined) throw new Error(`the column ${keyText(key)} was not asked for`)
      return column.data
    },
  }
}

function createRows() {
  let seqs = new Float64Array(1024)
  let times = new Float64Array(1024)
  let types = new Uint32Array(1024)
  let subjects = new Uint32Array(1024)
  let sources = new Uint32Array(1024)
  let size = 0

  function grow(): void {
    seqs = grown(seqs)
    times = grown(times)
    types = grown(types)
    subjects = grown(subjects)
    sources = grown(sources)
  }

  return {
    size: () => size,
    view: (): ColumnView => ({ size, seqs, times, types, subjects, sources }),
    push: ({ seq, time, type, subject, source }: ColumnRow): number => {
      if (size === seqs.length) grow()
      seqs[size] = seq
      times[size] = time
      types[size] = type
      subjects[size] = subject
      sources[size] = source
      size += 1
      return size - 1
    },
    mark: (wanted: Iterable<number>): Uint8Array => {
      const set = new Set(wanted)
      return Uint8Array.from({ length: size }, (_, row) => Number(set.has(seqs[row] ?? 0)))
    },
    /** How many rows it forgot. */
    dropBefore: (seq: number): number => {
      let count = 0
      while (count < size && (seqs[count] ?? 0) < seq) count += 1
      if (count === 0) return 0
      seqs = shifted(seqs, count)
      times = shifted(times, count)
      types = shifted(types, count)
      subjects = shifted(subjects, count)
      sources = shifted(sources, count)
      size -= count
      return count
    },
  }
}
