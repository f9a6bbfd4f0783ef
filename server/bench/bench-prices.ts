/** What the bench of the bill preview sells, and to whom: the customers own eight subjects of ten, the others are nobody's. */
import type { PriceBook, Subscription } from '#billing/price-book.ts'
import type { Customer } from '#events/customer.ts'
import { kongMeters, type Meter } from '#events/meter.ts'
import { ARRIVED_AT } from './fill-database.ts'

const OWNED_SUBJECTS = 800

const times = { created_at: ARRIVED_AT, updated_at: ARRIVED_AT }

/** The documented ones, and one whose usage does not add up over subjects. */
export const benchMeters: Meter[] = [
  ...kongMeters(ARRIVED_AT),
  {
    id: '00000000000000000BENCHMDE0',
    key: 'models',
    name: 'Models',
    aggregation: 'unique_count',
    event_type: 'kong.llm_request',
    value_property: '$.model',
    ...times,
  },
]

export function benchCustomers(count: number): Customer[] {
  const own = OWNED_SUBJECTS / count
  return Array.from({ length: count }, (_, index) => ({
    id: `0000000000000000BENCHC${String(index).padStart(4, '0')}`,
    key: `customer-${index}`,
    name: `Customer ${index}`,
    usage_attribution: {
      subject_keys: Array.from({ length: own }, (_, subject) => `consumer-${index * own + subject}`),
    },
    ...times,
  }))
}

/** Every second customer subscribes in the course of the month, each at its own hour. */
export function benchBook(customers: readonly Customer[]): PriceBook {
  const subscriptions = customers.map(
    ({ key }, index): Subscription => ({
      customer: key,
      plan: 'growth',
      active_from: new Date(index % 2 === 0 ? 0 : Date.UTC(2026, 0, 1, index * 7)).toISOString(),
    }),
  )
  return {
    currency: 'EUR',
    features: [
      {
        key: 'reads',
        name: 'Reads',
        meter: 'api_requests_total',
        filters: { route_name: ['route-1', 'route-2'] },
      },
      {
        key: 'input_tokens',
        name: 'Input tokens',
        meter: 'llm_tokens_total',
        filters: { type: ['request'] },
      },
      { key: 'models', name: 'Models', meter: 'models', filters: {} },
    ],
    plans: [
      {
        key: 'growth',
        name: 'Growth',
        rate_cards: [
          {
            key: 'reads',
            name: 'Reads',
            feature: 'reads',
            price: {
              type: 'graduated',
              tiers: [
                { up_to: '100', unit_amount: '0', flat_amount: '0' },
                { unit_amount: '0.002', flat_amount: '0' },
              ],
            },
          },
          {
            key: 'input_tokens',
            name: 'Input tokens',
            feature: 'input_tokens',
            price: { type: 'unit', amount: '0.0000005' },
          },
          { key: 'models', name: 'Models', feature: 'models', price: { type: 'unit', amount: '5' } },
        ],
      },
    ],
    reference_plan: 'growth',
    subscriptions,
  }
}
