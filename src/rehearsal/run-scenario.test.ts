import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDocument } from '#formats/document.ts'
import type { TraceStep } from '#metering/trace.ts'
import { documentedScenarios } from './documented-scenarios.ts'
import type { RehearsalOptions } from './run-rehearsal.ts'
import { runScenario } from './run-scenario.ts'
import { scenario } from './scenario.ts'
import type { RehearsalSummary } from './summary.ts'

function aDocument(queue: object, others = ''): string {
  return `_format_version: "3.0"
services:
  - name: example-service
    url: http://upstream.test/anything
    read_timeout: 2000
    routes:
      - name: example-route
        paths: ["/anything"]
        protocols: [http, https]
consumers:
  - username: alice
    keyauth_credentials: [{key: alice-key}]
  - username: bob
    keyauth_credentials: [{key: bob-key}]
plugins:
  - name: key-auth
    service: example-service
  - name: metering-and-billing
    service: example-service
    config:
      ingest_endpoint: https://ingest.test/v3/openmeter/events
      api_token: token
      subject: {look_up_value_in: consumer}
      timeout: 1000
      queue: ${JSON.stringify(queue)}
${others}`
}

async function played(
  input: object,
  { text = aDocument({}), options = {} }: { text?: string; options?: RehearsalOptions } = {},
): Promise<RehearsalSummary> {
  const { state, diagnostics } = readDocument(text, '3.15')
  if (state === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  const configuration = { state, release: '3.15', subjectFormat: 'plain' } as const
  const outcome = await runScenario(configuration, scenario.parse(input), options)
  if ('problems' in outcome) throw new Error(JSON.stringify(outcome.problems))
  return outcome.summary
}

const byAlice = { path: '/anything', consumer: 'alice' }
const oneStage = { for: 60, rate: 10, callers: [{ consumer: 'alice' }], routes: [{ path: '/anything' }] }

test('the tutorial: three requests of alice are three events of hers', async () => {
  const summary = await played({ requests: [{ ...byAlice, repeat: 3 }] })
  expect(summary.subjects).toEqual([
    {
      subject: 'alice',
      emitted: 3,
      delivered: 3,
      late: 0,
      lost: 0,
      dropped: 0,
      duplicated: 0,
      by_type: { 'kong.api_request': 3 },
    },
  ])
  expect(summary.queues).toMatchObject([{ worker: 1, enqueued: 3, batches: 3, attempts: 3, delivered: 3 }])
  expect(summary.duration).toBeCloseTo(2.1)
})

test('requests without a key or a Route give none, and the reasons are counted', async () => {
  const summary = await played({ requests: [byAlice, { path: '/anything' }, { path: '/elsewhere' }] })
  expect(summary.requests).toEqual({ requests: 3, emitted: 1, dropped: 1, not_metered: 0, no_plugin: 1 })
  expect(summary.reasons).toMatchObject([{ reason: 'no_consumer', requests: 1 }])
  expect(summary.statuses.map(({ name, requests }) => [name, requests])).toEqual([
    ['200', 1],
    ['401', 1],
    ['404', 1],
  ])
  expect(summary.routes.map(({ name }) => name)).toEqual(['example-route', '(no Route)'])
  expect(summary.consumers.map(({ name }) => name)).toEqual(['(nobody)', 'alice'])
})

test.for([
  ['refused', 'GET', '502', 0],
  ['reset', 'GET', '502', 0],
  ['timeout', 'GET', '504', 3 * 2],
  ['timeout', 'PUT', '504', 3 * 2],
  ['timeout', 'POST', '504', 2],
] as const)(
  'a Service whose connection is %s ends a %s with %s',
  async ([failure, method, status, after]) => {
    const text = aDocument({}).replace('read_timeout: 2000', 'read_timeout: 2000\n    retries: 2')
    const summary = await played({ requests: [{ ...byAlice, method, answer: { failure } }] }, { text })
    expect(summary.statuses).toMatchObject([{ name: status, emitted: 1 }])
    expect(summary.duration).toBeCloseTo(after + 0.05)
  },
)

describe('the endpoint', () => {
  const during = (fault: object) => ({ faults: [{ from: 0, to: 0.3, ...fault }] })

  test.for([
    [{ fault: 'status', status: 503 }, 'request to ingest.test:443 returned status code 503 and body '],
    [{ fault: 'reset' }, 'failed request to ingest.test:443: connection reset by peer'],
    [{ fault: 'tls' }, 'failed request to ingest.test:443: 18: self-signed certificate'],
    [{ fault: 'timeout' }, 'failed request to ingest.test:443: timeout'],
  ] as const)('%j is tried again in the words of the log', async ([fault, text]) => {
    const { events, log, queues } = await played({ requests: [byAlice], sink: during(fault) })
    expect(events).toMatchObject({ emitted: 1, delivered: 1, lost: 0, duplicated: 0 })
    expect(queues[0]?.failed_attempts).toBeGreaterThan(0)
    expect(log.lines[0]?.text).toMatch(new RegExp(`handler could not process entries: ${text}$`))
  })

  test('an answer that is lost makes the event come again, and counts it once', async () => {
    const { events } = await played({ requests: [byAlice], sink: during({ fault: 'answer_lost' }) })
    expect(events).toMatchObject({ emitted: 1, delivered: 1 })
    expect(events.duplicated).toBeGreaterThan(0)
  })

  test('a slow answer within the timeout is none to worry about, a slower one comes twice', async () => {
    const slow = (latency: number) =>
      played({ requests: [byAlice], sink: during({ fault: 'slow', latency }) }).then(({ events }) => events)
    expect(await slow(0.9)).toMatchObject({ delivered: 1, duplicated: 0 })
    expect(await slow(1.1)).toMatchObject({ delivered: 1, duplicated: 1 })
  })

  test('a self-signed certificate does not matter without ssl_verify', async () => {
    const text = aDocument({}).replace('timeout: 1000', 'ssl_verify: false')
    const { queues } = await played({ requests: [byAlice], sink: during({ fault: 'tls' }) }, { text })
    expect(queues).toMatchObject([{ failed_attempts: 0, delivered: 1 }])
  })

  test('what is stored later than late_after is late', async () => {
    const sink = { late_after: 5, faults: [{ from: 0, to: 20, fault: 'status' }] }
    const { events, series } = await played({ requests: [byAlice], sink })
    expect(events).toMatchObject({ delivered: 1, late: 1 })
    expect(Math.max(...series.points.map(({ oldest }) => oldest))).toBeGreaterThan(10)
  })

  test('an outage that is longer than max_retry_time loses events, and a full queue drops them', async () => {
    const text = aDocument({ max_entries: 10, max_retry_time: 5 })
    const sink = { faults: [{ from: 0, to: 3600, fault: 'status' }] }
    const { events, queues, subjects } = await played({ stages: [oneStage], sink }, { text })
    expect(events.delivered).toBe(0)
    expect(events.lost).toBeGreaterThan(0)
    expect(events.dropped).toBeGreaterThan(0)
    expect(events.lost + events.dropped).toBe(600)
    expect(queues[0]).toMatchObject({
      lost: { max_retry_time: events.lost },
      dropped: { max_entries: events.dropped },
      max_waiting: 10,
    })
    expect(subjects[0]).toMatchObject({ lost: events.lost, dropped: events.dropped })
  })
})

test('max_bytes counts bytes of UTF-8, as Kong does', async () => {
  const name = 'é'.repeat(2000)
  const dropped = async (max_bytes: number) => {
    const text = aDocument({ max_bytes }).replace('username: alice', `username: ${name}`)
    const { subjects } = await played({ requests: [{ path: '/anything', consumer: name }] }, { text })
    return subjects.map(subject => subject.dropped)
  }
  expect([await dropped(4000), await dropped(6000)]).toEqual([[1], [0]])
})

test('workers have queues of their own', async () => {
  const { queues } = await played({ workers: 3, requests: [{ ...byAlice, repeat: 9 }] })
  expect(queues.map(({ worker, enqueued }) => [worker, enqueued])).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ])
})

