import fc from 'fast-check'
import { expect, test } from 'vitest'
import { importText } from './import-text.ts'
import { shellCommand } from './shell-command.ts'

const words = (text: string) => shellCommand(text, 0).pipeline.map(command => command.map(word => word.text))

test.for<[string, string[][]]>([
  ['echo\u00a0x', [['echo', 'x']]],
  ['echo x\u00a0y', [['echo', 'x', 'y']]],
  ['echo \u2003', [['echo', '\u2003']]],
  ['echo \ufeff', [['echo', '\ufeff']]],
  ['curl \f x', [['curl', '\f', 'x']]],
  [`echo${' '.repeat(3000)}x`, [['echo', 'x']]],
  [`echo x |${'\n'.repeat(3000)}cat`, [['echo', 'x'], ['cat']]],
  ["echo 'x\u00a0y'", [['echo', 'x\u00a0y']]],
])('white space in %j', ([text, expected]) => {
  expect(words(text)).toEqual(expected)
})

test('every command ends, whatever white space stands in it', () => {
  const space = fc.constantFrom('\u00a0', '\u2003', '\u2028', '\ufeff', '\f', '\v', '\r', '\t', ' ', '\n')
  const sign = fc.constantFrom(
    'echo',
    'curl',
    'x',
    "'",
    '"',
    '\\',
    '|',
    '<<EOF',
    ';',
    '&',
    '$',
    '{',
    '$x =',
    '@',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(space, sign)), pieces => {
      expect(() => importText(pieces.join(''))).not.toThrow()
    }),
    { numRuns: 500 },
  )
})
