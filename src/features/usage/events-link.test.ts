import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFilter } from '../events/parse-filter.ts'
import { dataTerm, eventsFilter, eventsLink } from './events-link.ts'

test('a line of an invoice is its subjects, its type and its time', () => {
  const choice = {
    subjects: ['alice', 'alice batch'],
    type: 'kong.api_request',
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-12-01T00:00:00.000Z',
  }
  expect(eventsFilter(choice)).toBe(
    'subject:alice,"alice batch" type:kong.api_request time:>=2026-11-01T00:00:00.000Z time:<2026-12-01T00:00:00.000Z',
  )
})

test('the Events page reads every subject back', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 3 }), subjects => {
      const { terms, problems } = parseFilter(eventsFilter({ subjects, check: 'No customer' }))
      expect(problems).toEqual([])
      expect(terms).toMatchObject([
        { key: 'subject', values: subjects },
        { key: 'check', values: ['No customer'] },
      ])
    }),
  )
})

test('a link has the period of the bill that it comes from', () => {
  const link = eventsLink({ type: 't', bill: { from: '2026-10-31T23:00:00Z', to: '2026-11-30T23:00:00Z' } })
  expect(decodeURIComponent(link)).toBe('/events?q=type:t&bill=2026-10-31T23:00:00Z/2026-11-30T23:00:00Z')
})

test('a link has its view', () => {
  expect(eventsLink({ view: 'dropped', reason: 'no_consumer' })).toBe(
    '/events?view=dropped&q=reason%3Ano_consumer',
  )
})

test.for<[string, string[], string | undefined]>([
  ['$.type', ['input', 'a b'], 'data.type:input,"a b"'],
  ["$.usage['total tokens'][0]", ['1'], "data.usage['total tokens'][0]:1"],
  ['$["say \'x\'"]', ['1'], undefined],
  ['$', ['{}'], undefined],
  ['', ['a'], undefined],
  ['$.type', ['in*'], undefined],
  ['$.type', ['a', ''], undefined],
])('the dimension at %s with one of %j is %j', ([path, values, expected]) => {
  expect(dataTerm(path, values)).toBe(expected)
})

test('the Events page reads every condition on data back', () => {
  const name = fc.stringMatching(/^[^'*]+$/)
  const value = fc.string({ minLength: 1 }).filter(text => !text.includes('*'))
  fc.assert(
    fc.property(name, fc.array(value, { minLength: 1, maxLength: 3 }), (key, values) => {
      const data = dataTerm(`$['${key}']`, values)
      const { terms, problems } = parseFilter(eventsFilter({ data: data === undefined ? [] : [data] }))
      expect(problems).toEqual([])
      expect(terms).toMatchObject([{ values }])
      expect(terms[0]?.key).toMatch(/^data[.[]/)
    }),
  )
})
