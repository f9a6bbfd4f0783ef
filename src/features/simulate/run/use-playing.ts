/** Plays traffic through the open document, and once more when that changes. */
import { useCallback, useEffect, useRef } from 'react'
import type { z } from 'zod'
import type { Scenario } from '#rehearsal/scenario.ts'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import type { SimulatedDocument, Traffic } from './job.ts'
import { type Run, useRun } from './use-run.ts'

export interface Playing {
  run: Run
  play: (traffic: Traffic) => void
  /** Plays a scenario, or says what of it cannot be meant. */
  playScenario: (parsed: z.ZodSafeParseResult<Scenario>) => void
}

/** Runs with more requests than these wait for the user. */
const AGAIN_LIMIT = 50_000
const TYPING_MILLISECONDS = 300

export function usePlaying(tab: 'compose' | 'replay' | 'generate'): Playing {
  const run = useRun(tab)
  const { document } = useSimulatedWorkspace()
  const traffic = useRef<Traffic>(run.last?.job.traffic)
  const play = useCallback(
    (next: Traffic) => {
      traffic.current = next
      void run.start({ document, traffic: next })
    },
    [run.start, document],
  )
  const playScenario = useCallback(
    (parsed: z.ZodSafeParseResult<Scenario>) => {
      if (parsed.success) return play({ kind: 'scenario', scenario: parsed.data })
      const problems = parsed.error.issues.map(({ path, message }) => ({
        message: `${path.map(String).join(' ')}: ${message}`,
      }))
      run.refuse({ kind: 'unplayable', what: 'traffic', problems })
    },
    [play, run.refuse],
  )
  const played = useRef(playedDocument(run, document))
  const size = run.last?.run.summary.requests.requests ?? 0
  useEffect(() => {
    if (played.current === document || traffic.current === undefined) return
    played.current = document
    if (size > AGAIN_LIMIT) return
    const again = traffic.current
    const timer = setTimeout(() => void run.start({ document, traffic: again }), TYPING_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [document, run.start, size])
  return { run, play, playScenario }
}

/** The one that a kept run went through; the open one, if that says the same, or where nothing is kept. */
function playedDocument({ last }: Run, open: SimulatedDocument): SimulatedDocument {
  if (last === undefined || JSON.stringify(last.job.document) === JSON.stringify(open)) return open
  return last.job.document
}
