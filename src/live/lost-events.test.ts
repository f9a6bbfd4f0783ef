import { expect, test } from 'vitest'
import { createLostEvents } from './lost-events.ts'

const anEvent = (id: string) => ({
  ...{ specversion: '1.0', id, source: 'kong-gateway', type: 'kong.api_request', subject: 'alice' },
  ...{ time: '2026-11-21T12:00:00.000Z', data: { route_name: 'orders' } },
})

test('a lost event has its subject, its time and its data, and how far it came', () => {
  const lost = createLostEvents()
  lost.add(JSON.stringify(anEvent('1')), [])
  lost.add(JSON.stringify(anEvent('2')), [{ at: 0, status: 503, error: 'down' }])
  lost.add(JSON.stringify(anEvent('3')), [{ at: 0, status: 400, error: 'bad' }])
  const time = Date.parse('2026-11-21T12:00:00Z')
  expect(lost.usage()).toEqual([
    { kind: 'rejected', who: 'alice', event: anEvent('3'), time },
    { kind: 'lost', who: 'alice', event: anEvent('2'), time },
    { kind: 'lost', who: 'alice', event: anEvent('1'), time, untried: true },
  ])
})

test('the newest ten thousand are kept', () => {
  const lost = createLostEvents()
  for (let index = 0; index <= 10_000; index += 1) lost.add(JSON.stringify(anEvent(String(index))), [])
  const ids = lost.usage().map(({ event }) => event.id)
  expect([ids.length, ids[0], ids.at(-1)]).toEqual([10_000, '10000', '1'])
})
