/** A finished request as the API tells it: written when somebody looks. */
import type { ExchangeRecord, ExchangeSummary } from '#api/contract.ts'
import { exchangeOf } from '#gateway/exchange-of.ts'
import type { Exchange } from '#metering/exchange.ts'
import type { MeterOutcome } from '#metering/meter.ts'
import type { EventInFlight, LoggedExchange } from './exchange-log.ts'

export function outcomeOf({ outcome }: LoggedExchange): ExchangeRecord['outcome'] {
  return outcome?.kind ?? 'not_metered'
}

export function exchangeSummary(logged: LoggedExchange): Omit<ExchangeSummary, 'seq'> {
  const { pass, ending, outcome } = logged
  const exchange = exchangeOf(pass.request, pass, ending)
  const { request, response, upstreamStatus, route, service, consumer, application } = exchange
  return {
    request_id: request.id,
    at: new Date(request.startedAt).toISOString(),
    method: request.method,
    uri: shownUri(request),
    status: response.status,
    ...(upstreamStatus !== undefined && { upstream_status: upstreamStatus }),
    client_ip: request.clientIp,
    duration_ms: Math.round(logged.durationMilliseconds * 1000) / 1000,
    ...(route && { route: named(route) }),
    ...(service && { service: named(service) }),
    ...(application && { application: { id: application.id, name: application.name ?? application.id } }),
    ...(consumer && {
      consumer: {
        id: consumer.id,
        ...(consumer.username !== undefined && { username: consumer.username }),
      },
    }),
    outcome: outcomeOf(logged),
    ...reasonOf(outcome),
    events: logged.events.map(eventRecord),
  }
}

function named({ id, name }: { id: string; name?: string }): { id: string; name?: string } {
  return name === undefined ? { id } : { id, name }
}

function reasonOf(outcome: MeterOutcome | undefined): { reason?: string; message?: string } {
  if (outcome === undefined) {
    return { reason: 'no_plugin', message: 'no enabled metering-and-billing plugin applies to the request' }
  }
  return outcome.kind === 'emitted' ? {} : { reason: outcome.reason, message: outcome.message }
}

function eventRecord({ event, delivery, reason, batch }: EventInFlight): ExchangeRecord['events'][number] {
  return {
    id: event.id,
    type: event.type,
    subject: event.subject,
    event: JSON.parse(event.json),
    delivery,
    ...(reason !== undefined && { reason }),
    attempts: (batch?.attempts ?? []).map(({ at, ...answer }) => ({
      at: new Date(at).toISOString(),
      ...answer,
    })),
  }
}

/** The target as the log phase sees it: a key that a plugin took out of the query is not kept in clear. */
function shownUri({ uri, query }: Exchange['request']): string {
  const [path = ''] = uri.split('?', 1)
  return query === undefined ? path : `${path}?${query}`
}
