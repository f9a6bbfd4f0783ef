import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedLines } from './changed-lines.ts'

test.for([
  ['a\nb\nc', 'a\nB\nc', { line: 2, removed: ['b'], added: ['B'] }],
  ['a\nc', 'a\nb\nc', { line: 2, removed: [], added: ['b'] }],
  ['a\nb\nb\nc', 'a\nb\nc', { line: 3, removed: ['b'], added: [] }],
  ['a', 'a', { line: 2, removed: [], added: [] }],
] as const)('%j → %j', ([before, after, changed]) => {
  expect(changedLines(before, after)).toEqual(changed)
})

const lines = fc.array(fc.constantFrom<string>('a', 'b', ''), { minLength: 1, maxLength: 6 })

test('with the removed lines replaced by the added ones, one text is the other', () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const { line, removed, added } = changedLines(before.join('\n'), after.join('\n'))
      expect(before.toSpliced(line - 1, removed.length, ...added)).toEqual(after)
    }),
  )
})
