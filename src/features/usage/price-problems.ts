/** What is wrong with a price book, at its fields. */
import { type PriceBook, priceBook } from '#billing/price-book.ts'
import type { FieldProblem } from '#ui/field.tsx'

type Path = readonly (string | number)[]

export interface PriceProblems {
  count: number
  at: (...path: (string | number)[]) => FieldProblem[]
}

export function priceProblems(book: PriceBook): PriceProblems {
  const parsed = priceBook.safeParse(book)
  const issues = parsed.success ? [] : parsed.error.issues
  const byPath = new Map<string, FieldProblem[]>()
  for (const { path, message } of issues) {
    const place = path.map(step => (typeof step === 'symbol' ? '' : step))
    const said = isBlank(valueAt(book, place)) && !/required|left out/.test(message) ? 'is required' : message
    const key = JSON.stringify(place)
    byPath.set(key, [...(byPath.get(key) ?? []), { severity: 'error', message: said }])
  }
  return { count: issues.length, at: (...path) => (byPath.get(JSON.stringify(path)) ?? []).slice(0, 1) }
}

function isBlank(value: unknown): boolean {
  return value === '' || value === undefined
}

function valueAt(book: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    book,
  )
}
