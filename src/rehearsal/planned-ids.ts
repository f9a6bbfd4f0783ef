/** Ids that are the same in every run of a seed, and otherwise look like what Kong makes. */
export interface PlannedIds {
  /** 32 hex characters. */
  requestId(): string
  /** A UUID of version 4 by its form. */
  eventId(): string
}

export function createPlannedIds(seed: number): PlannedIds {
  const prefix = hex(seed >>> 0, 8)
  let requests = 0
  let events = 0
  return {
    requestId() {
      requests += 1
      return `${prefix}00000000${hex(requests, 16)}`
    },
    eventId() {
      events += 1
      return `${prefix}-0000-4000-8000-${hex(events, 12)}`
    },
  }
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
