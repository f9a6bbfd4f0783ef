/**
 * The queue's circuit breaker, from 3.16 on: after `failure_threshold` batches in a row that were given up it
 * sheds entries for `breaker_cooldown` seconds, then lets one batch through, with a single attempt. Its success
 * closes the breaker, its failure opens it again. A threshold of 0 switches it off. Times in microseconds.
 */
export interface Breaker {
  readonly isProbing: boolean
  /** Whether entries are shed at this time. */
  sheds(at: number): boolean
  /** A batch goes out; after the cooldown it is the probe. */
  batchStarts(): void
  batchDelivered(): void
  /** A batch was given up; true when that opens the breaker. */
  batchLost(at: number): boolean
}

export interface BreakerOptions {
  threshold: number
  cooldown: number
}

export function createBreaker({ threshold, cooldown }: BreakerOptions): Breaker {
  let state: 'closed' | 'open' | 'probing' = 'closed'
  let failures = 0
  let openUntil = 0
  return {
    get isProbing() {
      return state === 'probing'
    },
    sheds: at => state === 'open' && at < openUntil,
    batchStarts() {
      if (state === 'open') state = 'probing'
    },
    batchDelivered() {
      if (state === 'open') return
      state = 'closed'
      failures = 0
    },
    batchLost(at) {
      failures += 1
      if (threshold === 0 || state === 'open' || failures < threshold) return false
      state = 'open'
      openUntil = at + cooldown
      return true
    },
  }
}
