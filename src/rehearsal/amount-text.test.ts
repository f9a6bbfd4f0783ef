import { expect, test } from 'vitest'
import { amountText, differenceText, isZero, quantityText } from './amount-text.ts'

test('amounts and quantities of any size are exact', () => {
  expect(amountText('900719925474099312345.67', 'EUR')).toBe('€900,719,925,474,099,312,345.67')
  expect(amountText('-0.20', 'USD')).toBe('-$0.20')
  expect(differenceText('0.50', 'EUR')).toBe('+€0.50')
  expect(differenceText('-0.50', 'EUR')).toBe('-€0.50')
  expect(differenceText('0.00', 'EUR')).toBe('€0.00')
  expect(quantityText('90071992547409931.25')).toBe('90,071,992,547,409,931.25')
})

test.for([
  ['0.00', true],
  ['-0', true],
  ['0.000000000000000000000000000000000001', false],
] as const)('%s is zero: %s', ([amount, zero]) => {
  expect(isZero(amount)).toBe(zero)
})
