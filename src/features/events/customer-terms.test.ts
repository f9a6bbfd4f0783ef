import { expect, test } from 'vitest'
import { withCustomerIds } from './customer-terms.ts'
import { parseFilter, writeFilter } from './parse-filter.ts'

const names = new Map([
  ['01A', 'Alice Ltd'],
  ['01B', 'Bob (EU)'],
  ['01C', 'Alice Inc'],
])

test.for([
  ['customer:"alice ltd"', 'customer:01A'],
  ['customer:"Bob (EU)","Alice Ltd"', 'customer:01B,01A'],
  ['customer:alice*', 'customer:01A,01C'],
  ['-customer:"Alice Ltd"', '-customer:01A'],
  ['customer:01A subject:"Alice Ltd"', 'customer:01A subject:"Alice Ltd"'],
  ['-customer:*', '-customer:*'],
  ['customer:carol', 'customer:carol'],
] as const)('%s asks for %s', ([typed, asked]) => {
  expect(writeFilter(withCustomerIds(parseFilter(typed).terms, names))).toBe(asked)
})
