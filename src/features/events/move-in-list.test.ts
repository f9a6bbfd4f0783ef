import { expect, test } from 'vitest'
import { moveInList } from './move-in-list.ts'
import { ago, timeOfDay } from './time-of-day.ts'

test.for([
  ['j', 0, 1],
  ['ArrowDown', 99, 99],
  ['k', 0, 0],
  ['ArrowUp', 50, 49],
  ['PageDown', 50, 70],
  ['PageUp', 10, 0],
  ['Home', 50, 0],
  ['End', 50, 99],
  ['j', -1, 0],
  ['End', -1, 99],
  ['x', 50, undefined],
] as const)('%s from %i leads to %o', ([key, index, expected]) => {
  expect(moveInList(key, { index, count: 100, page: 20 })).toBe(expected)
})

test('nothing to move to in an empty list', () => {
  expect(moveInList('j', { index: -1, count: 0, page: 20 })).toBeUndefined()
})

test('times have milliseconds', () => {
  expect(timeOfDay(new Date(2026, 10, 21, 4, 5, 6, 7).getTime())).toBe('04:05:06.007')
  expect(timeOfDay(Number.NaN)).toBe('–')
})

test.for([
  [999, 'now'],
  [1000, '1 s ago'],
  [125_000, '2 min ago'],
  [7_200_000, '2 h ago'],
  [90_000_000, '1 d ago'],
] as const)('%i ms ago is %s', ([passed, expected]) => {
  expect(ago(1_000_000_000 - passed, 1_000_000_000)).toBe(expected)
})
