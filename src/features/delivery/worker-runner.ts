/** Runs the lab's jobs in a worker. */
import type { Survival } from '#rehearsal/find-survival.ts'
import type { LoadReport } from '#rehearsal/rehearse-load.ts'
import type { LabAnswer, LabJob, LabRunner, LabTask } from './lab-task.ts'

/** A worker is started with the first job. Ending a job ends it; the next job has a new one. */
export function createWorkerRunner(): LabRunner {
  let worker: Worker | undefined
  let lastId = 0

  function running(): Worker {
    worker ??= new Worker(new URL('./lab.worker.ts', import.meta.url), { type: 'module' })
    return worker
  }

  function ask<Outcome>(kind: LabTask['kind'], job: LabJob, signal: AbortSignal): Promise<Outcome> {
    signal.throwIfAborted()
    lastId += 1
    const id = lastId
    const used = running()
    const listening = new AbortController()
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
    const on = { signal: listening.signal }
    used.addEventListener(
      'message',
      ({ data }: MessageEvent<LabAnswer>) => {
        if (data.id !== id) return
        if (data.ok) resolve(data.outcome as Outcome)
        else reject(new Error(data.message))
      },
      on,
    )
    used.addEventListener('error', ({ message }) => reject(new Error(message || 'the worker ended')), on)
    const end = () => {
      used.terminate()
      if (worker === used) worker = undefined
      reject(signal.reason)
    }
    signal.addEventListener('abort', end, on)
    used.postMessage({ ...job, kind, id } satisfies LabTask)
    return promise.finally(() => listening.abort())
  }

  return {
    run: (job, signal) => ask<LoadReport>('run', job, signal),
    survive: (job, signal) => ask<Survival>('survive', job, signal),
  }
}
