/** `countFacets` and `countOverTime` over columns. */
import {
  createHistogram,
  type EventCounts,
  emptySpan,
  type FacetField,
  type FacetQuery,
  facetsAsked,
  finishFacet,
  type Histogram,
  type HistogramQuery,
} from '#events/event-counts.ts'
import { checkBits, createRowChecks } from './column-checks.ts'
import {
  createFilterTests,
  type FilterTest,
  failedBits,
  failing,
  meetsAll,
  type OtherRows,
} from './column-filter.ts'
import type { EventColumns } from './event-columns.ts'

/** How many rows meet all conditions. */
export function countRows(columns: EventColumns, tests: readonly FilterTest[]): number {
  const { size } = columns.view()
  if (tests.length === 0) return size
  const meets = meetsAll(tests)
  let count = 0
  for (let row = 0; row < size; row += 1) if (meets(row)) count += 1
  return count
}

/** The columns of `checkKeys` have been made sure of. */
export function columnFacets(columns: EventColumns, query: FacetQuery, others: OtherRows): EventCounts {
  const { size, types, subjects, sources } = columns.view()
  const checks = createRowChecks(columns, query.rules)
  const fails = failedBits(createFilterTests(columns, query.filter, others))
  const counts = {
    type: new Uint32Array(columns.names.length),
    subject: new Uint32Array(columns.names.length),
    source: new Uint32Array(columns.names.length),
    /** By the subject, as the customer follows from it. */
    customer_id: new Uint32Array(columns.names.length),
    /** By the bits of the findings. */
    check: new Uint32Array(8),
  }
  const asked = facetsAsked(query)
  const [asksCheck, asksOthers] = [
    asked.includes('check'),
    asked.some(field => !/^(?:type|check)$/.test(field)),
  ]
  let total = 0
  for (let row = 0; row < size; row += 1) {
    const failed = fails(row)
    if (failed === 0) total += 1
    add(counts.type, types[row] ?? 0, failed & ~failing.type)
    if (asksOthers) {
      const subject = subjects[row] ?? 0
      add(counts.subject, subject, failed & ~failing.subject)
      add(counts.source, sources[row] ?? 0, failed & ~failing.source)
      add(counts.customer_id, subject, failed & ~failing.customer_id)
    }
    if (asksCheck && (failed & ~failing.check) === 0) add(counts.check, checks(row), 0)
  }
  const byName = (field: 'type' | 'subject' | 'source') => namedCounts(columns, counts[field], name => name)
  const byField: Record<FacetField, Map<string, number>> = {
    type: byName('type'),
    subject: byName('subject'),
    source: byName('source'),
    customer_id: namedCounts(columns, counts.customer_id, name => query.rules.customers.get(name) ?? ''),
    check: checkCounts(counts.check),
  }
  return { total, facets: asked.map(field => finishFacet(field, byField[field], query.limit)) }
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
  const fails = failedBits(createFilterTests(columns, filter, others))
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
    if (kept[row] === 1) histogram.add(times[row] ?? 0, Number(checks(row) !== 0))
  }
  return histogram.result()
}
