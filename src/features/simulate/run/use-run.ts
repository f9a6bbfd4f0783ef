/** A run as the page sees it: under way, over, or failed. */
import { createContext, startTransition, useCallback, useContext, useEffect, useRef, useState } from 'react'
import { type PlayedJob, useDrafts } from '../drafts.ts'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import type { Job, JobOutcome, Progress, Unplayable } from './job.ts'
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
  last: PlayedJob | undefined
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

function playedBy(job: Job, outcome: JobOutcome): { last?: PlayedJob } {
  return outcome.kind === 'played' ? { last: { job, run: outcome } } : {}
}

function keep(workspace: string, tab: string, { last }: { last?: PlayedJob }) {
  if (last !== undefined) useDrafts.getState().keepRun(workspace, tab, last)
}

function keptState(workspace: string, tab: string): RunState {
  const { kept } = useDrafts.getState()
  const last = kept?.workspace === workspace ? kept.runs[tab] : undefined
  return last === undefined ? idle : { ...idle, outcome: last.run, last }
}

/** `tab` is where the last run is kept while the reader is elsewhere. */
export function useRun(tab: string): Run {
  const runner = useRunner()
  const { id } = useSimulatedWorkspace()
  const [state, setState] = useState<RunState>(() => keptState(id, tab))
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
        const played = playedBy(job, outcome)
        // In slices: tables of a large run take longer than the page may be busy at once.
        startTransition(() => change({ progress: undefined, outcome, ...played }))
        if (current.current === controller) keep(id, tab, played)
      } catch (cause) {
        if (controller.signal.aborted) return
        change({ progress: undefined, failure: cause instanceof Error ? cause.message : String(cause) })
      }
    },
    [runner, id, tab],
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
