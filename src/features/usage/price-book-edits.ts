/** Changes of the price book, each as a new one. */
import type { Plan, PriceBook, Subscription } from '#billing/price-book.ts'
import { endOf, startOf } from '#billing/price-book.ts'

export function subscribe(book: PriceBook, subscription: Subscription): PriceBook {
  return { ...book, subscriptions: [...book.subscriptions, subscription] }
}

/** The customer's first subscription from `from` (RFC 3339) on, so that what was used before its start is billed. */
export function startEarlier(book: PriceBook, customer: string, from: string): PriceBook {
  const own = book.subscriptions.filter(of => of.customer === customer)
  const first = own.toSorted((one, other) => startOf(one) - startOf(other))[0]
  return replaceSubscription(book, first, of => ({ ...of, active_from: from }))
}

/** The subscription that ends last before `to` runs until `to`; without it, until further notice. */
export function endLater(
  book: PriceBook,
  customer: string,
  { from, to }: { from: string; to: string | undefined },
): PriceBook {
  const own = book.subscriptions.filter(of => of.customer === customer && endOf(of) <= Date.parse(from))
  const last = own.toSorted((one, other) => endOf(one) - endOf(other)).at(-1)
  return replaceSubscription(book, last, ({ active_to: _, ...of }) =>
    to === undefined ? of : { ...of, active_to: to },
  )
}

function replaceSubscription(
  book: PriceBook,
  old: Subscription | undefined,
  change: (of: Subscription) => Subscription,
): PriceBook {
  return { ...book, subscriptions: book.subscriptions.map(of => (of === old ? change(of) : of)) }
}

/** The plan that values what nobody is billed for, else the first one; undefined without plans. */
export function usualPlan({ plans, reference_plan }: PriceBook): Plan | undefined {
  return plans.find(({ key }) => key === reference_plan) ?? plans[0]
}

/** Prices to begin with, on the two meters that Kong documents: requests in tiers, tokens by direction. */
export function exampleBook(book: PriceBook): PriceBook {
  const tokens = (direction: 'request' | 'response') => ({
    meter: 'llm_tokens_total',
    filters: { type: [direction] },
  })
  return {
    ...book,
    features: [
      { key: 'api_requests', name: 'API requests', meter: 'api_requests_total', filters: {} },
      { key: 'input_tokens', name: 'LLM tokens, input', ...tokens('request') },
      { key: 'output_tokens', name: 'LLM tokens, output', ...tokens('response') },
    ],
    plans: [
      {
        key: 'starter',
        name: 'Starter',
        rate_cards: [
          {
            key: 'api_requests',
            name: 'API requests',
            feature: 'api_requests',
            price: {
              type: 'graduated',
              tiers: [
                { up_to: '1000', unit_amount: '0', flat_amount: '0' },
                { unit_amount: '0.002', flat_amount: '0' },
              ],
            },
          },
          {
            key: 'input_tokens',
            name: 'LLM tokens, input',
            feature: 'input_tokens',
            price: { type: 'unit', amount: '0.0000005' },
          },
          {
            key: 'output_tokens',
            name: 'LLM tokens, output',
            feature: 'output_tokens',
            price: { type: 'unit', amount: '0.0000015' },
          },
        ],
      },
    ],
    reference_plan: 'starter',
  }
}