test('an AI request is three events, with tokens stated or estimated', async () => {
  const text = aDocument(
    {},
    `  - name: ai-proxy
    service: example-service
    config:
      route_type: llm/v1/chat
      auth: {header_name: Authorization, header_value: Bearer key}
      model: {provider: openai, name: gpt-4o}
      logging: {log_statistics: true, log_payloads: true}
`,
  )
  const events: { type: string; data: Record<string, unknown> }[] = []
  const options = { onEvent: (json: string) => events.push(JSON.parse(json)) }
  const ai = (stated: number) => ({ prompt_tokens: 12, completion_tokens: 34, streaming: 1, stated })
  const requests = [1, 0].map(stated => ({ ...byAlice, method: 'POST', at: 1 - stated, ai: ai(stated) }))
  await played({ requests }, { text, options })
  expect(events.map(({ type, data }) => [type, data.tokens, data.model])).toEqual([
    ['kong.api_request', undefined, undefined],
    ['kong.llm_request', 12, 'gpt-4o'],
    ['kong.llm_request', 34, 'gpt-4o'],
    ['kong.api_request', undefined, undefined],
    // 12 words, weighed for a stream.
    ['kong.llm_request', 22, 'gpt-4o'],
    ['kong.llm_request', 34, 'gpt-4o'],
  ])
})

