import { useRef } from 'react'

const LEAST_MILLISECONDS = 3000
/** How much longer than an answer took the next question waits. */
const REST_FACTOR = 5

/** Asking again and again, more seldom the longer an answer takes: a million events are not counted without end. */
export function usePace() {
  const took = useRef(0)
  return {
    refetchInterval: () => Math.max(LEAST_MILLISECONDS, took.current * REST_FACTOR),
    timed: async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
      const start = performance.now()
      const answer = await ask()
      took.current = performance.now() - start
      return answer
    },
  }
}
