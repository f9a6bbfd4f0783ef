/** Runs the lab's jobs in a worker. */
import type { Survival } from '#rehearsal/find-survival.ts'
import type { LoadReport } from '#rehearsal/rehearse-load.ts'
import type { LabJob, LabMessage, LabRunner, LabTask, OnProgress } from './lab-task.ts'

/**
 * Runs and searches have a worker each, started with the first job of its kind: ending a job ends its worker, and must not
 * end the other's job. The next job has a new one.
 */
export function createWorkerRunner(): LabRunner {
  const ask = { run: createAsk('run'), survive: createAsk('survive') }
  return {
    run: (job, signal, onProgress) => ask.run<LoadReport>(job, signal, onProgress),
    survive: (job, signal, onProgress) => ask.survive<Survival>(job, signal, onProgress),
  }
}

function createAsk(kind: LabTask['kind']) {
  let worker: Worker | undefined
  let lastId = 0

  return async function ask<Outcome>(
    job: LabJob,
    signal: AbortSignal,
    onProgress: OnProgress = () => undefined,
  ): Promise<Outcome> {
    signal.throwIfAborted()
    lastId += 1
    const id = lastId
    worker ??= new Worker(new URL('./lab.worker.ts', import.meta.url), { type: 'module' })
    const used = worker
    const listening = new AbortController()
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
    const on = { signal: listening.signal }
    used.addEventListener(
      'message',
      ({ data }: MessageEvent<LabMessage>) => {
        if (data.id !== id) return
        if ('progress' in data) onProgress(data.progress)
        else if (data.ok) resolve(data.outcome as Outcome)
        else reject(new Error(data.message))
      },
      on,
    )
    const end = (cause: unknown) => {
      used.terminate()
      if (worker === used) worker = undefined
      reject(cause)
    }
    // A worker that could not be loaded is of no more use.
    used.addEventListener('error', ({ message }) => end(new Error(message || 'the worker ended')), on)
    signal.addEventListener('abort', () => end(signal.reason), on)
    used.postMessage({ ...job, kind, id } satisfies LabTask)
    return promise.finally(() => listening.abort())
  }
}
