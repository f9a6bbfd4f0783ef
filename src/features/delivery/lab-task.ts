/** What the page asks of its worker, and what comes back: plain data, so that it crosses between them. */
import { findSurvival, type Survival } from '#rehearsal/find-survival.ts'
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

/** Runs jobs; in the page, in a worker. A job that is no longer wanted rejects with the signal's reason. */
export interface LabRunner {
  run(job: LabJob, signal: AbortSignal): Promise<LoadReport>
  survive(job: LabJob, signal: AbortSignal): Promise<Survival>
}

export type LabTask = LabJob & { id: number; kind: 'run' | 'survive' }

export type LabAnswer =
  | { id: number; ok: true; outcome: LoadReport | Survival }
  /** A bug, or a module that could not be loaded. */
  | { id: number; ok: false; message: string }

/** Plays a task and says what came of it; never throws. */
export function playTask({ id, kind, plugin, load }: LabTask): LabAnswer {
  try {
    const outcome = kind === 'run' ? rehearseLoad(plugin, load) : findSurvival(plugin, load)
    return { id, ok: true, outcome }
  } catch (cause) {
    return { id, ok: false, message: cause instanceof Error ? cause.message : String(cause) }
  }
}
