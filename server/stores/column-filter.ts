/** An event filter over columns. */
import type { FacetField } from '#events/event-counts.ts'
import type { EventFilter, TextFilter } from '#events/event-store.ts'
import { matchesSubjects, matchesText, matchesTime } from '#events/match-event.ts'
import { createCheckTest, createRowChecks } from './column-checks.ts'
import type { EventColumns } from './event-columns.ts'

/** Bits of the facet's own conditions that a row fails; `elsewhere` is for every other condition. */
export const failing: Record<FacetField, number> = {
  type: 1,
  subject: 2,
  source: 4,
  customer_id: 8,
  check: 16,
}
export const elsewhere = 32

/** Rows that meet the conditions that no column has: 1 each. Undefined when there are none such. */
export type OtherRows = Uint8Array | undefined

/** 0 for a row that meets the condition, else its bit. */
export interface FilterTest {
  (row: number): number
  /** What a test by name looks at, for loops that have no time for calls: names that meet it are 0 in the mask. */
  names?: { ids: Uint32Array; mask: Uint8Array }
}

/** The filter's conditions, the cheap ones first. The columns of `checkKeys` have been made sure of. */
export function createFilterTests(
  columns: EventColumns,
  filter: EventFilter,
  others: OtherRows,
): FilterTest[] {
  const { types, subjects, sources } = columns.view()
  const tests: FilterTest[] = []
  const addNames = (ids: Uint32Array, bit: number, meets: (name: string) => boolean) => {
    const mask = Uint8Array.from(columns.names, name => (name !== undefined && meets(name) ? 0 : bit))
    tests.push(Object.assign((row: number) => mask[ids[row] ?? 0] ?? bit, { names: { ids, mask } }))
  }
  const addText = (ids: Uint32Array, bit: number, condition: TextFilter | undefined) => {
    if (condition !== undefined) addNames(ids, bit, name => matchesText(name, condition))
  }
  addText(types, failing.type, filter.type)
  addText(subjects, failing.subject, filter.subject)
  addText(sources, failing.source, filter.source)
  const { subjects: ofCustomers } = filter
  if (ofCustomers !== undefined) {
    addNames(subjects, failing.customer_id, name => matchesSubjects(name, ofCustomers))
  }
  tests.push(...timeTests(columns, filter, others))
  if (filter.check !== undefined) {
    const checks = createRowChecks(columns, filter.check.rules)
    const meets = createCheckTest(filter.check.any)
    tests.push(row => (meets(checks(row)) ? 0 : failing.check))
  }
  return tests
}

/** The bits of all conditions that a row fails. */
export function failedBits(tests: readonly FilterTest[]): (row: number) => number {
  return row => {
    let failed = 0
    for (const test of tests) failed |= test(row)
    return failed
  }
}

/** Whether a row meets all conditions. */
export function meetsAll(tests: readonly FilterTest[]): (row: number) => boolean {
  const [only] = tests
  if (only !== undefined && tests.length === 1) return row => only(row) === 0
  return row => {
    for (const test of tests) if (test(row) !== 0) return false
    return true
  }
}

function timeTests(columns: EventColumns, { time }: EventFilter, others: OtherRows) {
  const { times } = columns.view()
  const tests: FilterTest[] = []
  if (time !== undefined) {
    const meets = matchesTime(time)
    tests.push(row => (meets(times[row] ?? 0) ? 0 : elsewhere))
  }
  if (others !== undefined) tests.push(row => (others[row] === 1 ? 0 : elsewhere))
  return tests
}
