/** `sumUsage` over columns. */
import type Big from 'big.js'
import { type Accumulator, createAccumulator } from '#events/accumulator.ts'
import {
  finishUsage,
  meetsDimensionFilter,
  partAt,
  type UsageQuery,
  type UsageRow,
} from '#events/meter-usage.ts'
import { createWindows, type TimeWindow } from '#events/windows.ts'
import {
  BIG_NUMBER,
  type ColumnKey,
  dimensionKey,
  NO_NUMBER,
  type TextColumn,
  valueKey,
} from './data-column.ts'
import type { EventColumns } from './event-columns.ts'

const isReserved = (name: string) => name === 'subject' || name === 'customer_id'

/** What `columnUsage` reads beside the names and times. */
export function usageKeys({ meter, groupBy, filters }: UsageQuery): ColumnKey[] {
  const value = valueKey(meter)
  const dimensions = [...groupBy.filter(name => !isReserved(name)), ...Object.keys(filters)]
  return [...(value === undefined ? [] : [value]), ...dimensions.map(name => dimensionKey(meter, name))]
}

/** Gives others their turn: a promise when it is time for that. */
export type Breathe = () => Promise<void> | undefined

const ROWS_AT_ONCE = 8192

/**
 * The columns of `usageKeys` have been made sure of. Undefined where rows were forgotten while others had their turn, so
 * that it has to be asked again.
 */
export async function columnUsage(
  columns: EventColumns,
  query: UsageQuery,
  breathe: Breathe,
): Promise<UsageRow[] | undefined> {
  if (columns.nameId(query.meter.event_type) === undefined) return []
  const { size, seqs } = columns.view()
  const first = seqs[0]
  const groups = createGroups(columns, query)
  const count = createRowCount(columns, query, groups)
  for (let from = 0; from < size; from += ROWS_AT_ONCE) {
    const turn = breathe()
    if (turn !== undefined) {
      await turn
      const now = columns.view()
      if (now.seqs[0] !== first || now.size < size) return undefined
    }
    count(from, Math.min(from + ROWS_AT_ONCE, size))
  }
  return await groups.rows(breathe)
}

/** Counts the rows from one up to another into their groups. What comes while it is used is not seen. */
function createRowCount(columns: EventColumns, query: UsageQuery, groups: ReturnType<typeof createGroups>) {
  const type = columns.nameId(query.meter.event_type)
  const { times, types } = columns.view()
  const [from, to] = [query.from ?? Number.NEGATIVE_INFINITY, query.to ?? Number.POSITIVE_INFINITY]
  const passes = createFilterTest(columns, query)
  const count = createCounting(columns, query)
  return (first: number, end: number): void => {
    for (let row = first; row < end; row += 1) {
      const time = times[row] ?? 0
      if (types[row] !== type || time < from || time >= to || !passes(row)) continue
      count(groups.at(row, time), row, time)
    }
  }
}

function createFilterTest(columns: EventColumns, query: UsageQuery): (row: number) => boolean {
  const { subjects } = columns.view()
  const tests: { ids: Uint32Array; mask: Uint8Array }[] = dimensionMasks(columns, query)
  const allowed = subjectMask(columns, query)
  if (allowed !== undefined) tests.push({ ids: subjects, mask: allowed })
  const [only] = tests
  if (only === undefined) return () => true
  if (tests.length === 1) return row => only.mask[only.ids[row] ?? 0] === 1
  return row => tests.every(({ ids, mask }) => mask[ids[row] ?? 0] === 1)
}

function subjectMask(columns: EventColumns, { subjects }: UsageQuery): Uint8Array | undefined {
  if (subjects === undefined) return undefined
  const { names } = columns
  if ('in' in subjects) {
    const mask = new Uint8Array(names.length)
    for (const subject of subjects.in) mask[columns.nameId(subject) ?? mask.length] = 1
    return mask
  }
  const mask = new Uint8Array(names.length).fill(1)
  for (const subject of subjects.notIn) mask[columns.nameId(subject) ?? mask.length] = 0
  return mask
}

/** For each filter, which of the column's texts meet it. */
function dimensionMasks(columns: EventColumns, { meter, filters }: UsageQuery) {
  return Object.entries(filters).map(([name, filter]) => {
    const column = textColumn(columns, dimensionKey(meter, name))
    const meets = column.texts.map((text, id) => meetsDimensionFilter(id === 0 ? undefined : text, filter))
    return { ids: column.ids(), mask: Uint8Array.from(meets, Number) }
  })
}

function textColumn(columns: EventColumns, key: ColumnKey): TextColumn {
  const column = columns.data(key)
  if (column.kind !== 'text') throw new Error(`the column of ${key.path} has no texts`)
  return column
}

type Count = (group: Accumulator, row: number, time: number) => void

function createCounting(columns: EventColumns, { meter }: UsageQuery): Count {
  const key = valueKey(meter)
  if (key === undefined) return group => group.count()
  const column = columns.data(key)
  if (column.kind === 'text') {
    const ids = column.ids()
    return (group, row) => {
      const id = ids[row] ?? 0
      if (id !== 0) group.text(id)
    }
  }
  const [mantissas, scales] = [column.mantissas(), column.scales()]
  const big: (row: number) => Big = column.big
  return (group, row, time) => {
    const scale = scales[row] ?? NO_NUMBER
    if (scale === NO_NUMBER) return
    if (scale === BIG_NUMBER) group.big(big(row), time)
    else group.number(mantissas[row] ?? 0, scale, time)
  }
}

