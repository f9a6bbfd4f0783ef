/** Keeps some of a run's requests to be looked at, and counts its clients. */
import type { HeaderList } from '#metering/exchange.ts'
import type { RequestReport } from '#rehearsal/request-report.ts'
import type { ClientSummary, PlayedEvent, PlayedRequest } from './job.ts'

/** The first requests are kept, whatever became of them. */
const FIRST = 200
/** Beyond those, so many of each decision, reason and status. */
const OF_EACH = 25
/** Addresses beyond these are counted together. */
const CLIENTS_LIMIT = 10_000
const OTHERS = '(others)'
/** Clients that are told. */
const CLIENTS_TOLD = 200

export interface RequestCollector {
  add(report: RequestReport): void
  /** To be read when the run is over: then the events have met their fate. */
  samples(): PlayedRequest[]
  clients(): ClientSummary[]
}

export function createRequestCollector(): RequestCollector {
  const kept: RequestReport[] = []
  const ofEach = new Map<string, number>()
  const clients = new Map<string, ClientSummary>()

  function keep(report: RequestReport): void {
    const key = `${report.outcome?.kind} ${reasonOf(report)} ${report.exchange.response.status}`
    const count = ofEach.get(key) ?? 0
    if (report.number > FIRST && count >= OF_EACH) return
    ofEach.set(key, count + 1)
    kept.push(report)
  }

  return {
    add(report) {
      keep(report)
      const client = clientOf(clients, report.exchange.request.clientIp)
      client.requests += 1
      if (report.outcome?.kind === 'emitted') client.emitted += 1
      if (report.outcome?.kind === 'dropped') client.dropped += 1
    },
    samples: () => kept.toSorted((one, other) => one.number - other.number).map(playedRequest),
    clients: () =>
      [...clients.values()]
        .sort((one, other) => other.dropped - one.dropped || other.requests - one.requests)
        .slice(0, CLIENTS_TOLD),
  }
}

function clientOf(clients: Map<string, ClientSummary>, clientIp: string): ClientSummary {
  const found = clients.get(clientIp)
  if (found !== undefined) return found
  if (clients.size >= CLIENTS_LIMIT && clientIp !== OTHERS) return clientOf(clients, OTHERS)
  const created = { clientIp, requests: 0, emitted: 0, dropped: 0 }
  clients.set(clientIp, created)
  return created
}

function reasonOf({ outcome }: RequestReport): string | undefined {
  return outcome !== undefined && outcome.kind !== 'emitted' ? outcome.reason : undefined
}

/** The request and what became of it, as data. */
function playedRequest(report: RequestReport): PlayedRequest {
  const { number, at, exchange, outcome, explain } = report
  const { request, response, route, service, consumer } = exchange
  return {
    number,
    at,
    method: request.method,
    uri: request.uri,
    headers: headerPairs(request.headers),
    clientIp: request.clientIp,
    status: response.status,
    ...(request.host !== undefined && { host: request.host }),
    ...(route && { route: route.name ?? route.id }),
    ...(service && { service: service.name ?? service.id }),
    ...(consumer && { consumer: consumer.username ?? consumer.custom_id ?? consumer.id }),
    decision: outcome?.kind ?? 'no_plugin',
    ...(outcome !== undefined &&
      outcome.kind !== 'emitted' && { reason: outcome.reason, message: outcome.message }),
    events: report.events.map(playedEvent),
    trace: explain(),
  }
}

function playedEvent({ event, fate }: RequestReport['events'][number]): PlayedEvent {
  const { id, type, subject, json } = event
  return { id, type, subject, json, delivered: fate.stored, ...(fate.gone && { reason: fate.gone }) }
}

function headerPairs(headers: HeaderList): [string, string][] {
  return headers.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, headers[index + 1] ?? '']] : [],
  )
}
