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
  /** It was never sent, so that it cannot have arrived. */
  untried?: true
}

export interface GatewayMisses {
  missed: readonly MissedUsage[]
  /** When the gateway started, milliseconds since the epoch: of what was before it knows nothing. */
  since: number
  /** Requests since the start that the gateway no longer keeps. */
  discarded: number
  /** What is known of those: how many were dropped, and how many events of theirs were given up, and no more. */
  unkept: { dropped: number; lost: number }
}

/** Events that were sent again and stored once. */
export interface Duplicates {
  /** `count` of the `sent` were there already; `at`: milliseconds since the epoch. */
  add(count: number, sent: readonly MeteringEvent[], at: number): void
  /** Those that arrived in a period. */
  within(period: { from: number; to: number }): RepeatedUsage
}

export interface RepeatedUsage {
  count: number
  /** Of them those that are known: of what a queue sends again everything came before. At most the last few thousand. */
  events: readonly { event: MeteringEvent; time: number }[]
}

const minute = 60_000
const KEPT_EVENTS = 5000

/** Since the start of the process, counted by minute: a repeated event changes nothing in the store. */
export function createDuplicates(): Duplicates {
  const counts = new Map<number, number>()
  const kept: { event: MeteringEvent; time: number }[] = []
  return {
    add: (count, sent, at) => {
      if (count === 0) return
      const start = Math.floor(at / minute) * minute
      counts.set(start, (counts.get(start) ?? 0) + count)
      if (count === sent.length) for (const event of sent) kept.push({ event, time: at })
      if (kept.length > 2 * KEPT_EVENTS) kept.splice(0, kept.length - KEPT_EVENTS)
    },
    within: ({ from, to }) => {
      let count = 0
      for (const [start, own] of counts) if (start >= from && start < to) count += own
      const events = kept.slice(-KEPT_EVENTS).filter(({ time }) => time >= from && time < to)
      return { count, events }
    },
  }
}
