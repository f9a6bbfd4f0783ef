import { expect, test } from 'vitest'
import { countText, moneyText, quantityText } from './decimal-text.ts'

test.for([
  ['0.00', 'EUR', false, '€0.00'],
  ['1204.5', 'EUR', false, '€1,204.50'],
  ['12345678901234567890.12', 'USD', false, '$12,345,678,901,234,567,890.12'],
  ['100', 'JPY', false, '¥100'],
  ['0.002', 'EUR', true, '€0.002'],
  ['0.0000000000015', 'USD', true, '$0.0000000000015'],
  ['5', 'EUR', true, '€5.00'],
] as const)('%s %s is %s', ([amount, currency, exact, text]) => {
  expect(moneyText(amount, currency, { exact })).toBe(text)
})

test('quantities keep every digit', () => {
  expect(quantityText('9007199254740993.25')).toBe('9,007,199,254,740,993.25')
})

test('a count knows its plural', () => {
  expect([countText(1, 'event'), countText(1200, 'event')]).toEqual(['1 event', '1,200 events'])
})
