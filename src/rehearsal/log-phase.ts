/** The log phase of a rehearsal: each finished request is metered by its plugin, and its events go into the queue. */
import type { GatewayRequest, Pass } from '#gateway/access.ts'
import { exchangeOf, type Finished } from '#gateway/exchange-of.ts'
import type { UpstreamVisit } from '#gateway/explain-upstream.ts'
import type { Exchange } from '#metering/exchange.ts'
import type { EmittedEvent, MeterOutcome } from '#metering/meter.ts'
import { utf8Length } from '#metering/utf8-length.ts'
import { countMissed } from './count-missed.ts'
import type { MeteredPlugins } from './metered-plugins.ts'
import type { QueuedEvent, RehearsedQueue } from './rehearsed-queue.ts'
import { explainRequest } from './request-report.ts'
import type { RehearsalOptions } from './run-rehearsal.ts'
import type { Tally } from './tally.ts'

/** A request that has its answer. */
export interface EndedRequest {
  /** From 1. */
  number: number
  /** Seconds from the run's start. */
  at: number
  /** From 0. */
  worker: number
  request: GatewayRequest
  pass: Pass
  finished: Finished
  upstream: UpstreamVisit | undefined
}

/** `now` in seconds. */
export type LogPhase = (ended: EndedRequest, now: number) => void

export function createLogPhase(plugins: MeteredPlugins, tally: Tally, options: RehearsalOptions): LogPhase {
  const { onEvent, onRequest, watched = 0 } = options
  const { priced } = tally

  function enqueue(event: EmittedEvent, queue: RehearsedQueue, now: number): QueuedEvent {
    const subject = tally.emit(event, now)
    onEvent?.(event.json)
    const queued: QueuedEvent = { type: event.type, at: now, subject, stored: false, gone: undefined }
    if (priced !== undefined) queued.worth = priced.weigh(event.type, () => JSON.parse(event.json).data)
    queue.enqueue(queued, utf8Length(event.json), now)
    return queued
  }

  function miss({ pass }: EndedRequest, exchange: Exchange, outcome: MeterOutcome | undefined): void {
    if (priced === undefined || outcome?.kind !== 'dropped' || pass.metering === undefined) return
    countMissed(priced, exchange, pass.metering.config)
  }

  return (ended, now) => {
    const { number, at, worker, request, pass, finished, upstream } = ended
    const exchange = exchangeOf(request, pass, finished)
    const plugin = pass.metering === undefined ? undefined : plugins.of(pass.metering)
    const outcome = plugin?.meter(exchange)
    tally.request(exchange, outcome, now)
    miss(ended, exchange, outcome)
    const emitted = outcome?.kind === 'emitted' ? outcome.events : []
    const queue = emitted.length === 0 ? undefined : plugin?.queueIn(worker)
    const events =
      queue === undefined ? [] : emitted.map(event => ({ event, fate: enqueue(event, queue, now) }))
    if (onRequest === undefined || number > watched) return
    const explain = () => explainRequest({ pass, upstream, outcome })
    onRequest({ number, at, endedAt: now, worker: worker + 1, exchange, outcome, events, explain })
  }
}
