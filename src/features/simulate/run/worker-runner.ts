/** Plays jobs in a worker. */
import type { CompareJob, CompareOutcome, Job, JobOutcome, PlayOptions } from './job.ts'
import type { Question, WorkerAnswer, WorkerTask } from './worker-messages.ts'

/** Both reject with an AbortError when the job is ended early. */
export interface Runner {
  play(job: Job, options?: PlayOptions): Promise<JobOutcome>
  compare(job: CompareJob, options?: PlayOptions): Promise<CompareOutcome>
}

/** A worker is started with the first job. Ending a job ends it; the next job has a new one. */
export function createWorkerRunner(): Runner {
  let worker: Worker | undefined
  let lastId = 0

  function ask<Outcome>(question: Question, { onProgress, signal }: PlayOptions = {}): Promise<Outcome> {
    signal?.throwIfAborted()
    lastId += 1
    const task: WorkerTask = { id: lastId, ...question }
    worker ??= new Worker(new URL('./rehearsal.worker.ts', import.meta.url), { type: 'module' })
    const used = worker
    const listening = new AbortController()
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
    const on = { signal: listening.signal }
    const onMessage = ({ data }: MessageEvent<WorkerAnswer>) => {
      if (data.id !== task.id) return
      if (data.kind === 'progress') onProgress?.(data.progress)
      // The answer is of the question's kind.
      else if (data.kind === 'done') resolve(data.outcome as Outcome)
      else reject(new Error(data.message))
    }
    const onAbort = () => {
      used.terminate()
      if (worker === used) worker = undefined
      reject(signal?.reason)
    }
    used.addEventListener('message', onMessage, on)
    used.addEventListener('error', ({ message }) => reject(new Error(message || 'the worker ended')), on)
    signal?.addEventListener('abort', onAbort, on)
    used.postMessage(task)
    return promise.finally(() => listening.abort())
  }

  return {
    play: (job, options) => ask({ kind: 'play', job }, options),
    compare: (job, options) => ask({ kind: 'compare', job }, options),
  }
}
