/** `rehearse-delivery` as a user runs it: a process, a day of a million entries with an hour's outage in it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Bench, type Measurement, measurement, median } from './bench.ts'

const ENTRIES = 1_000_000
const ROUNDS = 7
const DAY_SECONDS = 86_400
const OUTAGE = { from: 3600, to: 7200, status: 503 }

const cli = resolve(import.meta.dirname, '../cli.ts')

/** In batches as an operator sets them for this rate, and one by one, which is the plugin's default. */
const queues = { batches: { max_batch_size: 100 }, default: {} }

async function run(say: (line: string) => void): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'metering-studio-bench-'))
  try {
    const batches = await writeScenario(join(folder, 'batches.json'), queues.batches)
    const single = await writeScenario(join(folder, 'default.json'), queues.default)
    const seconds: Record<'batches' | 'single', number[]> = { batches: [], single: [] }
    for (let round = 0; round <= ROUNDS; round += 1) {
      const timed = { batches: await timedRun(batches), single: await timedRun(single) }
      // The first run reads the program's own files from the disk.
      if (round === 0) continue
      seconds.batches.push(timed.batches)
      seconds.single.push(timed.single)
      say(`round ${round} of ${ROUNDS}`)
    }
    return [
      measurement('rehearse-delivery', [median(seconds.batches), 's'], { atMost: 1 }),
      measurement('rehearse-delivery-single', [median(seconds.single), 's']),
    ]
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function writeScenario(file: string, queue: object): Promise<string> {
  const entries = Array.from({ length: ENTRIES }, (_, index) => ({
    at: Math.round((index * DAY_SECONDS * 1e6) / ENTRIES) / 1e6,
    bytes: 500,
  }))
  await writeFile(file, JSON.stringify({ queue, entries, sink: { latency: 0.05, outages: [OUTAGE] } }))
  return file
}

/** Seconds from the start of the process to its end; what it prints is read and forgotten. */
async function timedRun(file: string): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [cli, 'rehearse-delivery', file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`rehearse-delivery ended with ${code}`)
  return (performance.now() - startedAt) / 1000
}

export const deliveryBench: Bench = {
  name: 'rehearse-delivery',
  about: "a day of 1,000,000 entries with an hour's outage, the whole command",
  run,
}
