import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aDroppedExchange, anEventInFlight, anExchange, anIngestedEvent } from '#testing/exchange-record.ts'
import { mergeRows } from './event-row.ts'
import { filterRows } from './match-filter.ts'
import { parseFilter } from './parse-filter.ts'

const message = 'no customer found for event subject: alice'
const lost = anEventInFlight('b', {
  subject: 'bob',
  delivery: 'lost',
  reason: 'max_retry_time',
  attempts: [],
})
const rows = mergeRows(
  [
    { ...anIngestedEvent('a'), validation_errors: [{ code: 'validation_error', message }] },
    {
      ...anIngestedEvent('z', {
        ...{ subject: 'zoe (a.b*c)', type: 'kong.llm_request', source: 'elsewhere' },
        data: { model: 'Gpt-4', tokens: 12, 'is cached': null, choices: [{ final: true }] },
      }),
      customer: { id: 'customer-1' },
    },
  ],
  [
    anExchange('a'),
    anExchange('b', { events: [lost], uri: '/anything/else?x=1' }),
    aDroppedExchange('c', { method: 'POST', route: { id: 'route-2', name: 'other-route' } }),
    aDroppedExchange('d', { outcome: 'not_metered', reason: 'status_not_allowed', status: 503 }),
  ].map((one, index) => ({ ...one, seq: index + 1 })),
)

const left = (filter: string) =>
  filterRows(rows, parseFilter(filter).terms)
    .map(({ key }) => key.replace(/^(event|request)-/, ''))
    .sort()
    .join('')

test.for([
  ['', 'abcdz'],
  ['ALICE', 'abcd'],
  ['other-route', 'c'],
  ['alice api_request', 'ab'],
  ['-bob -dropped', 'adz'],
  ['subject:alice', 'a'],
  ['subject:ALICE', ''],
  ['subject:bob,alice', 'ab'],
  ['-subject:bob,alice', 'cdz'],
  ['time:>2026-11-21T12:00Z', 'abcdz'],
  ['time:<2026-11-21T12:00Z', ''],
  ['subject:ali', ''],
  ['subject:ali*', 'a'],
  ['subject:*ALI*', 'a'],
  ['-subject:alice', 'bcdz'],
  ['subject:"zoe (a.b*c)"', 'z'],
  ['subject:"zoe (aXb*"', ''],
  ['type:kong.*_request', 'abz'],
  ['type:kong.llm_request source:elsewhere', 'z'],
  ['customer:*', 'z'],
  ['-customer:*', 'abcd'],
  ['customer:customer-1', 'z'],
  ['check:"no customer"', 'a'],
  ['check:"no customer found*"', 'a'],
  ['check:ok', 'z'],
  ['delivery:lost', 'b'],
  ['delivery:received', 'z'],
  ['outcome:dropped', 'c'],
  ['outcome:"not metered"', 'd'],
  ['reason:max_*', 'b'],
  ['status:401', 'c'],
  ['status:>=401', 'cd'],
  ['status:>401', 'd'],
  ['status:<401', 'ab'],
  ['status:<=401', 'abc'],
  ['-status:>=400', 'abz'],
  ['method:post', 'c'],
  ['path:/anything', 'acd'],
  ['path:/anything/else', 'b'],
  ['path:*x=1', 'b'],
  ['route:other-route', 'c'],
  ['route:route-2', 'c'],
  ['service:example-service consumer:alice', 'abcd'],
  ['id:event-b', 'b'],
  ['id:request-c', 'c'],
  ['data.model:Gpt-4', 'z'],
  ['data.model:gpt-4', ''],
  ['data.model:*pt*,other', 'z'],
  ['data.model:*', 'z'],
  ['-data.model:*', 'abcd'],
  ['data.tokens:12 data.choices[0].final:true', 'z'],
  ["data['is cached']:*", ''],
  ['data.request_method:GET', 'a'],
] as const)('%j leaves %j', ([filter, keys]) => {
  expect(parseFilter(filter).problems).toEqual([])
  expect(left(filter)).toBe(keys)
})

test('a term and its negation share the rows between them', () => {
  const term = fc.constantFrom('subject:alice', 'status:>400', 'alice', 'customer:*', 'path:/any*', 'nobody')
  fc.assert(
    fc.property(term, text => {
      expect([...left(text), ...left(`-${text}`)].sort().join('')).toBe('abcdz')
    }),
  )
})
