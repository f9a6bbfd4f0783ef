import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCursor, writeCursor } from './cursor.ts'

test('a cursor is read back as it was written, and is safe in a URL', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('time', 'ingested_at', 'stored_at'),
      fc.integer({ min: -8.64e15, max: 8.64e15 }),
      fc.nat(),
      (field, value, seq) => {
        const cursor = writeCursor({ field, value, seq })
        expect(encodeURIComponent(cursor)).toBe(cursor)
        expect(readCursor(cursor)).toEqual({ field, value, seq })
      },
    ),
  )
})

test('any other text is not a cursor', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const position = readCursor(text)
      if (position !== undefined) expect(writeCursor(position)).toBe(text)
    }),
  )
})
