/**
 * What went through the gateway, newest first, up to a stated number. It keeps what the engine decided as it is;
 * records and traces are written when somebody looks. Under sustained load it keeps a stated number a second and only
 * counts the others: what is kept the garbage collector must copy, while requests wait.
 */
import type { ExchangePage, ExchangeRecord } from '#api/contract.ts'
import { missedUsage } from '#api/missed-usage.ts'
import type { GatewayMisses } from '#billing/missed-usage.ts'
import type { MeteringPlugin, Pass } from '#gateway/access.ts'
import { exchangeOf } from '#gateway/exchange-of.ts'
import type { Exchange } from '#metering/exchange.ts'
import type { EmittedEvent, MeterOutcome } from '#metering/meter.ts'
import type { TraceStep } from '#metering/trace.ts'
import { createAllowance } from './allowance.ts'
import { keptExchange } from './kept-exchange.ts'
import { createRingBuffer } from './ring-buffer.ts'
import type { Ending } from './running-gateway.ts'

/** How many exchanges are kept: some 20 MB. */
const CAPACITY = 10_000
/** How many of them are kept of sustained load that ends well, and as many of all that does not. */
const KEPT = { perSecond: 1000, atOnce: 2000 }

/** One try of a batch. All events of the batch share the list of tries. */
export interface Attempt {
  /** Milliseconds since the epoch. */
  at: number
  status?: number
  error?: string
}

/** All events of the batch share it. */
export interface EventBatch {
  number: number
  size: number
}

/** An emitted event on its way. The queue's runner moves it on. */
export interface EventInFlight {
  event: EmittedEvent
  delivery: 'waiting' | 'retrying' | 'delivered' | 'lost'
  /** Why it was lost. */
  reason: string | undefined
  /** The batch that it went into, counted from 1 in its queue; undefined while it waits for one. */
  batch: EventBatch | undefined
  attempts: readonly Attempt[]
}

/** One exchange with what became of it. */
export interface LoggedExchange {
  pass: Pass
  ending: Ending
  durationMilliseconds: number
  /** Both absent when no metering plugin applied. */
  plugin: MeteringPlugin | undefined
  outcome: MeterOutcome | undefined
  events: readonly EventInFlight[]
  /** The steps up to the log phase, the engine's, and those of the queue as they stand now. */
  explain(this: LoggedExchange): TraceStep[]
}

interface ExchangeQuery {
  limit: number
  before?: number | undefined
  outcome?: ExchangeRecord['outcome'] | undefined
}

export interface ExchangeLog {
  add(logged: LoggedExchange): void
  page(query: ExchangeQuery): ExchangePage
  /** What of the kept exchanges was dropped, lost or rejected. */
  missed(): GatewayMisses
}

/** An exchange with its number: all that was ever added counts. */
interface Numbered {
  seq: number
  logged: LoggedExchange
}

export function createExchangeLog(): ExchangeLog {
  const ring = createRingBuffer<Numbered>(CAPACITY)
  const usual = createAllowance(KEPT)
  const notable = createAllowance(KEPT)
  let total = 0

  function add(logged: LoggedExchange): void {
    total += 1
    const endedAt = logged.pass.request.startedAt + logged.durationMilliseconds
    const allowance = endedWell(logged) ? usual : notable
    if (allowance.take(endedAt)) ring.push({ seq: total, logged: keptExchange(logged) })
  }

  function page({ limit, before = Number.POSITIVE_INFINITY, outcome }: ExchangeQuery): ExchangePage {
    const exchanges: ExchangeRecord[] = []
    for (const { seq, logged } of ring.entries()) {
      if (exchanges.length >= limit) break
      if (seq >= before || (outcome !== undefined && outcomeOf(logged) !== outcome)) continue
      exchanges.push(recordOf(seq, logged))
    }
    return { exchanges, total, discarded: discarded(), thinned: total - ring.total, capacity: CAPACITY }
  }

  const discarded = () => total - Math.min(ring.total, CAPACITY)

  function missed(): GatewayMisses {
    const found = [...ring.entries()].map(({ logged }) => logged).filter(isMissed)
    return { missed: found.flatMap(logged => missedUsage(summaryOf(logged))), discarded: discarded() }
  }

  return { add, page, missed }
}

/** Its events are on their way, and its client has what it asked for. Each of the others may be the one that is looked for. */
function endedWell({ outcome, ending, events }: LoggedExchange): boolean {
  return (
    outcome?.kind === 'emitted' && ending.status < 400 && events.every(({ delivery }) => delivery !== 'lost')
  )
}

function outcomeOf({ outcome }: LoggedExchange): ExchangeRecord['outcome'] {
  return outcome?.kind ?? 'not_metered'
}

function isMissed(logged: LoggedExchange): boolean {
  return outcomeOf(logged) === 'dropped' || logged.events.some(({ delivery }) => delivery === 'lost')
}

/** The target as the log phase sees it: a key that a plugin took out of the query is not kept in clear. */
function shownUri({ uri, query }: Exchange['request']): string {
  const [path = ''] = uri.split('?', 1)
  return query === undefined ? path : `${path}?${query}`
}

function recordOf(seq: number, logged: LoggedExchange): ExchangeRecord {
  return { seq, ...summaryOf(logged), trace: logged.explain() }
}

function summaryOf(logged: LoggedExchange): Omit<ExchangeRecord, 'seq' | 'trace'> {
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

function eventRecord({ event, delivery, reason, attempts }: EventInFlight): ExchangeRecord['events'][number] {
  return {
    id: event.id,
    type: event.type,
    subject: event.subject,
    event: JSON.parse(event.json),
    delivery,
    ...(reason !== undefined && { reason }),
    attempts: attempts.map(({ at, ...answer }) => ({ at: new Date(at).toISOString(), ...answer })),
  }
}
