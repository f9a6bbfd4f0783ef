/** What the page asks of its worker, and what comes back: plain data, so that it crosses between them. */
import { findSurvival, type Survival, type SurvivalProgress } from '#rehearsal/find-survival.ts'
import {
  type DeliveryLoad,
  type LoadedPlugin,
  type LoadReport,
  rehearseLoad,
} from '#rehearsal/rehearse-load.ts'

export interface LabJob {
  plugin: LoadedPlugin
  load: DeliveryLoad
}

/** How far a job is: which setting is run, from 1, and how much of it, from 0 to 1. */
export type LabProgress = SurvivalProgress
export type OnProgress = (progress: LabProgress) => void

/** Runs jobs; in the page, in a worker. A job that is no longer wanted rejects with the signal's reason. */
export interface LabRunner {
  run(job: LabJob, signal: AbortSignal, onProgress?: OnProgress): Promise<LoadReport>
  survive(job: LabJob, signal: AbortSignal, onProgress?: OnProgress): Promise<Survival>
}

export type LabTask = LabJob & { id: number; kind: 'run' | 'survive' }

export type LabAnswer =
  | { id: number; ok: true; outcome: LoadReport | Survival }
  /** A run without an end, a bug, or a module that could not be loaded. */
  | { id: number; ok: false; message: string }

/** What a worker says of a task: how far it is, any number of times, then what came of it. */
export type LabMessage = LabAnswer | { id: number; progress: LabProgress }

/** Plays a task and says what came of it; never throws. */
export function playTask({ id, kind, plugin, load }: LabTask, onProgress?: OnProgress): LabAnswer {
  const onShare = (share: number) => onProgress?.({ setting: 1, share })
  try {
    const outcome =
      kind === 'run'
        ? rehearseLoad(plugin, load, { onShare })
        : findSurvival(plugin, load, { ...(onProgress && { onProgress }) })
    return { id, ok: true, outcome }
  } catch (cause) {
    return { id, ok: false, message: cause instanceof Error ? cause.message : String(cause) }
  }
}
