/** Starts, shows and ends live runs. */
import { changeLiveRun, getLiveRun, type LiveRun, startLiveRun } from './live-run-contract.ts'
import type { LiveRunOutcome, LiveRuns } from './live-runs.ts'
import { apiError, notFound } from './problem.ts'
import { type Route, route } from './serve.ts'

export interface LiveRunParts {
  /** Absent where there is no gateway to send to. */
  liveRuns?: LiveRuns | undefined
}

export function createLiveRunRoutes({ liveRuns }: LiveRunParts): Route[] {
  const runs = () => {
    if (liveRuns === undefined) throw apiError(501, 'There is no gateway to send requests to')
    return liveRuns
  }
  return [
    route(getLiveRun, () => runs().current()),
    route(startLiveRun, async ({ body }) => runOf(await runs().start(body))),
    route(changeLiveRun, ({ params, body }) => {
      const outcome = runs().change(params.id, body)
      if (outcome === undefined) throw notFound(`Live run [${params.id}]`)
      return runOf(outcome)
    }),
  ]
}

function runOf(outcome: LiveRunOutcome): LiveRun {
  if ('refused' in outcome) throw apiError(409, outcome.refused)
  return outcome.run
}
