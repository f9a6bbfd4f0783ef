import { useCallback, useEffect, useRef, useState } from 'react'
import type { CompareJob, CompareOutcome, Progress } from '../run/job.ts'
import { useRunner } from '../run/use-run.ts'

interface ComparisonState {
  progress: Progress | undefined
  outcome: CompareOutcome | undefined
  failure: string | undefined
}

/** A comparison under way, over, or failed. */
export function useComparison() {
  const runner = useRunner()
  const [state, setState] = useState<ComparisonState>({
    progress: undefined,
    outcome: undefined,
    failure: undefined,
  })
  const current = useRef<AbortController>(undefined)
  useEffect(() => () => current.current?.abort(), [])

  const start = useCallback(
    async (job: CompareJob) => {
      current.current?.abort()
      const controller = new AbortController()
      current.current = controller
      const { signal } = controller
      const change = (next: Partial<ComparisonState>) => {
        if (!signal.aborted) setState(before => ({ ...before, ...next }))
      }
      change({ progress: { requests: 0, share: undefined }, failure: undefined })
      try {
        const outcome = await runner.compare(job, { signal, onProgress: progress => change({ progress }) })
        change({ progress: undefined, outcome })
      } catch (cause) {
        change({ progress: undefined, failure: cause instanceof Error ? cause.message : String(cause) })
      }
    },
    [runner],
  )
  const cancel = useCallback(() => {
    current.current?.abort()
    setState(before => ({ ...before, progress: undefined }))
  }, [])
  return { ...state, start, cancel }
}
