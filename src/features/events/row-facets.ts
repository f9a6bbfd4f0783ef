/** Counts by facet: of the store for stored events, of the rows here for what only the gateway knows. */
import type { EventFacets } from '#api/event-contract.ts'
import { eventCheck } from '#events/event-check.ts'
import type { FacetField } from '#events/event-counts.ts'
import { chosenValues } from './change-filter.ts'
import { cloudEventOf, type Row } from './event-row.ts'
import { filterRows } from './match-filter.ts'
import type { FilterTerm, NamedKey } from './parse-filter.ts'
import { checkWords, outcomeStatus } from './row-status.ts'
import { checkWordsOf } from './stored-filter.ts'

export interface FacetValue {
  /** As the filter takes it; "" for events of no customer. */
  value: string
  label: string
  count: number
}

export interface FacetGroup {
  key: NamedKey
  label: string
  /** Most frequent first; those that are chosen are always among them. */
  values: FacetValue[]
  /** Values that are not shown. */
  more: number
}

const groups: { key: NamedKey; label: string; field?: FacetField }[] = [
  { key: 'outcome', label: 'Outcome' },
  { key: 'check', label: 'Check', field: 'check' },
  { key: 'type', label: 'Type', field: 'type' },
  { key: 'subject', label: 'Subject', field: 'subject' },
  { key: 'customer', label: 'Customer', field: 'customer_id' },
  { key: 'source', label: 'Source', field: 'source' },
]
const shownValues = 12

/** `stored` undefined: every group is counted over `rows`, which are all that there are. */
export function facetGroups(
  rows: readonly Row[],
  terms: readonly FilterTerm[],
  stored: EventFacets | undefined,
): FacetGroup[] {
  return groups.flatMap(({ key, label, field }) => {
    const facet = stored?.facets.find(one => one.field === field)
    const isCountedHere = stored === undefined || field === undefined
    const { values, distinct } = isCountedHere
      ? countHere(rows.filter(isKnownHereOnly(stored)), terms, key)
      : ofStore(key, facet)
    if (key === 'outcome' && stored !== undefined) addStored(values, stored.total)
    const shown = withChosen(values, chosenValues(terms, key))
    return shown.length === 0
      ? []
      : [{ key, label, values: shown, more: Math.max(0, distinct - shown.length) }]
  })
}

/** Where the store counts, only rows that it does not have are counted here. */
function isKnownHereOnly(stored: EventFacets | undefined): (row: Row) => boolean {
  return row => stored === undefined || row.kind === 'request' || row.ingested === undefined
}

/** Whatever is stored was emitted. */
function addStored(values: FacetValue[], total: number): void {
  if (total === 0) return
  const emitted = values.find(({ value }) => value === 'Emitted')
  if (emitted !== undefined) emitted.count += total
  else values.push({ value: 'Emitted', label: 'Emitted', count: total })
  values.sort(byCount)
}

function byCount(a: FacetValue, b: FacetValue): number {
  return b.count - a.count || (a.value < b.value ? -1 : 1)
}

function ofStore(key: NamedKey, facet: EventFacets['facets'][number] | undefined) {
  const values = (facet?.values ?? []).map(({ value, count }) => {
    const check = key === 'check' ? eventCheck.safeParse(value).data : undefined
    const word = check === undefined ? value : checkWordsOf[check]
    return { value: word, label: labelOf(word), count }
  })
  return { values, distinct: facet?.distinct ?? 0 }
}

const readers: Partial<Record<NamedKey, (row: Row) => (string | undefined)[]>> = {
  outcome: row => [outcomeStatus(row).word],
  check: row => (row.kind === 'event' ? checkWords(row) : []),
  type: row => [cloudEventOf(row)?.type],
  subject: row => [cloudEventOf(row)?.subject],
  customer: row => (row.kind === 'event' && row.ingested ? [row.ingested.customer?.id ?? ''] : []),
  source: row => [cloudEventOf(row)?.source],
}

/** As the store does: over the rows that meet the filter without its terms on this very key. */
function countHere(rows: readonly Row[], terms: readonly FilterTerm[], key: NamedKey) {
  const others = terms.filter(term => term.key !== key)
  const counts = new Map<string, number>()
  for (const row of filterRows(rows, others)) {
    for (const value of readers[key]?.(row) ?? []) {
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
    }
  }
  const values = [...counts].map(([value, count]) => ({ value, label: labelOf(value), count }))
  values.sort(byCount)
  return { values: values.slice(0, shownValues), distinct: values.length }
}

function labelOf(value: string): string {
  return value === '' ? '(no customer)' : value
}

function withChosen(values: readonly FacetValue[], chosen: readonly string[]): FacetValue[] {
  const known = new Set(values.map(({ value }) => value.toLowerCase()))
  const others = chosen.filter(value => !known.has(value.toLowerCase()))
  return [...values, ...others.map(value => ({ value, label: value, count: 0 }))]
}
