import { expect, test } from 'vitest'
import { shareText } from './group-money.ts'

test.for([
  ['0', 'EUR', '€0.00'],
  ['0.000', 'EUR', '€0.00'],
  ['0.004', 'EUR', '< €0.01'],
  ['0.005', 'EUR', '€0.01'],
  ['1234.5', 'EUR', '€1,234.50'],
  ['0.3', 'JPY', '< ¥1'],
  ['0.0004', 'KWD', '< KWD\u00a00.001'],
] as const)('%s %s is %s', ([amount, currency, text]) => {
  expect(shareText(amount, currency)).toBe(text)
})
