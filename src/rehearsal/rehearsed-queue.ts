/** A plugin's queue in one worker of a rehearsal: the real state machine on virtual time, before the simulated endpoint. */
import type { Delivery } from '#metering/delivery.ts'
import type { DueHeap } from '#metering/due-heap.ts'
import { createQueue, type QueueOptions } from '#metering/queue.ts'
import type {
  QueueDropReason,
  QueueEvent,
  QueueLossReason,
  QueueRefusalReason,
} from '#metering/queue-event.ts'
import type { UsageEventType } from '#metering/usage-event.ts'
import type { EventWorth, PricedFate } from './priced-usage.ts'
import type { SimulatedSink } from './simulated-sink.ts'
import type { QueueSummary, SubjectSummary } from './summary.ts'
import type { Tally } from './tally.ts'

/** A usage event on its way. */
export interface QueuedEvent {
  type: UsageEventType
  /** When its request ended, in seconds. */
  at: number
  /** Where its fate is counted. */
  subject: SubjectSummary
  /** Where events have prices. */
  worth?: EventWorth
  /** Whether the endpoint has it. */
  stored: boolean
  /** Why the queue let go of it undelivered. */
  gone: QueueLossReason | QueueDropReason | QueueRefusalReason | undefined
}

/** An answer of the endpoint, on its way to the queue that asked. */
export interface PendingAnswer {
  queue: RehearsedQueue
  delivery: Delivery<QueuedEvent>
  /** Absent when it is a success. */
  error: string | undefined
  stored: boolean
}

export interface RehearsedQueue {
  /** When `tick` has something to do, in seconds; Infinity when nothing is due. */
  wakeAt: number
  readonly summary: QueueSummary
  enqueue(event: QueuedEvent, bytes: number, now: number): void
  tick(now: number): void
  /** The endpoint's answer has come. */
  settle(answer: PendingAnswer, now: number): void
}

export interface RehearsedQueueParts {
  options: QueueOptions
  summary: QueueSummary
  sink: SimulatedSink
  lateAfter: number
  tally: Tally
  /** Answers under way, of all queues, by their time in microseconds. */
  answers: DueHeap<PendingAnswer>
  /** Sees everything that the queue tells, after it was counted. */
  watch?: (event: QueueEvent<QueuedEvent>) => void
}

export function createRehearsedQueue(parts: RehearsedQueueParts): RehearsedQueue {
  const { options, summary, sink, tally, answers } = parts
  const clock = { now: 0, waiting: 0 }
  const queue = createQueue<QueuedEvent>(options, { deliver, report: watched(createReport(parts), parts) })

  function deliver(delivery: Delivery<QueuedEvent>): void {
    const { after, error, stored } = sink(clock.now)
    answers.add({ queue: rehearsed, delivery, error, stored }, Math.round((clock.now + after) * 1_000_000))
  }

  /** Everything that changes the queue ends here. */
  function changed(): void {
    rehearsed.wakeAt = queue.wakeAt() ?? Number.POSITIVE_INFINITY
    const { waiting } = queue
    tally.waiting(waiting - clock.waiting, clock.now)
    clock.waiting = waiting
    if (waiting > summary.max_waiting) summary.max_waiting = waiting
  }

  const rehearsed: RehearsedQueue = {
    wakeAt: Number.POSITIVE_INFINITY,
    summary,
    enqueue(event, bytes, now) {
      clock.now = now
      queue.enqueue(event, bytes, now)
      changed()
    },
    tick(now) {
      clock.now = now
      queue.tick(now)
      changed()
    },
    settle({ delivery, error, stored }, now) {
      clock.now = now
      if (stored) store(delivery.batch, now, { tally, lateAfter: parts.lateAfter })
      delivery.settle(error === undefined, now, error)
      changed()
    },
  }
  return rehearsed
}

type Report = (event: QueueEvent<QueuedEvent>) => void

function watched(report: Report, { watch }: RehearsedQueueParts): Report {
  if (watch === undefined) return report
  return event => {
    report(event)
    watch(event)
  }
}

/** The endpoint stores each event once; it knows those that it already has. */
function store(
  batch: readonly QueuedEvent[],
  now: number,
  { tally, lateAfter }: { tally: Tally; lateAfter: number },
): void {
  const { events, series } = tally
  const point = series.at(now)
  for (const event of batch) {
    price(event, event.stored ? 'duplicated' : 'delivered', tally)
    if (event.stored) {
      events.duplicated += 1
      point.duplicated += 1
      event.subject.duplicated += 1
      continue
    }
    event.stored = true
    events.delivered += 1
    event.subject.delivered += 1
    point.delivered += 1
    if (now - event.at <= lateAfter) continue
    events.late += 1
    event.subject.late += 1
    point.late += 1
  }
}

function price({ worth, subject }: QueuedEvent, fate: PricedFate, { priced }: Tally): void {
  if (worth !== undefined) priced?.add(fate, subject.subject, worth)
}

function createReport({ summary, tally }: RehearsedQueueParts): Report {
  const { events, series } = tally

  function drop(
    dropped: readonly QueuedEvent[],
    reason: QueueDropReason | QueueRefusalReason,
    at: number,
  ): void {
    summary.dropped[reason] = (summary.dropped[reason] ?? 0) + dropped.length
    series.at(at).dropped += dropped.length
    events.dropped += dropped.length
    for (const event of dropped) {
      event.gone = reason
      event.subject.dropped += 1
      price(event, 'dropped', tally)
    }
  }

  function lose(batch: readonly QueuedEvent[], reason: QueueLossReason, at: number): void {
    summary.lost[reason] = (summary.lost[reason] ?? 0) + batch.length
    for (const event of batch) {
      event.gone = reason
      // Kong gave it up, and the endpoint has it all the same.
      if (event.stored) continue
      events.lost += 1
      event.subject.lost += 1
      series.at(at).lost += 1
      price(event, 'lost', tally)
    }
  }

  function attempted(batch: readonly QueuedEvent[], attempt: number, at: number): void {
    summary.attempts += 1
    if (attempt === 1) summary.batches += 1
    series.at(at).attempts += 1
    age(batch, at)
  }

  function age(batch: readonly QueuedEvent[], at: number): void {
    const point = series.at(at)
    const oldest = at - (batch[0]?.at ?? at)
    if (oldest > point.oldest) point.oldest = oldest
  }

  return event => {
    switch (event.kind) {
      case 'enqueued':
        summary.enqueued += 1
        break
      case 'refused':
        drop([event.entry], event.reason, event.at)
        break
      case 'dropped':
        drop(event.entries, event.reason, event.at)
        break
      case 'attempt':
        attempted(event.batch, event.attempt, event.at)
        break
      case 'failed':
        summary.failed_attempts += 1
        series.at(event.at).failed_attempts += 1
        age(event.batch, event.at)
        break
      case 'delivered':
        summary.delivered += event.batch.length
        break
      case 'lost':
        lose(event.batch, event.reason, event.at)
        break
      case 'log':
        tally.log({ at: event.at, level: event.level, text: event.text })
        break
      case 'retrying':
    }
  }
}
