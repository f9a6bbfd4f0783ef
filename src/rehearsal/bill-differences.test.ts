import Big from 'big.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { billDifferences } from './bill-differences.ts'
import type { MoneySummary } from './money.ts'

function aSummary(currency: string, totals: Record<string, string>): MoneySummary {
  const none = { lost: '0.00', dropped: '0.00', duplicated: '0.00' }
  const bills = Object.entries(totals).map(([payer, total]) => ({
    payer,
    total,
    subjects: [payer],
    basis: 'reference_plan' as const,
    events: 1,
    lines: [],
    without_rate_card: [],
    ...none,
  }))
  const total = bills.reduce((sum, bill) => sum.plus(bill.total), new Big(0)).toFixed(2)
  const nothing = { unbilled: '0.00', without_subject: '0.00', unpriced: [], uncounted: [] }
  return { currency, bills, total, ...nothing, ...none }
}

test('payers of either run stand there once, the largest difference first, those alike not at all', () => {
  const a = aSummary('EUR', { alice: '1.00', bob: '2.00', carol: '3.00' })
  const b = aSummary('EUR', { alice: '1.00', bob: '2.50', dave: '4.00' })
  expect(billDifferences(a, b)).toEqual({
    currencies: { a: 'EUR', b: 'EUR' },
    total: { a: '6.00', b: '7.50', difference: '1.50' },
    unbilled: { a: '0.00', b: '0.00', difference: '0.00' },
    payers: [
      { payer: 'dave', a: '0.00', b: '4.00', difference: '4.00' },
      { payer: 'carol', a: '3.00', b: '0.00', difference: '-3.00' },
      { payer: 'bob', a: '2.00', b: '2.50', difference: '0.50' },
    ],
  })
})

test('the differences of the payers add up to that of the totals', () => {
  const amount = fc.integer({ min: 0, max: 10_000_000 }).map(cents => new Big(cents).div(100).toFixed(2))
  const totals = fc.dictionary(fc.constantFrom('alice', 'bob', 'carol', 'dave'), amount)
  fc.assert(
    fc.property(totals, totals, (ofA, ofB) => {
      const { payers, total } = billDifferences(aSummary('EUR', ofA), aSummary('EUR', ofB))
      const sum = payers.reduce((of, { difference = '0' }) => of.plus(difference), new Big(0))
      expect(sum.toFixed(2)).toBe(total.difference)
    }),
  )
})
