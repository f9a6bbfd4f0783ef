import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineFeeds } from './line-feeds.ts'

test.for<[string, string, string, string]>([
  ['a new line ends as the one before it', 'a: 1\r\nb: 2\n', 'a: 1\nx: 0\nb: 2\n', 'a: 1\r\nx: 0\r\nb: 2\n'],
  ['the first line ends as the one after it', 'a: 1\r\n', '# new\na: 1\n', '# new\r\na: 1\r\n'],
  ['a joined line loses its whole end', 'a: 1\r\nb: 2\r\n', 'a: 1b: 2\n', 'a: 1b: 2\r\n'],
  ['other ends stay', 'a\r\nb\nc\rd', 'a\nb\nc\ndx', 'a\r\nb\nc\rdx'],
])('%s', ([, text, next, expected]) => {
  expect(lineFeeds(text).changed(next)).toBe(expected)
})

const textOf = (...pieces: string[]) =>
  fc.array(fc.constantFrom('a', 'b', ' ', ...pieces), { maxLength: 30 }).map(all => all.join(''))

test('no change of what is shown is no change of the text, and offsets go together', () => {
  fc.assert(
    fc.property(textOf('\n', '\r\n', '\r'), original => {
      const { shown, toShown, toText, changed } = lineFeeds(original)
      expect(shown).toBe(original.replace(/\r\n|\r/g, '\n'))
      expect(changed(shown)).toBe(original)
      for (let offset = 0; offset <= shown.length; offset++) {
        expect(toShown(toText(offset))).toBe(offset)
        expect(lineFeeds(original.slice(0, toText(offset))).shown).toBe(shown.slice(0, offset))
      }
    }),
  )
})

test('any change of what is shown is shown then, and keeps the text around it', () => {
  fc.assert(
    fc.property(
      textOf('\n', '\r\n'),
      fc.nat(30),
      fc.tuple(fc.nat(5), fc.stringMatching(/^[ab\n]{0,4}$/)),
      (original, at, [size, insert]) => {
        const { shown, toText, changed } = lineFeeds(original)
        const start = Math.min(at, shown.length)
        const next = shown.slice(0, start) + insert + shown.slice(start + size)
        const result = changed(next)
        expect(lineFeeds(result).shown).toBe(next)
        expect(result.startsWith(original.slice(0, toText(start)))).toBe(true)
      },
    ),
  )
})
