import { describe, expect, test } from 'vitest'
import type { ExchangeRecord } from '#api/contract.ts'
import {
  aDroppedExchange,
  anEventInFlight,
  anExchange,
  anIngestedEvent,
  type NewExchange,
} from '#testing/exchange-record.ts'
import { mergeRows } from './event-row.ts'
import { countViews, rowsOfView } from './event-view.ts'
import { checkStatus, deliveryStatus, rowLabel } from './row-status.ts'

const records = (...exchanges: NewExchange[]): ExchangeRecord[] =>
  exchanges.map((exchange, index) => ({ ...exchange, seq: index + 1 }))

describe('mergeRows', () => {
  test('an event that is on its way and stored is one row', () => {
    const [row, ...rest] = mergeRows([anIngestedEvent('a')], records(anExchange('a')))
    expect(rest).toEqual([])
    expect(row).toMatchObject({ kind: 'event', key: 'event-a', delivery: 'delivered', subject: 'alice' })
  })

  test.for([
    ['waiting', 'delivered', 'Delivered'],
    ['delivered', 'delivered', 'Delivered 202'],
    ['retrying', 'stored', 'Stored'],
    ['lost', 'stored', 'Stored'],
  ] as const)('what is %s for the gateway and stored is %s', ([inFlight, delivery, word]) => {
    const attempts = inFlight === 'waiting' ? [] : [{ at: '2026-11-21T12:04:31.300Z', status: 202 }]
    const exchange = anExchange('a', { events: [anEventInFlight('a', { delivery: inFlight, attempts })] })
    const rows = mergeRows([anIngestedEvent('a')], records(exchange))
    expect(rows).toMatchObject([{ delivery }])
    expect(rows.map(row => row.kind === 'event' && deliveryStatus(row).word)).toEqual([word])
    expect(countViews(rows)).toMatchObject({ emitted: 1, lost: 0 })
    expect(mergeRows([], records(exchange), new Set(['event-a']))).toMatchObject([{ delivery }])
    expect(mergeRows([], records(exchange))).toMatchObject([{ delivery: inFlight }])
  })

  test('an event that nobody here sent is received', () => {
    expect(mergeRows([anIngestedEvent('a')], [])).toMatchObject([{ delivery: 'received', key: 'event-a' }])
  })

  test('events of two sources with one id are two rows', () => {
    const twins = [anIngestedEvent('a'), anIngestedEvent('a', { source: 'elsewhere' })]
    expect(mergeRows(twins, []).map(row => row.key)).toEqual(['event-a', 'event-a elsewhere'])
  })

  test('a request that made no event is a row, and the newest stands first', () => {
    const rows = mergeRows(
      [],
      records(
        anExchange('old', { at: '2026-11-21T12:00:00.000Z' }),
        aDroppedExchange('new', { at: '2026-11-21T12:00:00.001Z' }),
      ),
    )
    expect(rows.map(row => row.key)).toEqual(['request-new', 'event-old'])
  })

  test('a request of two meters is a row for each event', () => {
    const events = [anEventInFlight('a'), anEventInFlight('b', { type: 'kong.llm_request' })]
    const rows = mergeRows([], records(anExchange('a', { events })))
    expect(rows.map(row => row.key)).toEqual(['event-a', 'event-b'])
  })
})

const noCustomer = 'no customer found for event subject: alice'
const rows = mergeRows(
  [
    {
      ...anIngestedEvent('a'),
      validation_errors: [{ code: 'validation_error', message: noCustomer }],
    },
  ],
  records(
    anExchange('a'),
    anExchange('b', { events: [anEventInFlight('b', { subject: 'bob', delivery: 'lost', attempts: [] })] }),
    aDroppedExchange('c', { route: { id: 'route-2', name: 'other-route' } }),
    aDroppedExchange('d', { outcome: 'not_metered', reason: 'status_not_allowed' }),
  ),
)

describe('views', () => {
  test('count what belongs to them', () => {
    expect(countViews(rows)).toEqual({ all: 4, emitted: 2, errors: 1, dropped: 1, lost: 1 })
  })

  test.for(['all', 'emitted', 'errors', 'dropped', 'lost'] as const)(
    '%s shows as many as it counts',
    view => {
      expect(rowsOfView(rows, view)).toHaveLength(countViews(rows)[view])
    },
  )
})

test('states are told in words', () => {
  const byKey = new Map(rows.map(row => [row.key, row]))
  const check = (key: string) => {
    const row = byKey.get(key)
    return row && checkStatus(row)?.word
  }
  expect(check('event-a')).toBe('No customer')
  expect(check('event-b')).toBeUndefined()
  expect(check('request-c')).toBe('Dropped: no consumer')
  expect(check('request-d')).toBe('Not metered: status not allowed')
  const [emitted] = rowsOfView(rows, 'errors')
  if (emitted?.kind !== 'event') throw new Error('the first error is not an event')
  expect(deliveryStatus(emitted).word).toBe('Delivered 202')
  expect(rowLabel(emitted)).toMatch(/, kong\.api_request, subject alice, Delivered 202, No customer$/)
})
