/** Customers in the filter by what people call them: events have their ids alone. */
import { wildcard } from './match-filter.ts'
import type { FilterTerm } from './parse-filter.ts'

/**
 * Terms with customers' ids in the place of their names, in any case and with `*` for any text; what is nobody's name
 * stays. `names` are by id.
 */
export function withCustomerIds(
  terms: readonly FilterTerm[],
  names: ReadonlyMap<string, string>,
): FilterTerm[] {
  return terms.map(term => {
    if (term.key !== 'customer') return term
    return { ...term, values: [...new Set(term.values.flatMap(value => idsOf(value, names)))] }
  })
}

function idsOf(value: string, names: ReadonlyMap<string, string>): string[] {
  if (value === '*' || names.has(value)) return [value]
  const isName = wildcard(value, 'is')
  const ids = [...names].filter(([, name]) => isName.test(name)).map(([id]) => id)
  return ids.length === 0 ? [value] : ids
}
