import { expect, test } from 'vitest'
import { reasonWords } from './row-reason.ts'

test.for([
  ['no_consumer', 'no consumer'],
  ['max_entries', 'queue full, max_entries reached'],
  ['the queue was full (max_entries)', 'the queue was full (max_entries)'],
] as const)('%s is said as “%s”', ([reason, words]) => {
  expect(reasonWords(reason)).toBe(words)
})
