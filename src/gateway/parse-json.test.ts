import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from './parse-json.ts'

test.for<[string, unknown]>([
  ['{"a":"[[["}', { a: '[[[' }],
  ['"\\"[["', '"[['],
  ['{"a":', undefined],
  ['', undefined],
])('%s', ([text, value]) => {
  expect(parseJson(text)).toEqual(value)
})

test.for([
  [1000, true],
  [1001, false],
  [500_000, false],
] as const)('%i levels are read: %s', ([levels, read]) => {
  expect(parseJson(`${'['.repeat(levels)}${']'.repeat(levels)}`) !== undefined).toBe(read)
})

test('any other JSON is what JSON.parse says', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const text = JSON.stringify(value)
      expect(parseJson(text)).toEqual(JSON.parse(text))
    }),
  )
})
