/** What page and worker say to each other. */
import type { CompareJob, CompareOutcome, Job, JobOutcome, Progress } from './job.ts'

export type Question = { kind: 'play'; job: Job } | { kind: 'compare'; job: CompareJob }

export type WorkerTask = Question & { id: number }

export type WorkerAnswer =
  | { kind: 'progress'; id: number; progress: Progress }
  | { kind: 'done'; id: number; outcome: JobOutcome | CompareOutcome }
  /** A bug, or a module that could not be loaded. */
  | { kind: 'failed'; id: number; message: string }
