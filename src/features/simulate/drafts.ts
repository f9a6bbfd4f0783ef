/** What is being composed and generated, and what came of it; it stays while the reader looks at other pages. */
import { create } from 'zustand'
import type { Scenario } from '#rehearsal/scenario.ts'
import { type ComposedRequest, newRequest } from './compose/composed-request.ts'
import type { OpenedRecord } from './replay/opened-record.ts'
import type { Job, PlayedRun } from './run/job.ts'

/** A job that could be played, with what came of it. */
export interface PlayedJob {
  job: Job
  run: PlayedRun
}

/** What was played last in each tab, of the workspace that plays. */
interface KeptRuns {
  workspace: string
  runs: Readonly<Record<string, PlayedJob>>
}

interface Drafts {
  requests: readonly ComposedRequest[]
  /** The one that the form shows. */
  chosen: number
  setRequests: (requests: readonly ComposedRequest[], chosen?: number) => void
  /** Those that were played last. */
  sent: readonly ComposedRequest[]
  setSent: (sent: readonly ComposedRequest[]) => void
  /** What Replay has open. */
  record: OpenedRecord | undefined
  setRecord: (record: OpenedRecord) => void
  /** A scenario of stages; undefined: one that fits the document. */
  staged: Scenario | undefined
  setStaged: (staged: Scenario) => void
  /** How quickly requests are really sent; undefined: played at once, on virtual time. */
  speed: number | undefined
  setSpeed: (speed: number | undefined) => void
  kept: KeptRuns | undefined
  keepRun: (workspace: string, tab: string, played: PlayedJob) => void
  /** The live run that the reader has seen the end of. */
  closedRun: string | undefined
  closeRun: (id: string) => void
}

export const useDrafts = create<Drafts>(set => ({
  requests: [newRequest],
  chosen: 0,
  setRequests: (requests, chosen = 0) =>
    set({ requests, chosen: Math.min(chosen, Math.max(0, requests.length - 1)) }),
  sent: [],
  setSent: sent => set({ sent }),
  record: undefined,
  setRecord: record => set({ record }),
  staged: undefined,
  setStaged: staged => set({ staged }),
  speed: undefined,
  setSpeed: speed => set({ speed }),
  kept: undefined,
  keepRun: (workspace, tab, played) =>
    set(({ kept }) => ({
      kept: { workspace, runs: { ...(kept?.workspace === workspace && kept.runs), [tab]: played } },
    })),
  closedRun: undefined,
  closeRun: closedRun => set({ closedRun }),
}))
