/** A rehearsal's virtual time: requests that end, answers of the endpoint, and queues that wake, each in its turn. */
import { createDueHeap } from '#metering/due-heap.ts'
import { microseconds } from '#metering/queue-clock.ts'
import type { EndedRequest, LogPhase } from './log-phase.ts'
import type { MeteredPlugins } from './metered-plugins.ts'

export interface Timeline {
  /** The request will have its answer after so many seconds. */
  end(ended: EndedRequest, after: number): void
  /** Lets everything happen that is due before a moment, in seconds. */
  advance(until: number): void
  /** Lets everything happen that is still to come. Returns when the last of it did, in seconds. */
  finish(): number
}

const NEVER = Number.POSITIVE_INFINITY

/** At one moment requests end first, then answers come, then the queues do what they do by themselves. */
export function createTimeline(
  { queues, answers }: Pick<MeteredPlugins, 'queues' | 'answers'>,
  logPhase: LogPhase,
): Timeline {
  const ends = createDueHeap<EndedRequest>()
  const time = { last: 0 }

  function wakeAt(): number {
    let first = NEVER
    for (const queue of queues) if (queue.wakeAt < first) first = queue.wakeAt
    return microseconds(first)
  }

  function happen(at: number): void {
    const now = at / 1_000_000
    const ended = ends.takeDue(at)
    if (ended !== undefined) {
      logPhase(ended, now)
      return
    }
    const answer = answers.takeDue(at)
    if (answer !== undefined) {
      answer.queue.settle(answer, now)
      return
    }
    for (const queue of queues) if (microseconds(queue.wakeAt) <= at) queue.tick(now)
  }

  function advance(limit: number): void {
    for (;;) {
      const at = Math.min(ends.dueAt, answers.dueAt, wakeAt())
      if (at >= limit) return
      time.last = at
      happen(at)
    }
  }

  return {
    end: (ended, after) => ends.add(ended, microseconds(ended.at + after)),
    advance: until => advance(microseconds(until)),
    finish() {
      advance(NEVER)
      return time.last / 1_000_000
    },
  }
}
