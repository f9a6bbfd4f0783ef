import { expect, test } from 'vitest'
import { readDocument } from '#formats/document.ts'
import type { ObservedRequest, TrafficProblem, TrafficRecord } from '#traffic/observed-request.ts'
import type { PlannedRequest } from './planned-request.ts'
import { replayTraffic } from './replay-traffic.ts'

const text = `_format_version: "3.0"
consumers:
  - username: alice
    keyauth_credentials: [{key: alice-key}]
`

async function replayed(records: readonly (Partial<ObservedRequest> | string)[]) {
  const { state } = readDocument(text, '3.15')
  if (state === undefined) throw new Error('the document has errors')
  const problems: TrafficProblem[] = []
  async function* source(): AsyncGenerator<TrafficRecord> {
    for (const [index, record] of records.entries()) {
      const position = index + 1
      if (typeof record === 'string') yield { kind: 'problem', problem: { position, message: record } }
      else
        yield { kind: 'request', request: { position, method: 'GET', target: '/', headers: [], ...record } }
    }
  }
  const { start, requests } = await replayTraffic(source(), {
    state,
    onProblem: found => problems.push(found),
  })
  const sent: PlannedRequest[] = []
  for await (const request of requests) sent.push(request)
  return { start, requests: sent, problems }
}

test('the run begins with the first request, and none begins before the one above it', async () => {
  const { start, requests } = await replayed([
    { at: 10_000 },
    { at: 12_500 },
    { at: 11_000 },
    {},
    { at: 20_000 },
  ])
  expect(start).toBe(10_000)
  expect(requests.map(({ at }) => at)).toEqual([0, 2.5, 2.5, 3.5, 10])
})

test('without times, requests come a second apart, repeated as often as the source says', async () => {
  const { start, requests } = await replayed([{ times: 3 }, {}])
  expect(start).toBeUndefined()
  expect(requests.map(({ at }) => at)).toEqual([0, 1, 2, 3])
})

test('what was observed is kept, what was not has its stand-in', async () => {
  const { requests } = await replayed([
    {
      method: 'POST',
      host: 'api.test',
      scheme: 'http',
      headers: [['X-Tenant', 'acme']],
      consumer: { username: 'alice' },
      clientIp: '10.1.2.3',
      requestBytes: 77,
      response: { status: 502, upstreamStatus: 200, bytes: 900, latencyMilliseconds: 250 },
    },
    { headers: [['host', 'b.test']] },
  ])
  expect(requests).toEqual([
    {
      at: 0,
      method: 'POST',
      uri: '/',
      scheme: 'http',
      headers: ['Host', 'api.test', 'X-Tenant', 'acme', 'apikey', 'alice-key'],
      clientIp: '10.1.2.3',
      bodyBytes: 0,
      requestBytes: 77,
      answer: { status: 200, latency: 0.25, bytes: 900 },
    },
    {
      at: 1,
      method: 'GET',
      uri: '/',
      scheme: 'https',
      headers: ['host', 'b.test'],
      clientIp: '127.0.0.1',
      bodyBytes: 0,
      answer: { status: 200, latency: 0.05, bytes: 512 },
    },
  ])
})

test('a Consumer that is not known is told once; a record that is no request, at its place', async () => {
  const consumer = { username: 'dave' }
  const { problems, requests } = await replayed(['not JSON', { consumer }, { consumer }])
  expect(requests.length).toBe(2)
  expect(problems).toEqual([
    { position: 1, message: 'not JSON' },
    {
      position: 2,
      message: 'the configuration has no Consumer dave: its requests are sent without a credential',
    },
  ])
})

test('a source without requests is a run without any', async () => {
  expect(await replayed([])).toEqual({ start: undefined, requests: [], problems: [] })
})
