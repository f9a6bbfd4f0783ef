import Big from 'big.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { areBillsSame, billDifferences } from './bill-differences.ts'
import type { MoneyBill, MoneySummary } from './money.ts'

function aSummary(
  currency: string,
  totals: Record<string, string>,
  unpaid: Record<string, string> = {},
): MoneySummary {
  const billed = Object.entries(totals).map(([payer, total]) => aBill(payer, total))
  const unbilled = Object.entries(unpaid).map(([payer, total]) => ({
    ...aBill(payer, total),
    unbilled: 'no_customer' as const,
  }))
  const sum = (bills: readonly MoneyBill[]) =>
    bills.reduce((of, bill) => of.plus(bill.total), new Big(0)).toFixed(2)
  const nothing = { without_subject: '0.00', unpriced: [], uncounted: [], ...none }
  const bills = [...billed, ...unbilled]
  return { currency, bills, total: sum(billed), unbilled: sum(unbilled), ...nothing }
}

const none = { lost: '0.00', dropped: '0.00', duplicated: '0.00' }

function aBill(payer: string, total: string): MoneyBill {
  return {
    payer,
    total,
    subjects: [payer],
    basis: 'reference_plan' as const,
    events: 1,
    lines: [],
    without_rate_card: [],
    ...none,
  }
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
    unbilled_payers: [],
  })
})

test('the differences of the payers add up to that of the totals', () => {
  const amount = fc.integer({ min: 0, max: 10_000_000 }).map(cents => new Big(cents).div(100).toFixed(2))
  const totals = fc.dictionary(fc.constantFrom('alice', 'bob', 'carol', 'dave'), amount)
  fc.assert(
    fc.property(totals, totals, (ofA, ofB) => {
      const { payers, total } = billDifferences(aSummary('EUR', ofA, ofB), aSummary('EUR', ofB))
      const sum = payers.reduce((of, { difference = '0' }) => of.plus(difference), new Big(0))
      expect(sum.toFixed(2)).toBe(total.difference)
    }),
  )
})

test('what nobody pays is apart from what somebody pays', () => {
  const a = aSummary('EUR', { acme: '1.00' }, { other: '2.00' })
  const b = aSummary('EUR', {}, { acme: '0.50', other: '2.00' })
  expect(billDifferences(a, b)).toMatchObject({
    total: { difference: '-1.00' },
    unbilled: { difference: '0.50' },
    payers: [{ payer: 'acme', a: '1.00', b: '0.00' }],
    unbilled_payers: [{ payer: 'acme', a: '0.00', b: '0.50' }],
  })
})

test('a customer and a subject of one name are one payer', () => {
  const a = aSummary('EUR', { acme: '1.00' })
  const twice = { ...a, bills: [...a.bills, ...a.bills], total: '2.00' }
  expect(billDifferences(a, twice).payers).toEqual([
    { payer: 'acme', a: '1.00', b: '2.00', difference: '1.00' },
  ])
})

test('amounts of any size are exact', () => {
  const a = aSummary('EUR', { acme: '0.01' })
  const b = aSummary('EUR', { acme: '900719925474099312345.67' })
  expect(billDifferences(a, b).total.difference).toBe('900719925474099312345.66')
})

test('bills are the same where nobody pays more or less, in the same currency', () => {
  const a = aSummary('EUR', { acme: '1.00' }, { other: '2.00' })
  expect(areBillsSame(billDifferences(a, a))).toBe(true)
  expect(areBillsSame(billDifferences(a, { ...a, currency: 'USD' }))).toBe(false)
  expect(areBillsSame(billDifferences(a, aSummary('EUR', { acme: '1.00' }, { one: '2.00' })))).toBe(false)
})
