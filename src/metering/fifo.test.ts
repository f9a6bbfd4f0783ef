import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFifo } from './fifo.ts'

test('a fifo is an array with push and shift', () => {
  const steps = fc.array(fc.integer({ min: -3000, max: 3000 }), { maxLength: 12 })
  fc.assert(
    fc.property(steps, counts => {
      const fifo = createFifo<number>()
      const model: number[] = []
      counts.forEach(count => {
        for (let index = 0; index < count; index++) {
          fifo.push(index)
          model.push(index)
        }
        for (let index = 0; index > count; index--) expect(fifo.shift()).toBe(model.shift())
        expect(fifo.length).toBe(model.length)
      })
    }),
    { numRuns: 30 },
  )
})
