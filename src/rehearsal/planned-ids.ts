/** Ids that are the same in every run of a seed, and otherwise look like what Kong makes. */
export interface PlannedIds {
  /** 32 hex characters. */
  requestId(): string
  /** A UUID of version 4 by its form. */
  eventId(): string
}

export function createPlannedIds(seed: number): PlannedIds {
  const prefix = hex(seed >>> 0, 8)
  const nextRequest = counter(16)
  const nextEvent = counter(12)
  return {
    requestId: () => `${prefix}00000000${nextRequest()}`,
    eventId: () => `${prefix}-0000-4000-8000-${nextEvent()}`,
  }
}

const LOW_DIGITS = 3
const LOW_VALUES = 16 ** LOW_DIGITS
const lowTexts = Array.from({ length: LOW_VALUES }, (_, value) => hex(value, LOW_DIGITS))

/** Counts from 1, in so many hex digits; the high ones are written anew only when they change. */
function counter(digits: number): () => string {
  let count = 0
  let high = hex(0, digits - LOW_DIGITS)
  return () => {
    count += 1
    const low = count % LOW_VALUES
    if (low === 0) high = hex(count / LOW_VALUES, digits - LOW_DIGITS)
    return high + lowTexts[low]
  }
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
