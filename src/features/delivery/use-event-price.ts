/** What an event is worth: as typed, else by the price book's reference plan. */
import { useQuery } from '@tanstack/react-query'
import { getPriceBook } from '#api/billing-contract.ts'
import { createCall } from '#api/call.ts'
import type { PriceBook } from '#billing/price-book.ts'

export interface EventPrice {
  /** A decimal number. */
  amount: string
  currency: string
  /** Where it is from, as a sentence. */
  origin: string
}

const call = createCall(location.origin, (input, init) => globalThis.fetch(input, init))

export function useEventPrice(typed: string | undefined): EventPrice {
  const { data: book } = useQuery({
    queryKey: ['prices'],
    queryFn: ({ signal }) => call(getPriceBook, { signal }),
  })
  const currency = book?.currency ?? 'USD'
  if (typed !== undefined) return { amount: typed, currency, origin: 'As typed here.' }
  const reference = book && referencePrice(book)
  return reference === undefined
    ? { amount: '0.001', currency, origin: 'A guess: no reference plan has a price per unit.' }
    : { ...reference, currency }
}

/** The first price per unit of the plan that values what nobody is billed for. */
function referencePrice(book: PriceBook): { amount: string; origin: string } | undefined {
  const plan = book.plans.find(({ key }) => key === book.reference_plan)
  for (const card of plan?.rate_cards ?? []) {
    if (card.price.type === 'unit') {
      return { amount: card.price.amount, origin: `“${card.name}” of the plan ${plan?.name}.` }
    }
  }
  return undefined
}
