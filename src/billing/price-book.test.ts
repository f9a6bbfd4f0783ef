import { describe, expect, test } from 'vitest'
import { emptyPriceBook, type PriceBook, priceBook } from './price-book.ts'

const requests = { key: 'api_requests', name: 'API requests', meter: 'api_requests_total', filters: {} }
const starter = {
  key: 'starter',
  name: 'Starter',
  rate_cards: [
    {
      key: 'api_requests',
      name: 'API requests',
      feature: 'api_requests',
      price: { type: 'unit' as const, amount: '0.002' },
    },
  ],
}
const book: PriceBook = {
  currency: 'EUR',
  features: [requests],
  plans: [starter],
  reference_plan: 'starter',
  subscriptions: [
    {
      customer: 'alice',
      plan: 'starter',
      active_from: '2026-01-01T00:00:00Z',
      active_to: '2026-06-01T00:00:00Z',
    },
    { customer: 'alice', plan: 'starter', active_from: '2026-06-01T00:00:00Z' },
  ],
}

describe('a price book', () => {
  test.for<[string, PriceBook]>([
    ['empty', emptyPriceBook],
    ['with one subscription after the other', book],
  ])('%s is read as it is', ([, given]) => {
    expect(priceBook.parse(given)).toEqual(given)
  })

  test.for<[string, unknown, string, string]>([
    ['an unknown currency', { ...book, currency: 'EURO' }, 'currency', 'three capitals'],
    ['a currency that ISO 4217 lacks', { ...book, currency: 'QQQ' }, 'currency', 'ISO 4217'],
    [
      'two features of one key',
      { ...book, features: [requests, requests] },
      'features.1.key',
      '"api_requests" is taken',
    ],
    ['two plans of one key', { ...book, plans: [starter, starter] }, 'plans.1.key', '"starter" is taken'],
    [
      'a rate card on no feature',
      { ...book, features: [] },
      'plans.0.rate_cards.0.feature',
      'there is no feature "api_requests"',
    ],
    [
      'a price per unit of nothing',
      {
        ...book,
        plans: [{ ...starter, rate_cards: [{ ...starter.rate_cards[0], feature: undefined }] }],
      },
      'plans.0.rate_cards.0.feature',
      'a unit price needs usage',
    ],
    [
      'a reference plan that is not there',
      { ...book, reference_plan: 'gold' },
      'reference_plan',
      'no plan "gold"',
    ],
    [
      'a subscription to no plan',
      {
        ...book,
        subscriptions: [{ customer: 'bob', plan: 'gold', active_from: '2026-01-01T00:00:00Z' }],
      },
      'subscriptions.0.plan',
      'no plan "gold"',
    ],
    [
      'two subscriptions at one time',
      {
        ...book,
        subscriptions: [
          { customer: 'bob', plan: 'starter', active_from: '2026-01-01T00:00:00Z' },
          { customer: 'bob', plan: 'starter', active_from: '2026-02-01T00:00:00Z' },
        ],
      },
      'subscriptions.1.active_from',
      'overlaps the subscription of "bob" from 2026-01-01T00:00:00Z',
    ],
    [
      'a subscription that ends before it starts',
      {
        ...book,
        subscriptions: [
          {
            customer: 'bob',
            plan: 'starter',
            active_from: '2026-02-01T00:00:00Z',
            active_to: '2026-01-01T00:00:00Z',
          },
        ],
      },
      'subscriptions.0.active_to',
      'must be after active_from',
    ],
  ])('%s is refused where it stands', ([, given, path, message]) => {
    const issues = priceBook.safeParse(given).error?.issues ?? []
    expect(issues.map(issue => [issue.path.join('.'), issue.message])).toContainEqual([
      path,
      expect.stringContaining(message),
    ])
  })
})
