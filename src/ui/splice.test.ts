import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spliceOf } from './splice.ts'

test('the splice makes one text of the other', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n') })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { start, end, insert } = spliceOf(before, after)
      expect(before.slice(0, start) + insert + before.slice(end)).toBe(after)
    }),
  )
})

test('the splice is no larger than the change', () => {
  expect(spliceOf('one two three', 'one 2 three')).toEqual({ start: 4, end: 7, insert: '2' })
})
