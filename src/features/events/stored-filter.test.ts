import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCall } from '#api/call.ts'
import { listStudioEvents } from '#api/event-contract.ts'
import { createApi } from '#api/serve.ts'
import { createMemoryBackend } from '#mocks/memory-backend.ts'
import { aStoredEvent } from '#testing/exchange-record.ts'
import { mergeRows } from './event-row.ts'
import { type EventView, rowsOfView } from './event-view.ts'
import { filterRows } from './match-filter.ts'
import { parseFilter } from './parse-filter.ts'
import { type StoredQuestion, storedQuestion } from './stored-filter.ts'

const customer = '01KAJ00000000000000000000A'
const ask = (filter: string, view: EventView = 'all') => storedQuestion(parseFilter(filter).terms, view)

test.for<[string, Partial<StoredQuestion>]>([
  ['', {}],
  ['subject:alice', { filter: { subject: { eq: 'alice' } } }],
  ['subject:alice,bob', { filter: { subject: { oeq: 'alice,bob' } } }],
  ['subject:alice,bob -subject:bob', { filter: { subject: { eq: 'alice' } } }],
  ['subject:alice subject:bob', { none: true }],
  ['-subject:alice', { filter: { subject: { neq: 'alice' } } }],
  ['subject:*li*', { filter: { subject: { contains: 'li' } } }],
  ['subject:*li*,*ob*', { filter: { subject: { ocontains: 'li,ob' } } }],
  ['subject:al*', { unread: ['subject:al*'], mustLook: true }],
  ['-type:a -type:b', { unread: ['-type:a', '-type:b'], mustLook: true }],
  ['subject:"a,b","c"', { unread: ['subject:"a,b",c'], mustLook: true }],
  [`customer:${customer}`, { filter: { customer_id: { eq: customer } } }],
  ['customer:nobody', { none: true }],
  ['-customer:*', { filter: { check: 'no_customer' } }],
  ['check:ok', { filter: { check: 'valid' } }],
  ['-check:ok', { filter: { check: 'no_customer,no_meter,invalid_value' } }],
  ['check:"no customer","no meter"', { filter: { check: 'no_customer,no_meter' } }],
  ['status:>=400', { none: true, unread: ['status:>=400'] }],
  ['-status:>=400', { unread: ['-status:>=400'] }],
  ['outcome:emitted', {}],
  ['outcome:lost', { none: true }],
  ['data.model:a', { unread: ['data.model:a'], mustLook: true }],
  ['timeout', { unread: ['timeout'], mustLook: true }],
  [
    'time:>=2026-11-21T12:00Z time:<2026-11-21T13:00Z',
    { filter: { time: { gte: '2026-11-21T12:00:00.000Z', lt: '2026-11-21T13:00:00.000Z' } } },
  ],
])('%j asks the store for %j', ([filter, question]) => {
  expect(ask(filter)).toEqual({ filter: {}, none: false, unread: [], mustLook: false, ...question })
})

test('the tab of errors asks for findings, the tabs of the gateway for nothing', () => {
  expect(ask('', 'errors').filter).toEqual({ check: 'no_customer,no_meter,invalid_value' })
  expect(ask('check:ok', 'errors').none).toBe(true)
  expect(ask('', 'dropped').none).toBe(true)
  expect(ask('', 'lost').none).toBe(true)
})

test('what the store answers is what the list lets through, for whatever it is asked in full', async () => {
  const backend = createMemoryBackend()
  const at = '2026-11-21T12:04:31.400Z'
  const subjects = ['alice', 'bob', 'Al', 'a,b']
  const events = subjects.flatMap(subject =>
    ['kong.api_request', 'order'].map(type => aStoredEvent(`${subject}-${type}`, { subject, type })),
  )
  await backend.events.append(events.map(event => ({ event, ingested_at: at, stored_at: at })))
  const api = createApi(backend.routes)
  const call = createCall('http://studio', (input, init) => api(new Request(input, init)))
  const { data } = await call(listStudioEvents, { query: { page: { size: 100 } } })
  const rows = mergeRows(data, [])
  const value = fc.constantFrom('alice', 'bob', '*li*', '*LI*', '*a*', 'al', '"a,b"', '*', 'order', '*o*')
  const term = fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.constantFrom('subject', 'type', 'id', 'source', 'customer'),
      fc.array(value, { minLength: 1, maxLength: 2 }),
    )
    .map(([sign, key, values]) => `${sign}${key}:${values.join(',')}`)
  const check = fc.constantFrom('check:ok', '-check:ok', 'check:"no meter"', 'outcome:emitted', '-status:200')
  const view = fc.constantFrom<EventView>('all', 'emitted', 'errors')
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(term, check), { maxLength: 3 }), view, async (typed, shown) => {
      const { terms } = parseFilter(typed.join(' '))
      const question = storedQuestion(terms, shown)
      if (question.mustLook) return
      const listed = filterRows(rowsOfView(rows, shown), terms).map(({ key }) => key)
      const query = { page: { size: 100 }, filter: question.filter }
      const answer = question.none ? [] : (await call(listStudioEvents, { query })).data
      expect(answer.map(({ event }) => event.id).sort()).toEqual(listed.sort())
    }),
  )
})
