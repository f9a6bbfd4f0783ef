/** What the log phase does for one plugin row: meter the exchange, queue its events, note all of it. */
import type { MeteringPlugin, Pass } from '#gateway/access.ts'
import { explainAccess } from '#gateway/explain-access.ts'
import { explainTokens } from '#gateway/explain-ai.ts'
import { explainUpstream, type UpstreamVisit } from '#gateway/explain-upstream.ts'
import type { Exchange } from '#metering/exchange.ts'
import { explainMeter } from '#metering/explain-meter.ts'
import type { Meter } from '#metering/meter.ts'
import type { TraceStep } from '#metering/trace.ts'
import type { RunningQueue, SendBatch } from '../ingest/run-queue.ts'
import type { EventInFlight, LoggedExchange } from './exchange-log.ts'
import { judgeEvent } from './judge-event.ts'

export interface MeteredPlugin {
  plugin: MeteringPlugin
  meter: Meter
  queue: RunningQueue
  send: SendBatch
}

/** A finished request as the log phase got it. */
export interface Ended {
  exchange: Exchange
  pass: Pass
  upstream: UpstreamVisit | undefined
  durationMilliseconds: number
}

/** Without a plugin, the request is only noted. */
export function logPhase(metered: MeteredPlugin | undefined, ended: Ended): LoggedExchange {
  const { exchange, pass, upstream, durationMilliseconds } = ended
  const explainProxying = () => [
    ...explainAccess(pass),
    ...(upstream === undefined ? [] : [explainUpstream(upstream)]),
    ...explainTokens(pass),
  ]
  if (metered === undefined) {
    return {
      exchange,
      durationMilliseconds,
      outcome: undefined,
      events: [],
      explain: explainProxying,
    }
  }
  const outcome = metered.meter(exchange)
  const emitted = outcome.kind === 'emitted' ? outcome.events : []
  const events = emitted.map((event): EventInFlight => ({ event, delivery: 'waiting', attempts: [] }))
  for (const event of events) metered.queue.enqueue(event, metered.send)
  const { row, config } = metered.plugin
  const explain = () => [
    ...explainProxying(),
    ...explainMeter(config, outcome).map(step => ({
      ...step,
      ...(step.path && { path: [...row.origin, ...step.path] }),
    })),
    ...emitted.map(({ json }) => judgeEvent(json)),
    ...events.flatMap(explainDelivery),
  ]
  return { exchange, durationMilliseconds, outcome, events, explain }
}

const deliveryOutcomes = { waiting: 'ok', retrying: 'ok', delivered: 'ok', lost: 'failed' } as const

function explainDelivery({ event, delivery, reason, batch, attempts }: EventInFlight): TraceStep[] {
  const tries = attempts.map(({ at, status, error }): TraceStep => {
    const answer = error ?? `answered with ${status}`
    return {
      step: 'delivery',
      outcome: error === undefined ? 'ok' : 'failed',
      summary: `${new Date(at).toISOString()}: ${answer}`,
    }
  })
  const inBatch =
    batch === undefined ? '' : ` in batch ${batch.number} of its queue (${countText(batch.size)})`
  const summary = `${event.type} ${event.id} is ${delivery}${inBatch}${reason === undefined ? '' : `: ${reason}`}`
  return [{ step: 'queue', outcome: deliveryOutcomes[delivery], summary }, ...tries]
}

function countText(events: number): string {
  return events === 1 ? '1 event' : `${events} events`
}
