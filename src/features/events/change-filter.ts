/** Changes to the typed filter that facets and the histogram make. */
import { type FilterKey, type FilterTerm, parseFilter, writeFilter } from './parse-filter.ts'

/** Chooses a value beside the key's others, or takes it out again. The empty customer is `-customer:*`. */
export function toggleValue(
  terms: readonly FilterTerm[],
  { key, value }: { key: FilterKey; value: string },
): FilterTerm[] {
  if (value === '') return toggleAbsent(terms, key)
  if (!isChosen(terms, { key, value })) {
    const joined = terms.find(term => isChoice(term, key))
    if (joined === undefined) return [...terms, { negated: false, key, operator: '=', values: [value] }]
    return terms.map(term => (term === joined ? { ...term, values: [...term.values, value] } : term))
  }
  return terms.flatMap(term => {
    if (!isChoice(term, key)) return [term]
    const values = term.values.filter(chosen => !same(key, chosen, value))
    return values.length === 0 ? [] : [{ ...term, values }]
  })
}

export function isChosen(
  terms: readonly FilterTerm[],
  { key, value }: { key: FilterKey; value: string },
): boolean {
  if (value === '') return terms.some(term => isAbsence(term, key))
  return terms.some(term => isChoice(term, key) && term.values.some(chosen => same(key, chosen, value)))
}

/** What is chosen of a key, in the order of the filter. */
export function chosenValues(terms: readonly FilterTerm[], key: FilterKey): string[] {
  return terms.filter(term => isChoice(term, key)).flatMap(({ values }) => values)
}

/** Words of the studio are the same in any case. */
function same(key: FilterKey, left: string, right: string): boolean {
  const isWord = key === 'check' || key === 'outcome'
  return left === right || (isWord && left.toLowerCase() === right.toLowerCase())
}

function isChoice({ negated, key, operator, values }: FilterTerm, of: FilterKey): boolean {
  return key === of && !negated && operator === '=' && values.every(value => !value.includes('*'))
}

function isAbsence({ negated, key, values }: FilterTerm, of: FilterKey): boolean {
  return key === of && negated && values.length === 1 && values[0] === '*'
}

function toggleAbsent(terms: readonly FilterTerm[], key: FilterKey): FilterTerm[] {
  const left = terms.filter(term => !isAbsence(term, key))
  if (left.length < terms.length) return left
  return [...terms, { negated: true, key, operator: '=', values: ['*'] }]
}

/** Only what lies between the times, milliseconds since the epoch, `to` exclusive; undefined for any time. */
export function withTimeRange(
  terms: readonly FilterTerm[],
  range: { from: number; to: number } | undefined,
): FilterTerm[] {
  const others = terms.filter(({ key }) => key !== 'time')
  if (range === undefined) return others
  const bound = (operator: '>=' | '<', at: number): FilterTerm => ({
    ...{ negated: false, key: 'time', operator, values: [new Date(at).toISOString()] },
  })
  return [...others, bound('>=', range.from), bound('<', range.to)]
}

/** The filter's text after a change of its terms; what could not be read is left out. */
export function changedFilter(
  text: string,
  change: (terms: readonly FilterTerm[]) => readonly FilterTerm[],
): string {
  return writeFilter(change(parseFilter(text).terms))
}
