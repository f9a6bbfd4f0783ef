/** What `checksOf` finds, for each row of the columns, as bits. */
import type { CheckRules, EventCheck } from '#events/event-check.ts'
import { type ColumnKey, type DataColumn, NO_NUMBER, valueKey } from './data-column.ts'
import type { EventColumns } from './event-columns.ts'

/** 0 is `valid`. */
export const checkBits = { no_meter: 1, no_customer: 2, invalid_value: 4 } as const

/** What `createRowChecks` reads beside the names. */
export function checkKeys({ meters }: CheckRules): ColumnKey[] {
  return meters.flatMap(meter => valueKey(meter) ?? [])
}

/** The columns of `checkKeys` have been made sure of. */
export function createRowChecks(columns: EventColumns, rules: CheckRules): (row: number) => number {
  const { types, subjects } = columns.view()
  const bitsByType = new Uint8Array(columns.names.length).fill(checkBits.no_meter)
  const invalidByType: ((row: number) => boolean)[][] = []
  for (const meter of rules.meters) {
    const type = columns.nameId(meter.event_type)
    if (type === undefined) continue
    bitsByType[type] = 0
    const key = valueKey(meter)
    if (key === undefined) continue
    invalidByType[type] = [...(invalidByType[type] ?? []), isInvalid(columns.data(key))]
  }
  const bitsBySubject = Uint8Array.from(columns.names, name =>
    rules.customers.has(name ?? '') ? 0 : checkBits.no_customer,
  )
  return row => {
    const type = types[row] ?? 0
    const bits = (bitsByType[type] ?? 0) | (bitsBySubject[subjects[row] ?? 0] ?? 0)
    const invalid = invalidByType[type]
    return invalid?.some(check => check(row)) ? bits | checkBits.invalid_value : bits
  }
}

function isInvalid(column: DataColumn): (row: number) => boolean {
  if (column.kind === 'text') {
    const ids = column.ids()
    return row => ids[row] === 0
  }
  const scales = column.scales()
  return row => scales[row] === NO_NUMBER
}

/** Whether a row with these bits has one of the findings. */
export function createCheckTest(any: readonly EventCheck[]): (bits: number) => boolean {
  let wanted = 0
  for (const check of any) if (check !== 'valid') wanted |= checkBits[check]
  const takesValid = any.includes('valid')
  return bits => (bits === 0 ? takesValid : (bits & wanted) !== 0)
}

/** Sequence numbers of the rows with an invalid value, ascending. */
export function invalidSeqs(columns: EventColumns, rules: CheckRules): number[] {
  const { size, seqs } = columns.view()
  const checks = createRowChecks(columns, rules)
  const found: number[] = []
  for (let row = 0; row < size; row += 1) {
    if ((checks(row) & checkBits.invalid_value) !== 0) found.push(seqs[row] ?? 0)
  }
  return found
}
