import { expect, test } from 'vitest'
import { emptyPriceBook } from '#billing/price-book.ts'
import { readBook } from './read-book.ts'

test('a price book is read as the API writes it', () => {
  expect(readBook(JSON.stringify(emptyPriceBook))).toEqual({ book: emptyPriceBook })
})

test.for([
  ['{"currency": "EUR",\n "features": [}', ['Line 2, column 15: expected a value or ].']],
  ['[]', ['Invalid input: expected object, received array']],
  [
    JSON.stringify({ ...emptyPriceBook, currency: 'euro', reference_plan: 'gone' }),
    ['currency: must be a currency code of three capitals, such as EUR'],
  ],
] as const)('%s is refused with its place', ([text, problems]) => {
  expect(readBook(text)).toMatchObject({ problems: expect.arrayContaining([...problems]) })
})

test('the first problems of many are told', () => {
  const features = Array.from({ length: 9 }, (_, index) => ({ key: `A${index}`, name: 'A', meter: 'm' }))
  const read = readBook(JSON.stringify({ ...emptyPriceBook, features }))
  expect('problems' in read && [read.problems.length, read.problems.at(-1)]).toEqual([6, '… and 4 more.'])
})