/** What one name of `groupBy` tells apart: a number for each row, and its text. */
interface Grouping {
  size: number
  id(row: number): number
  text(id: number): string
}

function grouping(columns: EventColumns, name: string, { meter, customers }: UsageQuery): Grouping {
  const { subjects } = columns.view()
  if (name === 'subject') {
    return {
      size: columns.names.length,
      id: row => subjects[row] ?? 0,
      text: id => columns.names[id] ?? '',
    }
  }
  if (name === 'customer_id') return customerGrouping(columns, subjects, customers)
  const column = textColumn(columns, dimensionKey(meter, name))
  const ids = column.ids()
  // A row without the dimension and one where it is empty are one group.
  const empty = column.texts.indexOf('', 1)
  return {
    size: column.texts.length,
    id: row => (ids[row] === empty ? 0 : (ids[row] ?? 0)),
    text: id => column.texts[id] ?? '',
  }
}

function customerGrouping(
  columns: EventColumns,
  subjects: Uint32Array,
  customers: UsageQuery['customers'],
): Grouping {
  const ids = ['', ...new Set(customers.values())]
  const numbers = new Map(ids.map((id, number) => [id, number]))
  const bySubject = Uint32Array.from(columns.names, name => numbers.get(customers.get(name ?? '') ?? '') ?? 0)
  return { size: ids.length, id: row => bySubject[subjects[row] ?? 0] ?? 0, text: id => ids[id] ?? '' }
}

/** How many of the cuts of a row's customer had passed. */
function partGrouping(columns: EventColumns, { cuts = new Map(), customers }: UsageQuery): Grouping {
  const { subjects, times } = columns.view()
  const bySubject = columns.names.map(name => cuts.get(customers.get(name ?? '') ?? '') ?? [])
  return {
    size: Math.max(0, ...[...cuts.values()].map(({ length }) => length)) + 1,
    id: row => partAt(bySubject[subjects[row] ?? 0] ?? [], times[row] ?? 0),
    text: String,
  }
}

interface Group {
  window: TimeWindow
  ids: readonly number[]
  accumulator: Accumulator
}

/** Groups by window, then by the numbers of `groupBy`, mixed into one number where it stays exact. */
function createGroups(columns: EventColumns, query: UsageQuery) {
  const windows = query.windows && createWindows(query.windows.granularity, query.windows.timeZone)
  const groupings = query.groupBy.map(name => grouping(columns, name, query))
  if (query.cuts !== undefined) groupings.push(partGrouping(columns, query))
  const keyOf = createKeys(groupings)
  const byWindow = new Map<number, Map<number | string, Group>>()
  const everything: TimeWindow = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  let window: TimeWindow = { from: 0, to: 0 }
  let groups = new Map<number | string, Group>()

  function enter(time: number): void {
    window = windows?.of(time) ?? everything
    const known = byWindow.get(window.from)
    groups = known ?? new Map()
    if (known === undefined) byWindow.set(window.from, groups)
  }

  function create(row: number, key: number | string, time: number): Group {
    const ids = groupings.map(({ id }) => id(row))
    const accumulator = createAccumulator(query.meter.aggregation)
    const group = { window: windows === undefined ? { from: time, to: time } : window, ids, accumulator }
    groups.set(key, group)
    return group
  }

  const finish = ({ window, ids, accumulator }: Group) => ({
    window,
    values: groupings.map(({ text }, index) => text(ids[index] ?? 0)),
    value: accumulator.value(),
  })

  return {
    at: (row: number, time: number): Accumulator => {
      if (time < window.from || time >= window.to) enter(time)
      const key = keyOf(row)
      const group = groups.get(key) ?? create(row, key, time)
      if (windows === undefined) widen(group.window, time)
      return group.accumulator
    },
    /** Window by window: all at once are too many to be sorted in one go. */
    rows: async (breathe: Breathe): Promise<UsageRow[]> => {
      const rows: UsageRow[] = []
      for (const [, inWindow] of [...byWindow].sort(([one], [other]) => one - other)) {
        for (const row of finishUsage(query, [...inWindow.values()].map(finish))) rows.push(row)
        await breathe()
      }
      return rows
    },
  }
}

function widen(window: TimeWindow, time: number): void {
  if (time < window.from) window.from = time
  if (time > window.to) window.to = time
}

function createKeys(groupings: readonly Grouping[]): (row: number) => number | string {
  const [only] = groupings
  if (only === undefined) return () => 0
  if (groupings.length === 1) return only.id
  const combinations = groupings.reduce((product, { size }) => product * size, 1)
  if (combinations > Number.MAX_SAFE_INTEGER) return row => groupings.map(({ id }) => id(row)).join()
  return row => {
    let key = 0
    for (const { id, size } of groupings) key = key * size + id(row)
    return key
  }
}
