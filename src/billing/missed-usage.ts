/** What the gateway saw and Metering & Billing never got: the one part of a bill's loss that no other place can tell. */
import type { MeteringEvent } from '#events/ingested-event.ts'

/**
 * `dropped`: a rule of the plugin made no event of the request. `lost`: there was an event, and its delivery gave up.
 * `rejected`: the ingest endpoint refused it (4xx).
 */
export interface MissedUsage {
  kind: 'dropped' | 'lost' | 'rejected'
  /** The reason's word of a drop; else the event's subject. */
  who: string
  /** Of a dropped request the event that it would have been, as far as that is known; it has no subject. */
  event: MeteringEvent
  /** Milliseconds since the epoch. */
  time: number
}

export interface GatewayMisses {
  missed: readonly MissedUsage[]
  /** Requests since the start that the gateway no longer keeps, so that nobody knows what became of them. */
  discarded: number
}

/** Events that were sent again and stored once. */
export interface Duplicates {
  /** `at`: milliseconds since the epoch. */
  add(count: number, at: number): void
  /** That arrived in a period. */
  within(period: { from: number; to: number }): number
}

const minute = 60_000

/** Counts per minute, since the start of the process: a repeated event changes nothing in the store. */
export function createDuplicates(): Duplicates {
  const counts = new Map<number, number>()
  return {
    add: (count, at) => {
      if (count === 0) return
      const start = Math.floor(at / minute) * minute
      counts.set(start, (counts.get(start) ?? 0) + count)
    },
    within: ({ from, to }) => {
      let sum = 0
      for (const [start, count] of counts) if (start >= from && start < to) sum += count
      return sum
    },
  }
}
