/** A run as the page sees it: under way, over, or failed. */
import { createContext, startTransition, useCallback, useContext, useEffect, useRef, useState } from 'react'
import type { Job, JobOutcome, PlayedRun, Progress, Unplayable } from './job.ts'
import type { Runner } from './worker-runner.ts'

const RunnerContext = createContext<Runner | undefined>(undefined)
export const RunnerProvider = RunnerContext.Provider

export function useRunner(): Runner {
  const runner = useContext(RunnerContext)
  if (runner === undefined) throw new Error('useRunner outside of RunnerProvider')
  return runner
}

export interface RunState {
  /** Set while a job is under way. */
  progress: Progress | undefined
  outcome: JobOutcome | undefined
  /** The last job that could be played, with what came of it. */
  last: { job: Job; run: PlayedRun } | undefined
  /** A sentence, when the worker itself failed. */
  failure: string | undefined
}

export interface Run extends RunState {
  /** Ends the job under way and plays this one. */
  start: (job: Job) => Promise<void>
  cancel: () => void
  /** Says why there is nothing to play. */
  refuse: (unplayable: Unplayable) => void
}

const idle: RunState = { progress: undefined, outcome: undefined, last: undefined, failure: undefined }

export function useRun(): Run {
  const runner = useRunner()
  const [state, setState] = useState<RunState>(idle)
  const current = useRef<AbortController>(undefined)
  useEffect(() => () => current.current?.abort(), [])

  const start = useCallback(
    async (job: Job) => {
      current.current?.abort()
      const controller = new AbortController()
      current.current = controller
      const change = (next: Partial<RunState>) => {
        if (current.current === controller) setState(before => ({ ...before, ...next }))
      }
      change({ progress: { requests: 0, share: undefined }, failure: undefined })
      try {
        const outcome = await runner.play(job, {
          signal: controller.signal,
          onProgress: progress => change({ progress }),
        })
        const last = outcome.kind === 'played' ? { last: { job, run: outcome } } : {}
        // In slices: tables of a large run take longer than the page may be busy at once.
        startTransition(() => change({ progress: undefined, outcome, ...last }))
      } catch (cause) {
        if (controller.signal.aborted) return
        change({ progress: undefined, failure: cause instanceof Error ? cause.message : String(cause) })
      }
    },
    [runner],
  )
  const cancel = useCallback(() => {
    current.current?.abort()
    current.current = undefined
    setState(before => ({ ...before, progress: undefined }))
  }, [])
  const refuse = useCallback(
    (outcome: Unplayable) => setState(before => ({ ...before, outcome, failure: undefined })),
    [],
  )
  return { ...state, start, cancel, refuse }
}
