/** Plays jobs outside of the page's own thread, so that the page stays quick while it runs. */
import wasm from '@kong/atc-router/atc-router_bg.wasm?url'
import { fetchConditionLanguages } from '#conditions/fetch-languages.ts'
import { compareJob } from './compare-job.ts'
import type { Progress } from './job.ts'
import { playJob } from './play-job.ts'
import type { WorkerAnswer, WorkerTask } from './worker-messages.ts'

/** A page draws no more often than is worth it. */
const MILLISECONDS_BETWEEN_PROGRESS = 100

/** Kong's engine of conditions is one per thread. */
let languages: ReturnType<typeof fetchConditionLanguages> | undefined
const loadConditions = () => {
  languages ??= fetchConditionLanguages(wasm)
  return languages
}

const answer = (message: WorkerAnswer) => postMessage(message)

addEventListener('message', ({ data }: MessageEvent<WorkerTask>) => void work(data))

async function work(task: WorkerTask): Promise<void> {
  const { id } = task
  let toldAt = 0
  const onProgress = (progress: Progress) => {
    if (performance.now() - toldAt < MILLISECONDS_BETWEEN_PROGRESS) return
    toldAt = performance.now()
    answer({ kind: 'progress', id, progress })
  }
  try {
    const outcome =
      task.kind === 'play'
        ? await playJob(task.job, loadConditions, { onProgress })
        : await compareJob(task.job, loadConditions, { onProgress })
    answer({ kind: 'done', id, outcome })
  } catch (cause) {
    answer({ kind: 'failed', id, message: cause instanceof Error ? cause.message : String(cause) })
  }
}
