import { expect, test } from 'vitest'
import { NO_PAGE } from '#metering/event-bytes.ts'
import type { EventInFlight } from './exchange-log.ts'
import { explainDelivery } from './explain-delivery.ts'
import { queueEnds } from './queue-ends.ts'

const event: EventInFlight['event'] = { id: 'e1', type: 'kong.api_request', subject: 'alice', json: '{}' }
const waiting: EventInFlight = {
  event,
  delivery: 'waiting',
  reason: undefined,
  batch: undefined,
  page: NO_PAGE,
  start: 0,
  end: 0,
}
const origin = ['plugins', 0]

test('an event tells its batch, each attempt, and the fields that decided', () => {
  const attempts = [
    { at: 0, status: 503, error: 'request to a:1 returned status code 503 and body ' },
    { at: 1000, status: 202 },
  ]
  const delivered: EventInFlight = {
    ...waiting,
    delivery: 'delivered',
    batch: { number: 7, size: 2, attempts },
  }
  const steps = explainDelivery(delivered, origin)
  expect(steps.map(({ step, outcome, summary, path }) => [step, outcome, summary, path?.join('.')])).toEqual([
    [
      'queue',
      'ok',
      'kong.api_request e1 is delivered in batch 7 of its queue (2 events)',
      'plugins.0.config.queue',
    ],
    [
      'delivery',
      'failed',
      '1970-01-01T00:00:00.000Z: attempt 1 failed: request to a:1 returned status code 503 and body ',
      'plugins.0.config.queue.initial_retry_delay',
    ],
    [
      'delivery',
      'ok',
      '1970-01-01T00:00:01.000Z: attempt 2 answered with 202',
      'plugins.0.config.ingest_endpoint',
    ],
  ])
  expect(steps.every(({ why }) => why !== undefined)).toBe(true)
})

test.for(Object.values(queueEnds))('an event that ends otherwise leads to $field', ({ text, field, why }) => {
  const [step] = explainDelivery({ ...waiting, delivery: 'lost', reason: text }, origin)
  expect(step).toMatchObject({ outcome: 'failed', path: ['plugins', 0, 'config', 'queue', field], why })
  expect(step?.summary).toBe(`kong.api_request e1 is lost: ${text}`)
})
