/** What may have been meant by a filter that nothing meets: `subject:alicia` where there is an alice. */
import type { Row } from './event-row.ts'
import { type FilterTerm, writeFilter } from './parse-filter.ts'

export interface Suggestion {
  /** What there is. */
  value: string
  /** The filter with it. */
  filter: string
}

/** Rows that are looked at for what there is. */
const mostRows = 5000

/** The first term whose value differs in few letters from a subject or type that there is. */
export function closestFilter(terms: readonly FilterTerm[], rows: readonly Row[]): Suggestion | undefined {
  const known = valuesOf(rows.slice(0, mostRows))
  for (const term of terms) {
    const [typed, ...others] = term.values
    if (typed === undefined || others.length > 0 || term.negated) continue
    const value = closest(typed, known[term.key ?? 'subject'] ?? [])
    if (value === undefined) continue
    const changed = terms.map(one => (one === term ? { ...one, values: [value] } : one))
    return { value, filter: writeFilter(changed) }
  }
  return undefined
}

function valuesOf(rows: readonly Row[]): Partial<Record<string, Set<string>>> {
  const events = rows.filter(row => row.kind === 'event')
  return {
    subject: new Set(events.map(({ subject }) => subject)),
    type: new Set(events.map(({ type }) => type)),
  }
}

/** Undefined when none is close: at most a third of the letters may differ. */
function closest(typed: string, known: Iterable<string>): string | undefined {
  let found: string | undefined
  let least = Math.floor(typed.length / 3) + 1
  for (const value of known) {
    const distance = value === typed ? least : editDistance(typed.toLowerCase(), value.toLowerCase(), least)
    if (distance < least) [found, least] = [value, distance]
  }
  return found
}

/** Levenshtein's distance; `limit` where it is not less. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit
  let before = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row += 1) {
    const next = [row]
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = (before[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, (before[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    before = next
  }
  return Math.min(limit, before.at(-1) ?? limit)
}
