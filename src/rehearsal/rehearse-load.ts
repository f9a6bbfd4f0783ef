/**
 * The delivery lab: an even flow of events of one size, the queues of a gateway's workers, and an endpoint with faults, on
 * virtual time. The queues are the gateway's own, and so is what they do and log.
 */
import { createDueHeap } from '#metering/due-heap.ts'
import type { QueueDropReason, QueueLossReason, QueueRefusalReason } from '#metering/queue-event.ts'
import type { MeteringConfig } from '#plugin/config.ts'
import { METERING_PLUGIN } from '#plugin/plugin.ts'
import { type BatchCourse, createBatchCourses } from './batch-courses.ts'
import { newQueueSummary } from './metered-plugins.ts'
import { createQueueLog, type LogEpisode } from './queue-log.ts'
import { createRehearsedQueue, type PendingAnswer } from './rehearsed-queue.ts'
import type { SinkBehaviour } from './scenario.ts'
import { createSimulatedSink } from './simulated-sink.ts'
import type { EventCounts, QueueSummary, SeriesPoint } from './summary.ts'
import { createTally } from './tally.ts'
import { createTimeline } from './timeline.ts'

export interface DeliveryLoad {
  /** Events per second, over all workers. */
  rate: number
  eventBytes: number
  /** Seconds of traffic. */
  duration: number
  /** Each has its own queue; events go round them. */
  workers: number
  sink: SinkBehaviour
}

/** The plugin whose queue it is. */
export interface LoadedPlugin {
  id: string
  instance_name?: string
  config: MeteringConfig
}

export interface LoadReport {
  events: EventCounts
  batches: number
  attempts: number
  failedAttempts: number
  /** Events by why the queue let go of them, as the gateway sees it. */
  lost: Partial<Record<QueueLossReason, number>>
  dropped: Partial<Record<QueueDropReason | QueueRefusalReason, number>>
  /** The most that waited in one worker's queue. */
  maxWaiting: number
  /** The greatest age of an event under way, in seconds. */
  oldest: number
  /** The longest that a batch was being tried when an attempt failed, in seconds. */
  longestTry: number
  /** Seconds of virtual time until the last event's end. */
  duration: number
  series: { span: number; points: SeriesPoint[] }
  log: { episodes: LogEpisode[]; more: number }
  /** Batches that failed at least once: the first of them. */
  failed: { courses: BatchCourse[]; more: number }
}

/** The most events of one run: what takes about a second. */
export const MAX_LOAD_EVENTS = 1_000_000

/** The most attempts of one run: retries without a pause, through a long outage, would take hours. */
const MAX_LOAD_ATTEMPTS = 3_000_000

/** The run was given up; the message says why. */
export class LoadTooLongError extends Error {}

export interface LoadRun {
  /** Called now and then with the share of the run that is done, from 0 to 1: half of it is that events come, half their fate. */
  onShare?: (share: number) => void
  /** After more of them the run is given up. */
  maxAttempts?: number
}

/** Events that the load makes. */
export function eventsOf({ rate, duration }: DeliveryLoad): number {
  return Math.floor(rate * duration)
}

/**
 * Plays the load until the last event has met its fate. Throws for more events than `MAX_LOAD_EVENTS`, and
 * `LoadTooLongError` after more attempts than `maxAttempts`.
 */
export function rehearseLoad(
  plugin: LoadedPlugin,
  load: DeliveryLoad,
  { onShare, maxAttempts = MAX_LOAD_ATTEMPTS }: LoadRun = {},
): LoadReport {
  const count = eventsOf(load)
  if (count > MAX_LOAD_EVENTS) throw new Error(`${count} events are more than a run takes`)
  const tally = createTally()
  const courses = createBatchCourses()
  const log = createQueueLog()
  const answers = createDueHeap<PendingAnswer>()
  const sink = createSimulatedSink(load.sink, plugin.config)
  const pace = createPace(maxAttempts, () => onShare?.(Math.min(1, doneOf(tally.events) / (2 * count))))
  const queues = Array.from({ length: load.workers }, (_, worker) =>
    createRehearsedQueue({
      options: queueOptions(plugin),
      summary: newQueueSummary(plugin, worker),
      sink,
      lateAfter: load.sink.late_after,
      tally,
      answers,
      watch(event) {
        if (event.kind === 'attempt') pace.attempt()
        if (event.kind === 'log') log.add(event)
        else if (courses.see(event, worker)) tally.series.oldest(event.at, courses.since())
      },
    }),
  )
  // Nothing ends here but events: there are no requests.
  const timeline = createTimeline({ queues, answers }, () => undefined)
  for (let index = 0; index < count; index += 1) {
    const at = Math.round((index / load.rate) * 1_000_000) / 1_000_000
    timeline.advance(at)
    pace.step()
    const subject = tally.emit({ subject: '', type: 'kong.api_request' }, at)
    const event = { type: 'kong.api_request', at, subject, stored: false, gone: undefined } as const
    queues[index % load.workers]?.enqueue({ ...event }, load.eventBytes, at)
  }
  const duration = Math.max(timeline.finish(), load.duration)
  tally.series.at(duration)
  const { failed, more, longestTry } = courses.read()
  const { series, events } = tally.read()
  return {
    ...totalOf(queues.map(({ summary }) => summary)),
    events,
    series,
    oldest: Math.max(0, ...series.points.map(point => point.oldest)),
    longestTry,
    duration,
    log: log.read(),
    failed: { courses: failed, more },
  }
}

function doneOf({ emitted, delivered, lost, dropped }: EventCounts): number {
  return emitted + delivered + lost + dropped
}

/** How many events and attempts there are between two calls. */
const STEPS_BETWEEN = 10_000

/** Says now and then how far a run is, and ends one that takes too long. */
function createPace(maxAttempts: number, say: () => void) {
  let steps = 0
  let attempts = 0
  function step(): void {
    steps += 1
    if (steps % STEPS_BETWEEN === 0) say()
  }
  return {
    step,
    attempt() {
      step()
      attempts += 1
      if (attempts <= maxAttempts) return
      throw new LoadTooLongError(
        `${maxAttempts.toLocaleString('en-US')} attempts were made and there is no end of them; raise initial_retry_delay and max_retry_delay, lower max_retry_time, or shorten the faults`,
      )
    },
  }
}

function queueOptions({ id, instance_name, config }: LoadedPlugin) {
  const label = instance_name === undefined ? '' : ` (${instance_name})`
  return { ...config.queue, name: id, logTag: `${METERING_PLUGIN} plugin ${id}${label}` }
}

function totalOf(summaries: readonly QueueSummary[]) {
  const sum = (count: (summary: QueueSummary) => number) =>
    summaries.reduce((total, summary) => total + count(summary), 0)
  return {
    batches: sum(summary => summary.batches),
    attempts: sum(summary => summary.attempts),
    failedAttempts: sum(summary => summary.failed_attempts),
    lost: sumOf(summaries.map(({ lost }) => lost)),
    dropped: sumOf(summaries.map(({ dropped }) => dropped)),
    maxWaiting: Math.max(0, ...summaries.map(summary => summary.max_waiting)),
  }
}

function sumOf<Reason extends string>(
  all: readonly Partial<Record<Reason, number>>[],
): Partial<Record<Reason, number>> {
  const total: Partial<Record<Reason, number>> = {}
  for (const counts of all) {
    for (const reason in counts) total[reason] = (total[reason] ?? 0) + (counts[reason] ?? 0)
  }
  return total
}
