import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFilter } from '../events/parse-filter.ts'
import { eventsFilter, eventsLink } from './events-link.ts'

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

test('a link has its view', () => {
  expect(eventsLink({ view: 'dropped', reason: 'no_consumer' })).toBe(
    '/events?view=dropped&q=reason%3Ano_consumer',
  )
})
