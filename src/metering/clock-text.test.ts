import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTimeFormatter } from './clock-text.ts'

test('a time is what Date writes, whatever came before it', () => {
  const anyTimes = fc.array(
    fc.oneof(fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: -62e12, max: 253e12 })),
  )
  fc.assert(
    fc.property(anyTimes, times => {
      const format = createTimeFormatter()
      expect(times.map(format)).toEqual(times.map(time => new Date(time).toISOString()))
    }),
  )
})
