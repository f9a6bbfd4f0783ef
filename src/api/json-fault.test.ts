import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findJsonFault } from './json-fault.ts'

test.for([
  { text: '', line: 1, column: 1, expected: 'a value' },
  { text: '{"a": 1,\n  "b": }', line: 2, column: 8, expected: 'a value' },
  { text: '{"a" 1}', line: 1, column: 6, expected: 'a colon' },
  { text: '{"a": 1 "b": 2}', line: 1, column: 9, expected: 'a comma or }' },
  { text: "{'a': 1}", line: 1, column: 2, expected: 'a property name in double quotes or }' },
  { text: '[1, 2', line: 1, column: 6, expected: 'a comma or ]' },
  { text: '[1,]', line: 1, column: 4, expected: 'a value' },
  { text: '{} {}', line: 1, column: 4, expected: 'nothing more' },
  { text: '[01]', line: 1, column: 3, expected: 'a comma or ]' },
  { text: '"\n"', line: 1, column: 1, expected: 'a value' },
  { text: 'hello', line: 1, column: 1, expected: 'a value' },
])('$text', ({ text, ...fault }) => {
  expect(findJsonFault(text)).toEqual(fault)
})

test('a text cut short is at fault at its end or in its last token', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (json, at) => {
      const cut = json.slice(0, at % json.length)
      fc.pre(!isJson(cut))
      const { line, column } = findJsonFault(cut)
      expect(line).toBe(1)
      const rest = cut.slice(column - 1)
      expect(rest === '' || /^(".*|[tfn-].*|\d.*|[.eE+-].*)$/s.test(rest)).toBe(true)
    }),
  )
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
