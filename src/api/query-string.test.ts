import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readQuery, writeQuery } from './query-string.ts'

const name = fc.stringMatching(/^[a-zA-Z_]\w{0,5}$/)
const leaf = fc.string({ unit: 'grapheme' })
const branch = (inner: fc.Arbitrary<unknown>) => fc.dictionary(name, fc.oneof(leaf, inner), { maxKeys: 3 })
const tree = branch(branch(branch(leaf)))

/** Objects without members have no text. */
function withoutEmpty(value: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = Object.create(null)
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner !== 'object') kept[key] = inner
    else {
      const child = withoutEmpty(inner as Record<string, unknown>)
      if (Object.keys(child).length > 0) kept[key] = child
    }
  }
  return kept
}

test('a tree is read back as it was written', () => {
  fc.assert(
    fc.property(tree, given => {
      expect(readQuery(new URLSearchParams(writeQuery(given)))).toEqual({
        query: withoutEmpty(given),
        conflicts: [],
      })
    }),
  )
})

test.for(['a=1&a=2', 'a=1&a[b]=2', 'a[b]=1&a=2', 'a[b=1', '[a]=1', 'a]b[=1', '=1'])(
  '%s is a conflict',
  text => {
    expect(readQuery(new URLSearchParams(text)).conflicts).toHaveLength(1)
  },
)

test('a name that may be repeated is an array of what was given, and no object', () => {
  const read = (text: string) => readQuery(new URLSearchParams(text), ['a', 'b'])
  expect(read('a=1&c=2&a=3')).toEqual({ query: { a: ['1', '3'], c: '2' }, conflicts: [] })
  expect(read('c=')).toEqual({ query: { c: '' }, conflicts: [] })
  expect(read('a=1&a[x]=2').conflicts).toEqual(['a[x]'])
})
