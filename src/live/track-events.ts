/** What becomes of each event in a queue, for whoever looks at its request later. */
import type { QueueEvent } from '#metering/queue-event.ts'
import type { SendOutcome } from './batch-sender.ts'
import type { Attempt, EventBatch, EventInFlight } from './exchange-log.ts'
import { queueEnds } from './queue-ends.ts'

export interface EventCounts {
  readonly delivered: number
  /** Given up after attempts. */
  readonly lost: number
  /** Pushed out of a full queue, or not taken by it. */
  readonly dropped: number
}

export interface EventTracker {
  readonly counts: EventCounts
  follow(event: QueueEvent<EventInFlight>): void
  /** Notes an attempt's answer; `at` in milliseconds since the epoch. */
  attempted(batch: readonly EventInFlight[], at: number, outcome: SendOutcome): void
}

/** `onEnd` is told of each event that nothing more will become of. */
export function createEventTracker(onEnd: (event: EventInFlight) => void): EventTracker {
  const counts = { delivered: 0, lost: 0, dropped: 0 }
  let batches = 0

  function end(events: readonly EventInFlight[], reason: keyof typeof queueEnds): void {
    for (const event of events) {
      event.delivery = 'lost'
      event.reason = queueEnds[reason].text
      onEnd(event)
    }
  }

  function retry(events: readonly EventInFlight[]): void {
    for (const event of events) event.delivery = 'retrying'
  }

  function deliver(events: readonly EventInFlight[]): void {
    for (const event of events) {
      event.delivery = 'delivered'
      onEnd(event)
    }
  }

  function number(events: readonly EventInFlight[]): void {
    batches += 1
    const batch: EventBatch = { number: batches, size: events.length, attempts: [] }
    for (const event of events) event.batch = batch
  }

  function follow(event: QueueEvent<EventInFlight>): void {
    switch (event.kind) {
      case 'delivered':
        counts.delivered += event.batch.length
        deliver(event.batch)
        break
      case 'retrying':
        retry(event.batch)
        break
      case 'lost':
        counts.lost += event.batch.length
        end(event.batch, event.reason)
        break
      case 'dropped':
        counts.dropped += event.entries.length
        end(event.entries, event.reason)
        break
      case 'refused':
        counts.dropped += 1
        end([event.entry], event.reason)
        break
      case 'attempt':
        if (event.attempt === 1) number(event.batch)
        break
      case 'enqueued':
      case 'failed':
      case 'log':
    }
  }

  function attempted(batch: readonly EventInFlight[], at: number, outcome: SendOutcome): void {
    const attempt: Attempt = {
      at,
      ...(outcome.status !== undefined && { status: outcome.status }),
      ...(!outcome.ok && { error: outcome.error }),
      ...(outcome.elsewhere && { elsewhere: true }),
    }
    const [first] = batch
    first?.batch?.attempts.push(attempt)
  }

  return { counts, follow, attempted }
}
