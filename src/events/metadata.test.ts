import fc from 'fast-check'
import { expect, test } from 'vitest'
import { joinMetadata, labels, splitMetadata } from './metadata.ts'

test.for<[string, string, 'labels' | 'metadata']>([
  ['industry', 'technology', 'labels'],
  ['note', 'Acme Corp', 'metadata'],
  ['kong_id', '1', 'metadata'],
  ['empty', '', 'metadata'],
  ['long', 'x'.repeat(64), 'metadata'],
])('%s: %s is kept as %s', ([name, value, part]) => {
  expect(splitMetadata({ [name]: value })).toEqual({ [part]: { [name]: value } })
})

test('no metadata is neither', () => {
  expect(splitMetadata(null)).toEqual({})
  expect(joinMetadata({})).toBeUndefined()
})

test('metadata comes back whole, and its labels are valid', () => {
  const name = fc.oneof(fc.stringMatching(/^[a-z]{1,3}$/), fc.string())
  const given = fc.dictionary(name, fc.oneof(fc.stringMatching(/^\w+$/), fc.string()), { maxKeys: 60 })
  fc.assert(
    fc.property(given, metadata => {
      const parts = splitMetadata(metadata)
      expect(labels.safeParse(parts.labels ?? {}).success).toBe(true)
      expect(Object.entries(joinMetadata(parts) ?? {}).sort()).toEqual(Object.entries(metadata).sort())
    }),
  )
})
