/** One rehearsed request for whoever watches: what was decided, and why. */
import type { Pass } from '#gateway/access.ts'
import { explainAccess } from '#gateway/explain-access.ts'
import { explainTokens } from '#gateway/explain-ai.ts'
import { explainUpstream, type UpstreamVisit } from '#gateway/explain-upstream.ts'
import type { Exchange } from '#metering/exchange.ts'
import { explainMeter } from '#metering/explain-meter.ts'
import type { EmittedEvent, MeterOutcome } from '#metering/meter.ts'
import type { TraceStep } from '#metering/trace.ts'
import type { QueuedEvent } from './rehearsed-queue.ts'

export interface RequestReport {
  /** From 1, in the order of the requests' beginnings. */
  number: number
  /** Seconds from the run's start. */
  at: number
  endedAt: number
  /** From 1. */
  worker: number
  exchange: Exchange
  /** Absent when no metering plugin applied. */
  outcome: MeterOutcome | undefined
  /** What was emitted; `fate` is the queue's own record, and final when the run is. */
  events: readonly { event: EmittedEvent; fate: Readonly<QueuedEvent> }[]
  /** The steps, written when somebody asks. */
  explain(): TraceStep[]
}

export interface ExplainedRequest {
  pass: Pass
  upstream: UpstreamVisit | undefined
  outcome: MeterOutcome | undefined
}

export function explainRequest({ pass, upstream, outcome }: ExplainedRequest): TraceStep[] {
  const { metering } = pass
  const proxied = upstream === undefined ? [] : [explainUpstream(upstream)]
  const proxying = [...explainAccess(pass), ...proxied, ...explainTokens(pass)]
  if (metering === undefined || outcome === undefined) return proxying
  const metered = explainMeter(metering.config, outcome).map(step => ({
    ...step,
    ...(step.path && { path: [...metering.row.origin, ...step.path] }),
  }))
  return [...proxying, ...metered]
}
