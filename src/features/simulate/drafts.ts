/** What is being composed and generated; it stays while the reader looks at other pages. */
import { create } from 'zustand'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { type Scenario, scenario } from '#rehearsal/scenario.ts'
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
  /** A scenario of stages. */
  staged: Scenario
  setStaged: (staged: Scenario) => void
}

/** A scenario of stages to begin with. */
function firstStages(): Scenario {
  const departments = documentedScenarios.find(({ id }) => id === 'departments')
  return scenario.parse(departments?.scenario ?? { stages: [{ for: 60, rate: 10, routes: [{ path: '/' }] }] })
}

export const useDrafts = create<Drafts>(set => ({
  requests: [newRequest],
  chosen: 0,
  setRequests: (requests, chosen = 0) =>
    set({ requests, chosen: Math.min(chosen, Math.max(0, requests.length - 1)) }),
  record: undefined,
  setRecord: record => set({ record }),
  staged: firstStages(),
  setStaged: staged => set({ staged }),
}))
