/** `countFacets` and `countOverTime` over columns. */
import {
  createHistogram,
  type EventCounts,
  emptySpan,
  type FacetField,
  type FacetQuery,
  facetFields,
  finishFacet,
  type Histogram,
  type HistogramQuery,
} from '#events/event-counts.ts'
import type { EventFilter, TextFilter } from '#events/event-store.ts'
import { matchesSubjects, matchesText, matchesTime } from '#events/match-event.ts'
import { checkBits, createCheckTest, createRowChecks } from './column-checks.ts'
import type { EventColumns } from './event-columns.ts'

/** Bits of the facet's own conditions that a row fails; `elsewhere` is for every other condition. */
const failing: Record<FacetField, number> = { type: 1, subject: 2, source: 4, customer_id: 8, check: 16 }
const elsewhere = 32

/** Rows that meet the conditions that no column has: 1 each. Undefined when there are none such. */
export type OtherRows = Uint8Array | undefined

/** The columns of `checkKeys` have been made sure of. */
export function columnFacets(columns: EventColumns, query: FacetQuery, others: OtherRows): EventCounts {
  const { size, types, subjects, sources } = columns.view()
  const checks = createRowChecks(columns, query.rules)
  const fails = createFilterTest(columns, query.filter, others)
  const counts = {
    type: new Uint32Array(columns.names.length),
    subject: new Uint32Array(columns.names.length),
    source: new Uint32Array(columns.names.length),
    /** By the subject, as the customer follows from it. */
    customer_id: new Uint32Array(columns.names.length),
    /** By the bits of the findings. */
    check: new Uint32Array(8),
  }
  let total = 0
  for (let row = 0; row < size; row += 1) {
    const failed = fails(row)
    if (failed === 0) total += 1
    const [type, subject, source] = [types[row] ?? 0, subjects[row] ?? 0, sources[row] ?? 0]
    add(counts.type, type, failed & ~failing.type)
    add(counts.subject, subject, failed & ~failing.subject)
    add(counts.source, source, failed & ~failing.source)
    add(counts.customer_id, subject, failed & ~failing.customer_id)
    if ((failed & ~failing.check) === 0) add(counts.check, checks(row), 0)
  }
  const byName = (field: 'type' | 'subject' | 'source') => namedCounts(columns, counts[field], name => name)
  const byField: Record<FacetField, Map<string, number>> = {
    type: byName('type'),
    subject: byName('subject'),
    source: byName('source'),
    customer_id: namedCounts(columns, counts.customer_id, name => query.rules.customers.get(name) ?? ''),
    check: checkCounts(counts.check),
  }
  return { total, facets: facetFields.map(field => finishFacet(field, byField[field], query.limit)) }
}

function add(counts: Uint32Array, index: number, failed: number): void {
  if (failed === 0) counts[index] = (counts[index] ?? 0) + 1
}

function namedCounts(columns: EventColumns, counts: Uint32Array, valueFor: (name: string) => string) {
  const found = new Map<string, number>()
  for (const [id, count] of counts.entries()) {
    if (count === 0) continue
    const value = valueFor(columns.names[id] ?? '')
    found.set(value, (found.get(value) ?? 0) + count)
  }
  return found
}

function checkCounts(counts: Uint32Array): Map<string, number> {
  const found = new Map<string, number>()
  const note = (check: string, count: number) => {
    if (count > 0) found.set(check, (found.get(check) ?? 0) + count)
  }
  for (const [bits, count] of counts.entries()) {
    if (bits === 0) note('valid', count)
    for (const [check, bit] of Object.entries(checkBits)) if ((bits & bit) !== 0) note(check, count)
  }
  return found
}

/** The columns of `checkKeys` have been made sure of. */
export function columnHistogram(
  columns: EventColumns,
  { filter, rules, buckets }: HistogramQuery,
  others: OtherRows,
): Histogram {
  const { size, times } = columns.view()
  const checks = createRowChecks(columns, rules)
  const fails = createFilterTest(columns, filter, others)
  const kept = new Uint8Array(size)
  let { from, to } = emptySpan
  for (let row = 0; row < size; row += 1) {
    if (fails(row) !== 0) continue
    kept[row] = 1
    const time = times[row] ?? 0
    if (time < from) from = time
    if (time > to) to = time
  }
  const histogram = createHistogram({ from, to }, buckets)
  for (let row = 0; row < size; row += 1) {
    if (kept[row] === 1) histogram.add(times[row] ?? 0, checks(row) !== 0)
  }
  return histogram.result()
}

/** The bits of `failing` for a row; 0 when it meets the filter. */
function createFilterTest(columns: EventColumns, filter: EventFilter, others: OtherRows) {
  const { types, subjects, sources } = columns.view()
  const tests: ((row: number) => number)[] = []
  const addNames = (ids: Uint32Array, bit: number, meets: (name: string) => boolean) => {
    const mask = Uint8Array.from(columns.names, name => (name !== undefined && meets(name) ? 0 : bit))
    tests.push(row => mask[ids[row] ?? 0] ?? bit)
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
  if (filter.check !== undefined) {
    const checks = createRowChecks(columns, filter.check.rules)
    const meets = createCheckTest(filter.check.any)
    tests.push(row => (meets(checks(row)) ? 0 : failing.check))
  }
  tests.push(...timeTests(columns, filter, others))
  return (row: number): number => {
    let failed = 0
    for (const test of tests) failed |= test(row)
    return failed
  }
}

function timeTests(columns: EventColumns, { time }: EventFilter, others: OtherRows) {
  const { times } = columns.view()
  const tests: ((row: number) => number)[] = []
  if (time !== undefined) {
    const meets = matchesTime(time)
    tests.push(row => (meets(times[row] ?? 0) ? 0 : elsewhere))
  }
  if (others !== undefined) tests.push(row => (others[row] === 1 ? 0 : elsewhere))
  return tests
}
