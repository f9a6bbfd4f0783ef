import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDueHeap } from './due-heap.ts'

test('items come out by time, those of one time in the order in which they came', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 60 }), fc.nat(20), (times, at) => {
      const heap = createDueHeap<number>()
      times.forEach((dueAt, index) => {
        heap.add(index, dueAt)
      })
      const taken: number[] = []
      for (let item = heap.takeDue(at); item !== undefined; item = heap.takeDue(at)) taken.push(item)
      const due = [...times.keys()].filter(index => (times[index] ?? 0) <= at)
      expect(taken).toEqual(
        due.toSorted((one, other) => (times[one] ?? 0) - (times[other] ?? 0) || one - other),
      )
      expect(heap.length).toBe(times.length - due.length)
    }),
  )
})
