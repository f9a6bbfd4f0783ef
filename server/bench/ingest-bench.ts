/** Events per second into SQLite over HTTP, in batches of 100. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'undici'
import { type Bench, type Measurement, measurement, median } from './bench.ts'
import { benchEventJson } from './bench-events.ts'
import { startProcess } from './processes.ts'

const ROUNDS = 5
const EVENTS = 200_000
const BATCH = 100
const CONNECTIONS = 8

async function run(say: (line: string) => void): Promise<Measurement[]> {
  const bodies = Array.from({ length: EVENTS / BATCH }, (_, batch) => batchJson(batch * BATCH))
  const rates: Rates[] = []
  // The first one is for warming up the sender.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const rate = await ingest(bodies)
    if (round > 0) rates.push(rate)
    say(`round ${round} of ${ROUNDS}`)
  }
  return [
    measurement('ingest', [median(rates.map(({ wall }) => wall)), 'events/s'], { atLeast: 40_000 }),
    // What the server alone could take on a core of its own, whatever else runs.
    measurement('ingest-by-cpu', [median(rates.map(({ cpu }) => cpu)), 'events/s']),
  ]
}

/** Events per second of the clock, and per second of the server's CPU time. */
interface Rates {
  wall: number
  cpu: number
}

function batchJson(first: number): string {
  return `[${Array.from({ length: BATCH }, (_, index) => benchEventJson(first + index, EVENTS)).join()}]`
}

/** Into an empty database of its own. */
async function ingest(bodies: readonly string[]): Promise<Rates> {
  const folder = mkdtempSync(join(tmpdir(), 'studio-bench-'))
  const server = await startProcess('ingest-process.ts', [folder], 0)
  const pool = new Pool(server.url, { connections: CONNECTIONS })
  const queue = bodies.values()
  const cpuBefore = await cpuSeconds(server.url)
  const start = performance.now()
  await Promise.all(Array.from({ length: CONNECTIONS }, () => sendAll(pool, queue)))
  const seconds = (performance.now() - start) / 1000
  const cpu = (await cpuSeconds(server.url)) - cpuBefore
  await pool.close()
  await server.stop()
  rmSync(folder, { recursive: true })
  return { wall: EVENTS / seconds, cpu: EVENTS / cpu }
}

async function cpuSeconds(url: string): Promise<number> {
  const { user, system }: NodeJS.CpuUsage = JSON.parse(await (await fetch(`${url}/api/cpu`)).text())
  return (user + system) / 1e6
}

async function sendAll(pool: Pool, queue: Iterable<string>): Promise<void> {
  for (const body of queue) {
    const reply = await pool.request({
      path: '/v3/openmeter/events',
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body,
    })
    if (reply.statusCode !== 202) throw new Error(`ingest answered ${await reply.body.text()}`)
    await reply.body.dump()
  }
}

export const ingestBench: Bench = {
  name: 'ingest',
  about: 'events per second into SQLite over HTTP, in batches of 100, the server on one core',
  run,
}
