import type { Clock } from './pace-requests.ts'

export interface PausableClock {
  /** Milliseconds since the start, without pauses. */
  elapsed(): number
  stop(): void
  goOn(): void
}

export function createPausableClock(clock: Pick<Clock, 'now'>): PausableClock {
  let began = clock.now()
  let stoppedAt: number | undefined
  return {
    elapsed: () => (stoppedAt ?? clock.now()) - began,
    stop() {
      stoppedAt ??= clock.now()
    },
    goOn() {
      if (stoppedAt !== undefined) began += clock.now() - stoppedAt
      stoppedAt = undefined
    },
  }
}
