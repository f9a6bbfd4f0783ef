/** Replaying a recorded log of a gigabyte: read, parsed, routed, metered and queued on virtual time. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Bench, type Measurement, measurement, median } from './bench.ts'

const ROUNDS = 3
const MEGABYTES = 1000
const script = resolve(import.meta.dirname, 'replay-process.ts')

const id = '0f6f2d0e-7c57-5b1f-9a1f-7f5f3d1c2b10'
const entity = { id, created_at: 1_794_000_000, updated_at: 1_794_000_000, ws_id: id }

const request = {
  id: 'c9b2f0a14d5e4c0f8a7d6b5c4e3f2a10',
  method: 'GET',
  uri: '/anything/orders?page=2',
  url: 'http://localhost:8000/anything/orders?page=2',
  size: 178,
  querystring: { page: '2' },
  headers: {
    host: 'localhost:8000',
    'user-agent': 'curl/8.9.1',
    accept: '*/*',
    apikey: 'REDACTED',
    'x-consumer-id': id,
    'x-consumer-username': 'alice',
  },
}
const response = {
  status: 200,
  size: 812,
  headers: {
    'content-type': 'application/json',
    'content-length': '400',
    connection: 'keep-alive',
    date: 'Sat, 21 Nov 2026 07:00:00 GMT',
    via: '1.1 kong/3.15.0.0-enterprise-edition',
    'x-kong-upstream-latency': '10',
    'x-kong-proxy-latency': '1',
    'x-kong-request-id': 'c9b2f0a14d5e4c0f8a7d6b5c4e3f2a10',
  },
}
const route = {
  ...entity,
  name: 'example-route',
  paths: ['/anything'],
  protocols: ['http', 'https'],
  strip_path: true,
  preserve_host: false,
  regex_priority: 0,
  https_redirect_status_code: 426,
  request_buffering: true,
  response_buffering: true,
  service: { id },
}
const service = {
  ...entity,
  name: 'example-service',
  host: 'upstream.test',
  port: 80,
  path: '/anything',
  protocol: 'http',
  retries: 5,
  enabled: true,
  connect_timeout: 60_000,
  read_timeout: 60_000,
  write_timeout: 60_000,
}

/** A line as Kong's log serializer writes it, all fields of a proxied request among them (Kong's document of http-log). */
function logLine(at: number): string {
  return `${JSON.stringify({
    request,
    response,
    latencies: { request: 12, kong: 2, proxy: 10, receive: 0 },
    upstream_uri: '/anything/orders',
    upstream_status: '200',
    started_at: at,
    client_ip: '203.0.113.9',
    source: 'upstream',
    workspace: id,
    workspace_name: 'default',
    tries: [{ balancer_start: at, balancer_latency: 0, ip: '192.0.2.1', port: 80 }],
    route,
    service,
    authenticated_entity: { id },
    consumer: { id, username: 'alice', created_at: 1_794_000_000, updated_at: 1_794_000_000 },
  })}\n`
}

/** Writes lines a millisecond apart until the file is as long as wanted; returns its bytes. */
function writeLog(file: string, megabytes: number): number {
  const handle = openSync(file, 'w')
  let bytes = 0
  for (let at = 1_795_000_000_000; bytes < megabytes * 1e6; at += 1000) {
    const lines = Array.from({ length: 1000 }, (_, index) => logLine(at + index)).join('')
    bytes += writeSync(handle, lines)
  }
  closeSync(handle)
  return bytes
}

interface Round {
  events: number
  megabytesPerSecond: number
  megabytesPerProcessorSecond: number
  early: number
  megabytes: number
}

async function run(say: (line: string) => void): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'metering-studio-replay-'))
  try {
    const file = join(folder, 'kong.log')
    const bytes = writeLog(file, MEGABYTES)
    const rounds: Round[] = []
    for (let round = 1; round <= ROUNDS; round += 1) {
      rounds.push(await replay(file, bytes))
      say(`round ${round} of ${ROUNDS}`)
    }
    const of = (pick: (round: Round) => number) => median(rounds.map(pick))
    return [
      measurement('replay-requests', [of(({ events }) => events), 'requests']),
      measurement('replay', [of(round => round.megabytesPerSecond), 'MB/s'], { atLeast: 100 }),
      measurement('replay-processor', [of(round => round.megabytesPerProcessorSecond), 'MB/s']),
      measurement('replay-memory', [of(({ megabytes }) => megabytes), 'MB']),
      measurement('replay-memory-growth', [of(({ early, megabytes }) => megabytes / early), '×'], {
        atMost: 1.5,
      }),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function replay(file: string, bytes: number): Promise<Round> {
  const child = spawn(process.execPath, [script, file, String(bytes)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  if (typeof message !== 'object') throw new Error('the replay ended before its log')
  return message
}

export const replayBench: Bench = {
  name: 'replay',
  about: `a log of ${MEGABYTES} MB as Kong's http-log writes it, replayed through a configuration`,
  run,
}
