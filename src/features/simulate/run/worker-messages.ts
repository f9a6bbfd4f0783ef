/** What page and worker say to each other. */
import type { Job, JobOutcome, Progress } from './job.ts'

export interface WorkerTask {
  id: number
  job: Job
}

export type WorkerAnswer =
  | { kind: 'progress'; id: number; progress: Progress }
  | { kind: 'done'; id: number; outcome: JobOutcome }
  /** A bug, or a module that could not be loaded. */
  | { kind: 'failed'; id: number; message: string }
