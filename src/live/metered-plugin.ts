/** What the log phase does for one plugin row: meter the exchange, queue its events, note all of it. */
import type { MeteringPlugin, Pass } from '#gateway/access.ts'
import { exchangeOf } from '#gateway/exchange-of.ts'
import { explainAccess } from '#gateway/explain-access.ts'
import { explainTokens } from '#gateway/explain-ai.ts'
import { explainUpstream } from '#gateway/explain-upstream.ts'
import { NO_PAGE } from '#metering/event-bytes.ts'
import { explainMeter } from '#metering/explain-meter.ts'
import type { EmittedEvent, Meter, MeterOutcome } from '#metering/meter.ts'
import type { TraceStep } from '#metering/trace.ts'
import { type EventInFlight, type LoggedExchange, NO_EVENT } from './exchange-log.ts'
import { explainDelivery } from './explain-delivery.ts'
import type { RunningQueue, SendBatch } from './run-queue.ts'
import type { Ending } from './running-gateway.ts'

export interface MeteredPlugin {
  plugin: MeteringPlugin
  meter: Meter
  queue: RunningQueue
  send: SendBatch
}

/** A finished request as the log phase got it. */
export interface Ended {
  pass: Pass
  ending: Ending
  durationMilliseconds: number
}

/** Tells whether the JSON text of an event is a CloudEvent. */
export type JudgeEvent = (json: string) => TraceStep

/** Without a plugin, the request is only noted. The exchange itself is not kept: who looks makes it again. */
export type LogPhase = (metered: MeteredPlugin | undefined, ended: Ended) => LoggedExchange

/** Without a judge the trace says nothing of the events' format. */
export function createLogPhase(judgeEvent: JudgeEvent | undefined): LogPhase {
  /** One function for all exchanges that are kept: a closure of each would be kept as well. */
  function explain(this: LoggedExchange): TraceStep[] {
    const { plugin, outcome, events } = this
    if (plugin === undefined || outcome === undefined) return explainProxying(this)
    return [
      ...explainProxying(this),
      ...explainRow(plugin, outcome),
      ...(judgeEvent === undefined ? [] : events.map(({ event }) => judgeEvent(event.json))),
      ...events.flatMap(event => explainDelivery(event, plugin.row.origin)),
    ]
  }

  return (metered, { pass, ending, durationMilliseconds }) => {
    if (metered === undefined) {
      const nothing = { plugin: undefined, outcome: undefined, events: NO_EVENTS }
      return { pass, ending, durationMilliseconds, ...nothing, explain }
    }
    const outcome = metered.meter(exchangeOf(pass.request, pass, ending))
    const events = outcome.kind === 'emitted' ? inFlight(outcome.events) : NO_EVENTS
    for (const event of events) metered.queue.enqueue(event, metered.send)
    return { pass, ending, durationMilliseconds, plugin: metered.plugin, outcome, events, explain }
  }
}

const NO_EVENTS: readonly EventInFlight[] = []

const WAITING: EventInFlight = {
  event: NO_EVENT,
  delivery: 'waiting',
  reason: undefined,
  batch: undefined,
  page: NO_PAGE,
  start: 0,
  end: 0,
}

/** Copies and not literals, since events wait in their queue, and some are kept: see `keptExchange`. */
function inFlight(events: readonly EmittedEvent[]): EventInFlight[] {
  return events.map(event => {
    const flying = { ...WAITING }
    flying.event = { ...event }
    return flying
  })
}

function explainProxying({ pass, ending: { upstream } }: Ended): TraceStep[] {
  return [
    ...explainAccess(pass),
    ...(upstream === undefined ? [] : [explainUpstream(upstream)]),
    ...explainTokens(pass),
  ]
}

function explainRow({ row, config }: MeteringPlugin, outcome: MeterOutcome): TraceStep[] {
  return explainMeter(config, outcome).map(step => ({
    ...step,
    ...(step.path && { path: [...row.origin, ...step.path] }),
  }))
}
