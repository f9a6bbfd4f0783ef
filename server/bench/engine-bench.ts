/** What the engine costs per event, against a bare JSON.stringify of the very same event. */
import { createTimeFormatter } from '#metering/clock-text.ts'
import type { Exchange } from '#metering/exchange.ts'
import { createMeter } from '#metering/meter.ts'
import { meteringConfig } from '#plugin/config.ts'
import { createEventIds } from '../gateway/event-id.ts'
import { type Bench, type Measurement, measurement, median, medianRatio } from './bench.ts'

const EVENTS_PER_ROUND = 100_000
const ROUNDS = 15
const WARM_UP_ROUNDS = 3

const exchange: Exchange = {
  request: {
    id: 'c9b2f0a14d5e4c0f8a7d6b5c4e3f2a10',
    method: 'GET',
    uri: '/anything/orders?page=2',
    query: 'page=2',
    host: 'localhost',
    headers: [
      'Host',
      'localhost:8000',
      'User-Agent',
      'curl/8.9.1',
      'Accept',
      '*/*',
      'X-Consumer-ID',
      'f1a9a0f5-0b7c-4f5b-9c1e-5ad2f5a3f9d1',
      'X-Consumer-Username',
      'alice',
      'X-Department-Id',
      'research',
    ],
    clientIp: '127.0.0.1',
    sizeBytes: 178,
    startedAt: 1_795_000_000_000,
  },
  response: { status: 200, sizeBytes: 812 },
  upstreamStatus: 200,
  route: { id: '0f6f2d0e-7c57-5b1f-9a1f-7f5f3d1c2b10', name: 'example-route' },
  service: {
    id: '5b1a54d2-3b0d-5f80-8a3c-4be0e7f8d011',
    name: 'example-service',
    port: 80,
    protocol: 'http',
  },
  consumer: { id: 'f1a9a0f5-0b7c-4f5b-9c1e-5ad2f5a3f9d1', username: 'alice' },
}

const config = meteringConfig['3.14'].parse({
  ingest_endpoint: 'https://us.api.konghq.com/v3/openmeter/events',
  api_token: 'token',
  subject: { look_up_value_in: 'consumer' },
  attributes: [{ source: 'header', look_up_value_in: 'x-department-id', event_property_name: 'department' }],
})

/** Nanoseconds per call. */
function timed(act: () => number): number {
  const startedAt = process.hrtime.bigint()
  let bytes = 0
  for (let count = 0; count < EVENTS_PER_ROUND; count += 1) bytes += act()
  const nanoseconds = Number(process.hrtime.bigint() - startedAt) / EVENTS_PER_ROUND
  // The sum is used, so that no call may be left out.
  return bytes > 0 ? nanoseconds : Number.NaN
}

/** Reading the last character makes V8 write out a text that it had only noted as a sum of pieces. */
function written(json: string): number {
  return json.charCodeAt(json.length - 1)
}

async function run(): Promise<Measurement[]> {
  const meter = createMeter(config, {
    source: 'kong-gateway',
    subjectFormat: 'plain',
    newId: createEventIds(),
    formatTime: createTimeFormatter(),
  })
  const outcome = meter(exchange)
  if (outcome.kind !== 'emitted') throw new Error(`the bench's exchange was ${outcome.kind}`)
  const event: unknown = JSON.parse(outcome.events[0]?.json ?? '')

  const engine: number[] = []
  const stringify: number[] = []
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    const metered = timed(() => {
      const made = meter(exchange)
      return made.kind === 'emitted' ? written(made.events[0]?.json ?? '') : 0
    })
    const bare = timed(() => written(JSON.stringify(event)))
    if (round < 0) continue
    engine.push(metered)
    stringify.push(bare)
  }
  return [
    measurement('engine-per-event', [median(engine), 'ns']),
    measurement('stringify-per-event', [median(stringify), 'ns']),
    measurement('engine-to-stringify', [medianRatio(engine, stringify), '×'], { atMost: 1.3 }),
  ]
}

export const engineBench: Bench = {
  name: 'engine',
  about: 'cost of one metered event, against a bare JSON.stringify of the same event',
  run,
}
