/** A price book from a text of JSON. */
import { findJsonFault } from '#api/json-fault.ts'
import { type PriceBook, priceBook } from '#billing/price-book.ts'

/** Problems that are told. */
const TOLD = 5

export function readBook(text: string): { book: PriceBook } | { problems: string[] } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    const { line, column, expected } = findJsonFault(text)
    return { problems: [`Line ${line}, column ${column}: expected ${expected}.`] }
  }
  const parsed = priceBook.safeParse(json)
  if (parsed.success) return { book: parsed.data }
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`,
  )
  const more = problems.length - TOLD
  return { problems: [...problems.slice(0, TOLD), ...(more > 0 ? [`… and ${more} more.`] : [])] }
}