test('the first requests can be watched, with their traces and the fate of their events', async () => {
  const seen: { number: number; steps: string[]; fates: boolean[] }[] = []
  const options: RehearsalOptions = {
    watched: 2,
    onRequest: ({ number, explain, events }) =>
      seen.push({
        number,
        steps: explain().map(({ step }) => step),
        fates: events.map(({ fate }) => fate.stored),
      }),
  }
  await played({ requests: [{ ...byAlice, repeat: 3 }] }, { options })
  expect(seen).toEqual([1, 2].map(number => ({ number, steps: expect.anything(), fates: [false] })))
  expect(seen[0]?.steps).toEqual([
    'route',
    'service',
    'authentication',
    'plugin',
    'upstream',
    'subject',
    'event',
    'event',
  ])
})

test('progress is told, and a run can be ended', async () => {
  const stages = [{ ...oneStage, for: 600 }]
  const counts: number[] = []
  await played({ stages }, { options: { onProgress: requests => counts.push(requests) } })
  expect(counts).toEqual([2000, 4000, 6000, 6000])
  const ended = played({ stages }, { options: { signal: AbortSignal.abort() } })
  await expect(ended).rejects.toThrow('aborted')
})

test('every event ends once, and the same seed gives the same numbers', async () => {
  const anyScenario = fc.record({
    seed: fc.nat(),
    workers: fc.integer({ min: 1, max: 3 }),
    stages: fc.constant([
      { ...oneStage, rate: 3, arrivals: 'random', answers: [{ latency: { min: 0, max: 5 } }] },
    ]),
    sink: fc.record({
      latency: fc.constantFrom(0, 0.05, 2),
      faults: fc.array(
        fc.record({
          from: fc.nat(40),
          to: fc.integer({ min: 41, max: 200 }),
          fault: fc.constantFrom('status', 'timeout', 'reset', 'slow', 'tls', 'answer_lost'),
        }),
        { maxLength: 2 },
      ),
    }),
  })
  const anyQueue = fc.record({
    max_batch_size: fc.constantFrom(1, 7, 50),
    max_entries: fc.constantFrom(5, 1000),
    max_retry_time: fc.constantFrom(-1, 1, 60),
    concurrency_limit: fc.constantFrom(1, -1),
  })
  await fc.assert(
    fc.asyncProperty(anyScenario, anyQueue, async (input, queue) => {
      const text = aDocument(queue)
      const summary = await played(input, { text })
      const { events, subjects, queues, series } = summary
      expect(events.delivered + events.lost + events.dropped).toBe(events.emitted)
      expect(subjects).toEqual([{ subject: 'alice', ...events }])
      const { points } = series
      const sum = (field: 'emitted' | 'delivered' | 'lost' | 'dropped') =>
        points.reduce((total, point) => total + point[field], 0)
      expect([sum('emitted'), sum('delivered'), sum('lost'), sum('dropped')]).toEqual([
        events.emitted,
        events.delivered,
        events.lost,
        events.dropped,
      ])
      const ended = queues.reduce(
        (total, { delivered, lost, dropped }) =>
          total + delivered + [...Object.values(lost), ...Object.values(dropped)].reduce((a, b) => a + b, 0),
        0,
      )
      expect(ended).toBe(events.emitted)
      // Whether somebody looks or not.
      expect(await played(input, { text, options: { onEvent: () => undefined } })).toEqual(summary)
    }),
    { numRuns: 30 },
  )
})

describe('the trace', () => {
  test.for(documentedScenarios)(
    'of $id: each step says what it read, where, and by which rule',
    async documented => {
      const steps: TraceStep[] = []
      await played(documented.scenario, {
        text: documented.document,
        options: { watched: 200, onRequest: ({ explain }) => steps.push(...explain()) },
      })
      expect(steps.filter(({ summary, why }) => summary === '' || why === undefined)).toEqual([])
      // Only what no field decides has no place in the document.
      const placeless = steps
        .filter(({ path }) => path === undefined)
        .map(({ step, outcome }) => `${step} ${outcome}`)
      expect(
        [...new Set(placeless)].filter(
          step => !['route failed', 'plugin failed', 'status failed'].includes(step),
        ),
      ).toEqual([])
    },
  )
})
