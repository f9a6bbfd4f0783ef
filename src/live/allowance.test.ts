import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAllowance } from './allowance.ts'

/** How many of the times get one. */
function taken(times: readonly number[], options: { perSecond: number; atOnce: number }): number {
  const allowance = createAllowance(options)
  return times.filter(at => allowance.take(at)).length
}

test.for([
  ['a burst gets what is there at once', Array(50).fill(1000), 20],
  [
    'a second later there is as much as a second gives',
    [...Array(50).fill(1000), ...Array(50).fill(2000)],
    30,
  ],
  ['an hour later there is no more than at once', [...Array(50).fill(0), ...Array(50).fill(3_600_000)], 40],
  ['a slow series gets all', Array.from({ length: 100 }, (_, index) => index * 100), 100],
  [
    'times out of order give what the time between them gives',
    Array.from({ length: 200 }, (_, index) => (index % 2) * 500),
    21,
  ],
  [
    'a clock that is set back gives none, and goes on',
    [...Array(30).fill(90_000), 0, 0, 1000, ...Array(20).fill(2000)],
    40,
  ],
] as const)('%s', ([, times, expected]) => {
  expect(taken(times, { perSecond: 10, atOnce: 20 })).toBe(expected)
})

test('no more than what was there at once and what the time gave', () => {
  const spans = fc.array(fc.nat({ max: 500 }), { maxLength: 200 })
  fc.assert(
    fc.property(
      spans,
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 20 }),
      (gaps, perSecond, atOnce) => {
        let at = 0
        const times = gaps.map(gap => (at += gap))
        const most = atOnce + (at / 1000) * perSecond + 1e-6
        expect(taken(times, { perSecond, atOnce })).toBeLessThanOrEqual(most)
      },
    ),
  )
})
