/** Processes of a bench, each on its own core where the system can pin them (taskset), so that load and server do not share one. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Core 0 is the measured server's; everything else is on core 1. */
export type Core = 0 | 1

/** The command that runs a Node script on a core; unpinned where there is no taskset or only one core. */
async function nodeOn(core: Core): Promise<[string, string[]]> {
  const pinned = availableParallelism() > 1 && (await hasTaskset())
  return pinned ? ['taskset', ['-c', String(core), process.execPath]] : [process.execPath, []]
}

let taskset: Promise<boolean> | undefined
function hasTaskset(): Promise<boolean> {
  taskset ??= run('taskset', ['-V']).then(
    () => true,
    () => false,
  )
  return taskset
}

export interface BenchProcess {
  /** What the process sent when it was ready. */
  url: string
  /** What is in use after a full garbage collection, in bytes; of processes that answer `memory`. */
  memory(): Promise<Memory>
  stop(): Promise<void>
}

export interface Memory {
  rss: number
  heapUsed: number
}

/** Starts a script of this folder that sends `{ url }` to its parent once it listens. */
export async function startProcess(
  script: string,
  args: readonly string[],
  core: Core,
): Promise<BenchProcess> {
  const [command, before] = await nodeOn(core)
  // Only who is asked for his memory collects garbage on demand.
  const child = spawn(command, [...before, '--expose-gc', resolve(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  if (typeof message !== 'object') throw new Error(`${script} ended before it listened`)
  return { url: String(message.url), memory: () => memoryOf(child), stop: () => stop(child) }
}

async function memoryOf(child: ChildProcess): Promise<Memory> {
  child.send('memory')
  const [memory] = await once(child, 'message')
  return memory
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

export interface Load {
  requestsPerSecond: number
  p99Milliseconds: number
  failed: number
}

/** How long, or how many requests. */
export type LoadOptions = { connections: number } & ({ seconds: number } | { requests: number })

/** Sends requests as fast as they are answered, over keep-alive connections. */
export async function load(url: string, options: LoadOptions): Promise<Load> {
  const [command, before] = await nodeOn(1)
  const script = resolve(import.meta.dirname, 'load-process.ts')
  const { stdout } = await run(command, [...before, script, url, JSON.stringify(options)])
  return JSON.parse(stdout)
}
