import fc from 'fast-check'
import { expect, test } from 'vitest'
import { utf8Length } from './utf8-length.ts'

test('is as many bytes as the encoded text has', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('\ud800', 'é'.repeat(5000), '😀'.repeat(5000)),
  )
  fc.assert(
    fc.property(anyText, text => {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length)
    }),
  )
})
