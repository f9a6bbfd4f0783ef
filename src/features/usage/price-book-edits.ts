/** Changes of the price book, each as a new one. */
import type { Plan, PriceBook, Subscription } from '#billing/price-book.ts'
import { endOf, startOf } from '#billing/price-book.ts'

/** Until the customer's next subscription begins, if there is one: a customer has one at a time. */
export function subscribe(book: PriceBook, subscription: Subscription): PriceBook {
  const next = nextStart(book, subscription.customer, subscription.active_from)
  const added = next === undefined ? subscription : { ...subscription, active_to: next }
  return { ...book, subscriptions: [...book.subscriptions, added] }
}

function nextStart(book: PriceBook, customer: string, after: string): string | undefined {
  const later = book.subscriptions.filter(of => of.customer === customer && startOf(of) >= Date.parse(after))
  return later.toSorted((one, other) => startOf(one) - startOf(other))[0]?.active_from
}

/** The customer's first subscription from `from` (RFC 3339) on, so that what was used before its start is billed. */
export function startEarlier(book: PriceBook, customer: string, from: string): PriceBook {
  const own = book.subscriptions.filter(of => of.customer === customer)
  const first = own.toSorted((one, other) => startOf(one) - startOf(other))[0]
  return replaceSubscription(book, first, of => ({ ...of, active_from: from }))
}

/** The subscription that ended last before `gap` (RFC 3339) runs on: until the next one, or until further notice. */
export function endLater(book: PriceBook, customer: string, gap: string): PriceBook {
  const own = book.subscriptions.filter(of => of.customer === customer && endOf(of) <= Date.parse(gap))
  const last = own.toSorted((one, other) => endOf(one) - endOf(other)).at(-1)
  const next = nextStart(book, customer, gap)
  return replaceSubscription(book, last, ({ active_to: _, ...of }) =>
    next === undefined ? of : { ...of, active_to: next },
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
