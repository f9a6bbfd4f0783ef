/** What a meter reads from events' `data`, as a column in memory: numbers without loss, or texts by number. */
import type Big from 'big.js'
import { isBig } from '#events/exact-number.ts'
import type { MeteringEvent } from '#events/ingested-event.ts'
import type { Meter } from '#events/meter.ts'
import { readDimension, readMeterValue } from '#events/meter-value.ts'
import { grown, shifted } from './growing-array.ts'

type Data = MeteringEvent['data']

/** The scale of a row that has no number there, and of one whose number is in `big`. */
export const NO_NUMBER = 255
export const BIG_NUMBER = 254

/** A column is of one event type: rows of others have nothing in it. */
export interface ColumnKey {
  eventType: string
  kind: 'number' | 'text'
  path: string
}

interface Growing {
  /** Of the row, which is the next one or replaces one. */
  set(row: number, data: Data): void
  /** Rows that are not of the column's event type. */
  setNothing(row: number): void
  dropFirst(rows: number): void
}

/** A row's number is `mantissas[row] / 10 ** scales[row]`, unless its scale is one of the two above. */
export interface NumberColumn extends Growing {
  kind: 'number'
  mantissas(): Float64Array
  scales(): Uint8Array
  big(row: number): Big
}

/** A row's text is `texts[ids[row]]`; the id 0 is that of rows without one. */
export interface TextColumn extends Growing {
  kind: 'text'
  ids(): Uint32Array
  texts: readonly string[]
}

export type DataColumn = NumberColumn | TextColumn

export function createDataColumn({ kind, path }: ColumnKey): DataColumn {
  return kind === 'number' ? createNumberColumn(path) : createTextColumn(path)
}

function createNumberColumn(path: string): NumberColumn {
  const meter = { aggregation: 'sum', value_property: path } as const
  let mantissas = new Float64Array(1024)
  let scales = new Uint8Array(1024)
  let big = new Map<number, Big>()

  function place(row: number, mantissa: number, scale: number): void {
    if (row >= scales.length) {
      mantissas = grown(mantissas)
      scales = grown(scales)
    }
    mantissas[row] = mantissa
    scales[row] = scale
  }

  return {
    kind: 'number',
    mantissas: () => mantissas,
    scales: () => scales,
    big: row => {
      const found = big.get(row)
      if (found === undefined) throw new Error(`row ${row} has no large number`)
      return found
    },
    set: (row, data) => {
      const found = readMeterValue(data, meter)
      if (found.kind !== 'number') place(row, 0, NO_NUMBER)
      else if (!isBig(found.value)) place(row, found.value.mantissa, found.value.scale)
      else {
        place(row, 0, BIG_NUMBER)
        big.set(row, found.value)
      }
    },
    setNothing: row => place(row, 0, NO_NUMBER),
    dropFirst: rows => {
      mantissas = shifted(mantissas, rows)
      scales = shifted(scales, rows)
      big = new Map([...big].flatMap(([row, value]) => (row < rows ? [] : [[row - rows, value] as const])))
    },
  }
}

function createTextColumn(path: string): TextColumn {
  const texts: string[] = ['']
  const idByText = new Map<string, number>()
  let ids = new Uint32Array(1024)

  function place(row: number, id: number): void {
    if (row >= ids.length) ids = grown(ids)
    ids[row] = id
  }

  function idOf(text: string): number {
    const known = idByText.get(text)
    if (known !== undefined) return known
    const id = texts.push(text) - 1
    idByText.set(text, id)
    return id
  }

  return {
    kind: 'text',
    ids: () => ids,
    texts,
    set: (row, data) => {
      const text = readDimension(data, path)
      place(row, text === undefined ? 0 : idOf(text))
    },
    setNothing: row => place(row, 0),
    dropFirst: rows => {
      ids = shifted(ids, rows)
    },
  }
}

/** The column that a meter's values are in; none for `count`, which needs no value. */
export function valueKey(
  meter: Pick<Meter, 'event_type' | 'aggregation' | 'value_property'>,
): ColumnKey | undefined {
  if (meter.aggregation === 'count') return undefined
  return {
    eventType: meter.event_type,
    kind: meter.aggregation === 'unique_count' ? 'text' : 'number',
    path: meter.value_property ?? '',
  }
}

export function dimensionKey(meter: Pick<Meter, 'event_type' | 'dimensions'>, name: string): ColumnKey {
  return { eventType: meter.event_type, kind: 'text', path: meter.dimensions?.[name] ?? '' }
}

/** All that queries of a meter can ask for. */
export function meterKeys(meter: Meter): ColumnKey[] {
  const dimensions = Object.keys(meter.dimensions ?? {}).map(name => dimensionKey(meter, name))
  const value = valueKey(meter)
  return value === undefined ? dimensions : [value, ...dimensions]
}
