import type { StoredEvent } from '#events/event-store.ts'
import type { MeteringEvent } from '#events/ingested-event.ts'

/** An event as the plugin sends it for one request of alice. */
export function anEvent(part: Partial<MeteringEvent> = {}): MeteringEvent {
  return {
    specversion: '1.0',
    id: '1',
    source: 'kong-gateway',
    type: 'kong.api_request',
    subject: 'alice',
    time: '2026-01-02T03:04:05.000Z',
    datacontenttype: 'application/json',
    data: { request_method: 'GET' },
    ...part,
  }
}

/** The same as a store keeps it. */
export function aStoredEvent(
  part: Partial<MeteringEvent> = {},
  at = '2026-01-02T03:04:06.000Z',
): StoredEvent {
  return { event: anEvent(part), ingested_at: at, stored_at: at }
}
