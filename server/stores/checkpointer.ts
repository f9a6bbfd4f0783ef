/**
 * Keeps the write-ahead log short. A checkpoint waits for the disk; a second thread does the waiting, so that ingest and
 * the gateway go on meanwhile.
 */
import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { Database } from './open-database.ts'

/** Of the log when a checkpoint begins. SQLite's own begins far later and is the net below this one. */
const enoughBytes = 64_000_000
/** Commits between two looks at the log's size. */
const lookEvery = 16

export interface Checkpointer {
  /** To be called after each commit, outside a transaction. */
  committed(): void
  close(): Promise<void>
}

export function createCheckpointer({ connection, path }: Database): Checkpointer {
  if (path === ':memory:') return { committed: () => {}, close: async () => {} }
  let worker: Worker | undefined
  let working = false
  let commits = 0

  function start(): Worker {
    const started = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: path })
    started.on('message', () => {
      // What was committed meanwhile is little; once all is copied, the log starts anew.
      connection.exec('PRAGMA wal_checkpoint(PASSIVE)')
      working = false
    })
    // Without the worker SQLite's own checkpoints do; a commit then waits for the disk now and then.
    started.on('error', () => {})
    // After the listeners, which would hold the process again.
    started.unref()
    return started
  }

  return {
    committed: () => {
      commits += 1
      if (working || commits % lookEvery !== 0) return
      if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) < enoughBytes) return
      working = true
      worker ??= start()
      worker.postMessage('checkpoint')
    },
    close: async () => {
      await worker?.terminate()
      worker = undefined
    },
  }
}
