/** What of the exchanges never became billable, in the words of the bill preview. */
import type { MissedUsage } from '#billing/missed-usage.ts'
import type { MeteringEvent } from '#events/ingested-event.ts'
import type { ExchangeRecord } from './contract.ts'

/** The part of a record that decides it. */
export type MissedExchange = Pick<
  ExchangeRecord,
  'at' | 'method' | 'status' | 'outcome' | 'reason' | 'request_id' | 'events' | 'route' | 'service'
>

/** A dropped request counts as the `kong.api_request` that it would have been, without its attributes. */
export function missedUsage(exchange: MissedExchange): MissedUsage[] {
  const time = Date.parse(exchange.at)
  if (exchange.outcome === 'dropped') {
    return [{ kind: 'dropped', who: exchange.reason ?? 'dropped', event: wouldBeEvent(exchange), time }]
  }
  return exchange.events.flatMap(({ delivery, event, subject, attempts }) =>
    delivery !== 'lost' || event === undefined ? [] : [lostUsage({ event, subject, attempts }, time)],
  )
}

interface LostEvent {
  event: MeteringEvent
  subject: string
  attempts: readonly { status?: number | undefined }[]
}

/** An event whose delivery gave up. `time`: its request's, milliseconds since the epoch. */
export function lostUsage({ event, subject, attempts }: LostEvent, time: number): MissedUsage {
  const status = attempts.at(-1)?.status ?? 0
  const kind = status >= 400 && status < 500 ? 'rejected' : 'lost'
  return { kind, who: subject, event, time, ...(attempts.length === 0 && { untried: true }) }
}

function wouldBeEvent({ request_id, method, status, route, service }: MissedExchange): MeteringEvent {
  return {
    id: request_id,
    source: 'kong-gateway',
    specversion: '1.0',
    type: 'kong.api_request',
    subject: '',
    data: {
      request_method: method,
      response_http_status: status,
      ...(route && { route_id: route.id, route_name: route.name }),
      ...(service && { service_id: service.id, service_name: service.name }),
    },
  }
}
