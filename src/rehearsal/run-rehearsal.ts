/**
 * A rehearsal: planned requests go through the real router, plugins, meter and queues on virtual time. It waits for
 * nothing, keeps no request, and gives the same numbers whenever it is given the same.
 */
import type { GatewayState } from '#entities/gateway-state.ts'
import type { GatewayOptions } from '#gateway/access.ts'
import type { SubjectFormat } from '#metering/subject.ts'
import { createLogPhase } from './log-phase.ts'
import { createMeteredPlugins } from './metered-plugins.ts'
import { createMoney } from './money.ts'
import type { RehearsalPrices } from './payers.ts'
import { createPlannedAccess } from './planned-access.ts'
import type { PlannedRequest } from './planned-request.ts'
import type { RequestReport } from './request-report.ts'
import type { SinkBehaviour } from './scenario.ts'
import type { RehearsalSummary } from './summary.ts'
import { createTally } from './tally.ts'
import { createTimeline } from './timeline.ts'

/** What is rehearsed: a configuration, and the world around it. */
export interface Rehearsed {
  state: GatewayState
  gateway: GatewayOptions
  subjectFormat: SubjectFormat
  seed: number
  /** Milliseconds since the epoch. */
  start: number
  /** Worker processes: requests go round them. */
  workers: number
  sink: SinkBehaviour
}

export interface RehearsalOptions {
  /** Called every so many requests with how many there were; a promise is waited for, so that a page can draw. */
  onProgress?: ((requests: number) => unknown) | undefined
  /** Ends the run early: what is under way is thrown away with an AbortError. */
  signal?: AbortSignal | undefined
  /** Called at the end of each of the first `watched` requests (none if absent). */
  onRequest?: ((report: RequestReport) => void) | undefined
  watched?: number | undefined
  /** Called for every usage event as it is emitted, with its JSON text. */
  onEvent?: ((json: string) => void) | undefined
  /** Makes the summary say what the run costs. */
  prices?: RehearsalPrices | undefined
}

/** Some 10 ms of work. */
const REQUESTS_PER_PROGRESS = 2000

function needsJson({ onEvent, onRequest }: RehearsalOptions): boolean {
  return onEvent !== undefined || onRequest !== undefined
}

/** Plays the requests, which come in the order of time, until the last event has met its fate. */
export async function runRehearsal(
  rehearsed: Rehearsed,
  requests: Iterable<PlannedRequest> | AsyncIterable<PlannedRequest>,
  options: RehearsalOptions = {},
): Promise<RehearsalSummary> {
  const { onProgress, signal, prices } = options
  const money = createMoney(prices)
  const tally = createTally(money.usage)
  const plugins = createMeteredPlugins(rehearsed, tally, { needsJson: needsJson(options) })
  const timeline = createTimeline(plugins, createLogPhase(plugins, tally, options))
  const access = createPlannedAccess(rehearsed, timeline)
  let count = 0

  function play(request: PlannedRequest): boolean {
    timeline.advance(request.at)
    access(request)
    count += 1
    return count % REQUESTS_PER_PROGRESS === 0
  }

  async function pause(): Promise<void> {
    signal?.throwIfAborted()
    await onProgress?.(count)
  }

  if (Symbol.asyncIterator in requests) {
    for await (const request of requests) if (play(request)) await pause()
  } else {
    for (const request of requests) if (play(request)) await pause()
  }
  const duration = timeline.finish()
  await pause()
  const { seed, gateway, start } = rehearsed
  return {
    seed,
    gateway: gateway.release,
    duration,
    ...tally.read(),
    queues: plugins.queues.map(({ summary }) => summary),
    ...money.read({ start, duration }),
  }
}
