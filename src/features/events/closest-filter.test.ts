import { expect, test } from 'vitest'
import { anIngestedEvent } from '#testing/exchange-record.ts'
import { closestFilter } from './closest-filter.ts'
import { mergeRows } from './event-row.ts'
import { parseFilter } from './parse-filter.ts'

const rows = mergeRows(
  ['alice', 'bob', 'customer-17'].map((subject, index) => anIngestedEvent(`${index}`, { subject })),
  [],
)

test.for([
  ['subject:alicia', 'subject:alice'],
  ['subject:Alice status:200', 'subject:alice status:200'],
  ['customer-71', 'customer-17'],
  ['type:kong.api_requests', 'type:kong.api_request'],
  ['subject:alice', undefined],
  ['subject:nobody', undefined],
  ['-subject:alicia', undefined],
  ['status:200', undefined],
  ['', undefined],
] as const)('%j may mean %j', ([typed, meant]) => {
  expect(closestFilter(parseFilter(typed).terms, rows)?.filter).toBe(meant)
})
