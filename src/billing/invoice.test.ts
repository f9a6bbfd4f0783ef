import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createInvoice, type InvoiceOrder, minorDigits, type Period } from './invoice.ts'
import type { Plan, Subscription } from './price-book.ts'

const november = { from: Date.parse('2026-11-01T00:00:00Z'), to: Date.parse('2026-12-01T00:00:00Z') }
const starter: Plan = {
  key: 'starter',
  name: 'Starter',
  rate_cards: [
    { key: 'base', name: 'Base fee', price: { type: 'flat', amount: '10' } },
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
  ],
}
const always: Subscription = { customer: 'alice', plan: 'starter', active_from: '2026-01-01T00:00:00Z' }

function order(change: Partial<InvoiceOrder> = {}): InvoiceOrder {
  return {
    subscriptions: [always],
    plans: [starter],
    period: november,
    currency: 'EUR',
    usageOf: () => '1204',
    ...change,
  }
}

describe('an invoice preview', () => {
  test('has a line for each rate card and their total', () => {
    const { lines, total } = createInvoice(order())
    expect(lines.map(({ name, quantity, amount }) => [name, quantity, amount])).toEqual([
      ['Base fee', undefined, '10.00'],
      ['API requests', '1204', '0.41'],
    ])
    expect(total).toBe('10.41')
  })

  test('keeps what rounding took away in sight', () => {
    const { lines } = createInvoice(order())
    expect(lines[1]).toMatchObject({ unrounded: '0.408', amount: '0.41' })
  })

  test.for<[string, Partial<Subscription>, [string, string] | undefined]>([
    [
      'counts from the start of a subscription that begins within the period',
      { active_from: '2026-11-10T12:00:00Z' },
      ['2026-11-10T12:00:00.000Z', '2026-12-01T00:00:00.000Z'],
    ],
    [
      'counts until the end of a subscription that ends within the period',
      { active_to: '2026-11-05T00:00:00Z' },
      ['2026-11-01T00:00:00.000Z', '2026-11-05T00:00:00.000Z'],
    ],
    ['has no line before the subscription', { active_from: '2026-12-01T00:00:00Z' }, undefined],
    ['has no line after the subscription', { active_to: '2026-11-01T00:00:00Z' }, undefined],
  ])('%s', ([, change, expected]) => {
    const asked: Period[] = []
    const usageOf = (_feature: string, period: Period) => {
      asked.push(period)
      return '1'
    }
    const { lines } = createInvoice(order({ usageOf, subscriptions: [{ ...always, ...change }] }))
    expect(lines.at(-1) && [lines.at(-1)?.from, lines.at(-1)?.to]).toEqual(expected)
    expect(asked.map(({ from, to }) => [new Date(from).toISOString(), new Date(to).toISOString()])).toEqual(
      expected ? [expected] : [],
    )
  })

  test.for<[string, string, string]>([
    ['half a cent goes up', '0.005', '0.01'],
    ['less than half a cent goes down', '0.00499', '0.00'],
  ])('%s', ([, amount, rounded]) => {
    const plan: Plan = {
      key: 'starter',
      name: 'S',
      rate_cards: [{ key: 'u', name: 'U', feature: 'f', price: { type: 'unit', amount } }],
    }
    expect(createInvoice(order({ plans: [plan], usageOf: () => '1' })).total).toBe(rounded)
  })

  test('gives no credit for a negative sum', () => {
    const { lines, total } = createInvoice(order({ usageOf: () => '-3' }))
    expect(lines[1]).toMatchObject({ quantity: '-3', amount: '0.00' })
    expect(total).toBe('10.00')
  })

  test('totals the lines as they are printed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { maxLength: 6 }), thousandths => {
        const cards = thousandths.map((value, index) => ({
          key: `c${index}`,
          name: `C${index}`,
          price: { type: 'flat' as const, amount: String(value / 1000) },
        }))
        const plans = [{ key: 'starter', name: 'S', rate_cards: cards }]
        const { lines, total } = createInvoice(order({ plans }))
        const cents = lines.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0)
        expect(total).toBe((cents / 100).toFixed(2))
      }),
    )
  })
})

test.for([
  ['EUR', 2],
  ['JPY', 0],
  ['KWD', 3],
] as const)('%s has %d digits after the point', ([currency, digits]) => {
  expect(minorDigits(currency)).toBe(digits)
})
