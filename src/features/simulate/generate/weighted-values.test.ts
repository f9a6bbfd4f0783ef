import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readValues, valuesText } from './weighted-values.ts'

test.for([
  ['research', [{ value: 'research', weight: 1 }]],
  [
    'research | sales ×2',
    [
      { value: 'research', weight: 1 },
      { value: 'sales', weight: 2 },
    ],
  ],
  ['a*3', [{ value: 'a', weight: 3 }]],
  ['a\\|b', [{ value: 'a|b', weight: 1 }]],
  ['', [{ value: '', weight: 1 }]],
] as const)('%s', ([text, values]) => {
  expect(readValues(text)).toEqual(values)
})

test('values survive being written and read', () => {
  const value = fc.string({ minLength: 1 }).filter(text => text.trim() === text)
  const values = fc.array(fc.record({ value, weight: fc.integer({ min: 1, max: 99 }) }), { minLength: 1 })
  fc.assert(
    fc.property(values, given => {
      expect(readValues(valuesText(given))).toEqual(given)
    }),
  )
})
