import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRingBuffer } from './ring-buffer.ts'

test('keeps the newest entries, newest first', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.nat(), { maxLength: 30 }), (capacity, pushed) => {
      const ring = createRingBuffer<number>(capacity)
      for (const entry of pushed) ring.push(entry)
      expect([...ring.entries()]).toEqual(pushed.slice(-capacity).reverse())
      expect(ring.total).toBe(pushed.length)
    }),
  )
})
