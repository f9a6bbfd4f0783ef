/** How long events are kept, and what was removed. */

/** null: no such limit. The age is that of an event's arrival. */
export interface RetentionLimits {
  maxEvents: number | null
  maxAgeDays: number | null
  maxBytes: number | null
}

export type RemovalReason = 'max_events' | 'max_age' | 'max_bytes'

/** Times in milliseconds; `from` and `to` are those of the oldest and newest event, by its own time. */
export interface RetentionReport {
  limits: RetentionLimits
  /** `bytes` null where the store does not know. */
  stored: { events: number; bytes: number | null }
  /** All that was ever removed. */
  removed: { events: number; from: number | null; to: number | null }
  /** The latest, newest first. */
  removals: { at: number; reason: RemovalReason; events: number; from: number; to: number }[]
}

/** Of a store that removes nothing by itself. */
export function keepsEverything(events: number): RetentionReport {
  return {
    limits: { maxEvents: null, maxAgeDays: null, maxBytes: null },
    stored: { events, bytes: null },
    removed: { events: 0, from: null, to: null },
    removals: [],
  }
}
