/** The metered gateway's memory after the first requests and after a million: it must not grow with them. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Bench, type Measurement, measurement } from './bench.ts'
import { type BenchProcess, load, type Memory, startProcess } from './processes.ts'

const FIRST_REQUESTS = 200_000
const ALL_REQUESTS = 1_000_000
const STEP_REQUESTS = 200_000
const CONNECTIONS = 64
/** Until the queue's last batch is delivered: max_coalescing_delay is a second. */
const SETTLE_MILLISECONDS = 2000

async function run(say: (line: string) => void): Promise<Measurement[]> {
  const upstream = await startProcess('upstream-process.ts', [], 1)
  const gateway = await startProcess('gateway-process.ts', [upstream.url, 'metered'], 0)
  try {
    let failed = await send(gateway, FIRST_REQUESTS)
    const first = await settled(gateway)
    for (let sent = FIRST_REQUESTS; sent < ALL_REQUESTS; sent += STEP_REQUESTS) {
      say(`${sent.toLocaleString('en-US')} of ${ALL_REQUESTS.toLocaleString('en-US')} requests`)
      failed += await send(gateway, STEP_REQUESTS)
    }
    return figures(first, await settled(gateway), failed)
  } finally {
    for (const process of [gateway, upstream]) await process.stop()
  }
}

async function send(gateway: BenchProcess, requests: number): Promise<number> {
  const { failed } = await load(gateway.url, { requests, connections: CONNECTIONS })
  return failed
}

async function settled(gateway: BenchProcess): Promise<Memory> {
  await pause(SETTLE_MILLISECONDS)
  return gateway.memory()
}

function figures(first: Memory, last: Memory, failed: number): Measurement[] {
  const megabytes = (bytes: number): [number, string] => [bytes / 1_000_000, 'MB']
  return [
    measurement('proxy-heap-200k', megabytes(first.heapUsed)),
    measurement('proxy-heap-1m', megabytes(last.heapUsed)),
    measurement('proxy-heap-1m-to-200k', [last.heapUsed / first.heapUsed, '×'], { atMost: 1.05 }),
    measurement('proxy-rss-200k', megabytes(first.rss)),
    measurement('proxy-rss-1m', megabytes(last.rss)),
    measurement('proxy-rss-1m-to-200k', [last.rss / first.rss, '×'], { atMost: 1.1 }),
    measurement('proxy-memory-failed-requests', [failed, 'requests'], { atMost: 0 }),
  ]
}

export const proxyMemoryBench: Bench = {
  name: 'proxy-memory',
  about: "the metered gateway's memory after 1,000,000 requests, against that after 200,000",
  run,
}
