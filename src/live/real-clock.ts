import type { Clock } from './pace-requests.ts'

export const realClock: Clock = {
  now: () => performance.now(),
  wait: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)),
}
