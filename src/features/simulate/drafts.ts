/** What is being composed and generated; it stays while the reader looks at other pages. */
import { create } from 'zustand'
import type { Scenario } from '#rehearsal/scenario.ts'
import { type ComposedRequest, newRequest } from './compose/composed-request.ts'
import type { OpenedRecord } from './replay/opened-record.ts'

interface Drafts {
  requests: readonly ComposedRequest[]
  /** The one that the form shows. */
  chosen: number
  setRequests: (requests: readonly ComposedRequest[], chosen?: number) => void
  /** What Replay has open. */
  record: OpenedRecord | undefined
  setRecord: (record: OpenedRecord) => void
  /** A scenario of stages; undefined: one that fits the document. */
  staged: Scenario | undefined
  setStaged: (staged: Scenario) => void
  /** How quickly requests are really sent; undefined: played at once, on virtual time. */
  speed: number | undefined
  setSpeed: (speed: number | undefined) => void
  /** The live run that the reader has seen the end of. */
  closedRun: string | undefined
  closeRun: (id: string) => void
}

export const useDrafts = create<Drafts>(set => ({
  requests: [newRequest],
  chosen: 0,
  setRequests: (requests, chosen = 0) =>
    set({ requests, chosen: Math.min(chosen, Math.max(0, requests.length - 1)) }),
  record: undefined,
  setRecord: record => set({ record }),
  staged: undefined,
  setStaged: staged => set({ staged }),
  speed: undefined,
  setSpeed: speed => set({ speed }),
  closedRun: undefined,
  closeRun: closedRun => set({ closedRun }),
}))
