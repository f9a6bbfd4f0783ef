import { expect, test } from 'vitest'
import { aDroppedExchange, anIngestedEvent } from '#testing/exchange-record.ts'
import { mergeRows } from './event-row.ts'
import { barsOfRows } from './histogram-bars.ts'
import { listedTime } from './time-of-day.ts'
import { momentName, stepName } from './time-range.ts'

test('rows are counted in the stretch of time that they are in', () => {
  const exchanges = ['12:00:00', '12:00:00', '12:00:09'].map((time, index) => ({
    ...aDroppedExchange(`${index}`, { at: `2026-11-21T${time}.500Z` }),
    seq: index,
  }))
  const { step, bars } = barsOfRows(mergeRows([], exchanges))
  expect(step).toBe(1000)
  expect(bars.map(({ count }) => count)).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 1])
  const finding = { code: 'validation_error', message: 'no meter found for event type: order' }
  const stored = mergeRows([{ ...anIngestedEvent('a'), validation_errors: [finding] }], [])
  expect(barsOfRows(stored).bars.map(({ errors }) => errors)).toEqual([1])
  expect(barsOfRows([])).toEqual({ step: 0, bars: [] })
})

test.for([
  [1000, '1 s'],
  [300_000, '5 min'],
  [43_200_000, '12 h'],
  [604_800_000, '7 d'],
] as const)('a step of %i ms is %s', ([step, name]) => {
  expect(stepName(step)).toBe(name)
})

const at = new Date(2026, 10, 20, 9, 8, 7, 6).getTime()

test.for([
  [1000, '2026-11-20 09:08:07'],
  [60_000, '2026-11-20 09:08'],
  [86_400_000, '2026-11-20'],
] as const)('a bar of %i ms begins at %s', ([step, name]) => {
  expect(momentName(at, step)).toBe(name)
})

test.for([
  [new Date(2026, 10, 20, 23), '09:08:07.006'],
  [new Date(2026, 10, 21, 0), '11-20 09:08:07.006'],
  [new Date(2027, 0, 1), '2026-11-20 09:08:07'],
] as const)('on %s the list says %s', ([now, listed]) => {
  expect(listedTime(at, now.getTime())).toBe(listed)
})
