/** Plays jobs in a worker. */
import type { Job, JobOutcome, PlayOptions } from './job.ts'
import type { WorkerAnswer, WorkerTask } from './worker-messages.ts'

export interface Runner {
  /** Rejects with an AbortError when the job is ended early. */
  play(job: Job, options?: PlayOptions): Promise<JobOutcome>
}

/** A worker is started with the first job. Ending a job ends it; the next job has a new one. */
export function createWorkerRunner(): Runner {
  let worker: Worker | undefined
  let lastId = 0

  function running(): Worker {
    worker ??= new Worker(new URL('./rehearsal.worker.ts', import.meta.url), { type: 'module' })
    return worker
  }

  return {
    play(job, { onProgress, signal } = {}) {
      signal?.throwIfAborted()
      lastId += 1
      const task: WorkerTask = { id: lastId, job }
      const used = running()
      const listening = new AbortController()
      const { promise, resolve, reject } = Promise.withResolvers<JobOutcome>()
      const on = { signal: listening.signal }
      used.addEventListener(
        'message',
        ({ data }: MessageEvent<WorkerAnswer>) => {
          if (data.id !== task.id) return
          if (data.kind === 'progress') onProgress?.(data.progress)
          else if (data.kind === 'done') resolve(data.outcome)
          else reject(new Error(data.message))
        },
        on,
      )
      used.addEventListener('error', ({ message }) => reject(new Error(message || 'the worker ended')), on)
      signal?.addEventListener(
        'abort',
        () => {
          used.terminate()
          if (worker === used) worker = undefined
          reject(signal.reason)
        },
        on,
      )
      used.postMessage(task)
      return promise.finally(() => listening.abort())
    },
  }
}
