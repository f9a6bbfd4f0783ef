/** Live runs as the API sees them; `src/live` has the one of the gateway. */
import type { z } from 'zod'
import type { changeLiveRun, getLiveRun, LiveRun, LiveRunToStart } from './live-run-contract.ts'

/** `refused` says why nothing was done, in a sentence. */
export type LiveRunOutcome = { run: LiveRun } | { refused: string }

export interface LiveRuns {
  current(): z.infer<typeof getLiveRun.reply>
  start(asked: LiveRunToStart): Promise<LiveRunOutcome>
  /** Undefined when it is not the current one. */
  change(id: string, change: z.infer<typeof changeLiveRun.body>): LiveRunOutcome | undefined
}
