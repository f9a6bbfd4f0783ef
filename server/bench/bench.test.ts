import { expect, test } from 'vitest'
import { measurement, median, medianRatio } from './bench.ts'

test.for([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
  [[7], 7],
] as const)('median of %j is %d', ([values, expected]) => {
  expect(median(values)).toBe(expected)
})

test('ratios are taken round by round', () => {
  expect(medianRatio([1, 20, 3], [2, 20, 3])).toBe(1)
})

test('a target decides ok; without one, a figure is only shown', () => {
  expect(measurement('a', [0.89, '×'], { atLeast: 0.9 })).toMatchObject({ target: '>= 0.9', ok: false })
  expect(measurement('a', [1.3, '×'], { atMost: 1.3 })).toMatchObject({ target: '<= 1.3', ok: true })
  expect(measurement('a', [12345.678, 'requests/s'])).toMatchObject({ value: 12350, target: null, ok: true })
})
