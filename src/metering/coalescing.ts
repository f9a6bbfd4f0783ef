/** Collecting one batch after the other: who joins and how long it waits (`process_once` in kong/tools/queue.lua). Times in microseconds. */
import type { QueueConfig } from '#plugin/config.ts'
import { microseconds } from './queue-clock.ts'
import type { WaitingEntries } from './waiting-entries.ts'

/** The queue looks at this interval whether the worker is exiting; each look, and each entry, starts a new wait. */
const POLL_TIME = microseconds(1)
/** With less than this left of the coalescing time, the batch goes out without a further wait. */
const MIN_TIME = microseconds(0.05)

/** There is nothing to collect, the batch is complete, or it waits for more until a time. */
export type Collected = 'nothing' | 'complete' | { waitUntil: number }

export interface Coalescing {
  /** Claims what is there at this time, or notices that time is over. */
  collect(at: number): Collected
  /** The worker is exiting: from the next wait on, the delay is 0.05 s. */
  cutShort(): void
}

export function createCoalescing<Entry>(options: QueueConfig, entries: WaitingEntries<Entry>): Coalescing {
  let delay = microseconds(options.max_coalescing_delay)
  let isExiting = false
  const first = { claimedAt: Number.NEGATIVE_INFINITY }

  /** How long to wait for another entry; undefined when the batch goes out as it is. */
  function waitTime(at: number): number | undefined {
    const remaining = delay - (at - first.claimedAt)
    if (entries.claimedCount >= options.max_batch_size || remaining < MIN_TIME) return undefined
    if (!isExiting) return Math.min(remaining, POLL_TIME)
    delay = MIN_TIME
    return MIN_TIME
  }

  return {
    collect(at) {
      if (entries.claimedCount === 0) first.claimedAt = at
      entries.claim()
      if (entries.claimedCount === 0) return 'nothing'
      for (let wait = waitTime(at); wait !== undefined; wait = waitTime(at)) {
        if (!entries.claim()) return { waitUntil: at + wait }
      }
      return 'complete'
    },
    cutShort() {
      isExiting = true
    },
  }
}
