import { expect, test } from 'vitest'
import { durationText, perMonth, shareText } from './run-text.ts'

test.for([
  [0, 0, '–'],
  [0, 10, '0 %'],
  [38, 100, '38 %'],
  [3, 1000, '0.3 %'],
  [1, 1, '100 %'],
] as const)('the share of %d in %d is %s', ([part, whole, text]) => {
  expect(shareText(part, whole)).toBe(text)
})

test.for([
  [0.25, '250 ms'],
  [2.25, '2.3 s'],
  [60, '1 min'],
  [7500, '2 h 5 min'],
  [7200, '2 h'],
  [86_400 * 3, '3 days'],
] as const)('%d seconds are %s', ([seconds, text]) => {
  expect(durationText(seconds)).toBe(text)
})

test('projects to 30 days, and nothing without a duration', () => {
  expect(perMonth(10, { duration: 3600 })).toBe(7200)
  expect(perMonth(10, { duration: 0 })).toBeUndefined()
})
