import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRecentValues } from './recent-values.ts'

test('knows what was set or asked for last, and never another value', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(12)), (capacity, keys) => {
      const recent = createRecentValues<number>(capacity)
      for (const key of keys) {
        expect([undefined, key * 2]).toContain(recent.get(String(key)))
        recent.set(String(key), key * 2)
      }
      for (const key of new Set(keys.slice(-capacity))) expect(recent.get(String(key))).toBe(key * 2)
    }),
  )
})

test('holds no more than twice its capacity', () => {
  const recent = createRecentValues<number>(3)
  for (let key = 0; key < 100; key += 1) recent.set(String(key), key)
  const known = Array.from({ length: 100 }, (_, key) => recent.get(String(key))).filter(
    value => value !== undefined,
  )
  expect(known.length).toBeLessThanOrEqual(6)
})
