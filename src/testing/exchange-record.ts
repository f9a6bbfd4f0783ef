/** Requests and stored events with good defaults: a test names only what it is about. */
import type { ExchangeRecord } from '#api/contract.ts'
import type { IngestedEvent, MeteringEvent } from '#events/ingested-event.ts'

export type NewExchange = Omit<ExchangeRecord, 'seq'>
type EventInFlight = ExchangeRecord['events'][number]

/** A request of alice that made one event, delivered. */
export function anExchange(id: string, change: Partial<NewExchange> = {}): NewExchange {
  return {
    request_id: `request-${id}`,
    at: '2026-11-21T12:04:31.207Z',
    method: 'GET',
    uri: '/anything',
    status: 200,
    upstream_status: 200,
    client_ip: '127.0.0.1',
    duration_ms: 1.5,
    route: { id: 'route-1', name: 'example-route' },
    service: { id: 'service-1', name: 'example-service' },
    consumer: { id: 'consumer-1', username: 'alice' },
    outcome: 'emitted',
    events: [anEventInFlight(id)],
    trace: [{ step: 'subject', outcome: 'ok', summary: 'consumer.username = alice' }],
    ...change,
  }
}

/** A request that a rule of the plugin dropped. */
export function aDroppedExchange(id: string, change: Partial<NewExchange> = {}): NewExchange {
  return anExchange(id, {
    status: 401,
    outcome: 'dropped',
    reason: 'no_consumer',
    message: 'no consumer on the request',
    events: [],
    trace: [{ step: 'subject', outcome: 'failed', summary: 'consumer = (absent)', path: ['plugins', 1] }],
    ...change,
  })
}

export function anEventInFlight(id: string, change: Partial<EventInFlight> = {}): EventInFlight {
  return {
    id: `event-${id}`,
    type: 'kong.api_request',
    subject: 'alice',
    delivery: 'delivered',
    attempts: [{ at: '2026-11-21T12:04:31.300Z', status: 202 }],
    ...change,
  }
}

export function aStoredEvent(id: string, change: Partial<MeteringEvent> = {}): MeteringEvent {
  return {
    id: `event-${id}`,
    source: 'kong-gateway',
    specversion: '1.0',
    type: 'kong.api_request',
    subject: 'alice',
    time: '2026-11-21T12:04:31.207Z',
    data: { request_method: 'GET' },
    ...change,
  }
}

/** An event as it is listed. */
export function anIngestedEvent(id: string, change: Partial<MeteringEvent> = {}): IngestedEvent {
  const at = '2026-11-21T12:04:31.400Z'
  return { event: aStoredEvent(id, change), ingested_at: at, stored_at: at }
}
