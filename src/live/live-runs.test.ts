import { expect, test } from 'vitest'
import type { Workspace } from '#api/contract.ts'
import type { LiveTraffic } from '#api/live-run-contract.ts'
import type { GatewayRequestToSend } from '#api/send-contract.ts'
import { scenario } from '#rehearsal/scenario.ts'
import { createExchangeLog } from './exchange-log.ts'
import { createLiveRehearsal } from './live-rehearsal.ts'
import { createLiveRuns } from './live-runs.ts'
import { realClock } from './real-clock.ts'

/** Machines are busy. */
const patient = { timeout: 15_000 }

const text = (upstream = 'https://api.example') =>
  JSON.stringify({
    _format_version: '3.0',
    services: [{ name: 'own', url: upstream, routes: [{ name: 'own', paths: ['/anything'] }] }],
    consumers: [{ username: 'alice', keyauth_credentials: [{ key: 'KEY' }] }],
    plugins: [
      { name: 'key-auth', config: { key_names: ['x-key'] } },
      {
        name: 'metering-and-billing',
        config: {
          ingest_endpoint: 'https://us.api.konghq.com/v3/openmeter/events',
          api_token: 'spat_x',
          subject: { look_up_value_in: 'consumer' },
        },
      },
    ],
  }).replace('"KEY"', '$'.concat('{{ env "DECK_ALICE_KEY" }}'))

const workspace: Workspace = {
  id: 'one',
  name: 'One',
  updated_at: '2026-01-01T00:00:00Z',
  text: text(),
  gateway_release: '3.15',
  delivery: 'studio',
  subject_format: 'plain',
  upstreams: { own: 'echo' },
}

function aStudio(part: Partial<Workspace> = {}) {
  const sent: GatewayRequestToSend[] = []
  const rehearsal = createLiveRehearsal({
    studio: () => ({ endpoint: 'http://127.0.0.1:4400/v3/openmeter/events', token: '' }),
    gatewayPort: () => 8000,
    environment: { DECK_ALICE_KEY: 'alice-key' },
    log: createExchangeLog(),
    sender: { send: async () => ({ ok: true, status: 202 }), close: async () => {} },
    conditions: () => undefined,
    newEventId: () => 'event',
  })
  rehearsal.apply({ ...workspace, ...part })
  let id = 0
  const runs = createLiveRuns({
    rehearsal,
    send: async request => {
      sent.push(request)
      return { status: 200 }
    },
    clock: realClock,
    now: Date.now,
    newId: () => `run-${++id}`,
  })
  const ended = () => expect.poll(() => runs.current().run?.state, patient)
  return { runs, sent, rehearsal, ended }
}

const asked = (traffic: LiveTraffic, part: object = {}) => ({
  workspace_id: 'one',
  traffic,
  speed: 100,
  confirmed: { upstreams: [], endpoints: [] },
  ...part,
})

const staged = (part: object = {}): LiveTraffic => ({
  kind: 'scenario',
  scenario: scenario.parse({
    name: 'Staged',
    seed: 7,
    stages: [
      {
        for: 10,
        rate: 5,
        callers: [{ consumer: 'alice' }, {}],
        routes: [{ path: '/anything' }],
        query: { n: ['1', '2', '3'] },
        ...part,
      },
    ],
  }),
})

test('a scenario is sent with the keys that the gateway knows, the same with the same seed', async () => {
  const [one, other] = [aStudio(), aStudio()]
  for (const { runs, ended } of [one, other]) {
    expect(await runs.start(asked(staged()))).toMatchObject({ run: { state: 'running', planned: 50 } })
    await ended().toBe('finished')
  }
  expect(one.sent).toHaveLength(50)
  expect(one.sent).toEqual(other.sent)
  const keys = new Set(one.sent.map(({ headers }) => new Map(headers).get('x-key')))
  expect(keys).toEqual(new Set(['alice-key', undefined]))
  expect(one.runs.current().run).toMatchObject({
    name: 'Staged',
    sent: 50,
    waiting: 0,
    failed: 0,
    statuses: [{ status: 200, requests: 50 }],
    duration_ms: 100,
  })
})

test('a record is sent at its times, and what of it is no request is told', async () => {
  const { runs, sent, ended } = aStudio()
  const line = (second: string, path: string) =>
    `203.0.113.9 - - [21/Nov/2026:10:00:${second} +0000] "GET ${path} HTTP/1.1" 200 12 "-" "curl/8"`
  const log = [line('00', '/anything?n=1'), 'not a line', line('10', '/anything?n=2')].join('\n')
  await runs.start(
    asked({ kind: 'record', name: 'a.log', source: 'access-log', text: log, options: {} }, { speed: 100 }),
  )
  await ended().toBe('finished')
  expect(sent.map(({ uri }) => uri)).toEqual(['/anything?n=1', '/anything?n=2'])
  const { run } = runs.current()
  expect(run).toMatchObject({ name: 'a.log', planned: 2, duration_ms: 100, problems: { count: 1 } })
  expect(run?.elapsed_ms).toBeGreaterThanOrEqual(98)
  expect(run?.problems.first[0]).toMatch(/^2: /)
})

test('one at a time; it pauses, goes on and is cancelled', async () => {
  const { runs, sent } = aStudio()
  const started = await runs.start(asked(staged(), { speed: 1 }))
  const id = 'run' in started ? started.run.id : ''
  expect(await runs.start(asked(staged()))).toEqual({ refused: expect.stringContaining('under way') })
  expect(runs.change('another', { state: 'paused' })).toBeUndefined()
  expect(runs.change(id, { state: 'paused' })).toMatchObject({ run: { state: 'paused' } })
  expect(runs.change(id, { state: 'running' })).toMatchObject({ run: { state: 'running' } })
  expect(runs.change(id, { state: 'cancelled' })).toMatchObject({ run: { state: 'cancelled', planned: 50 } })
  expect(runs.change(id, { state: 'running' })).toEqual({ refused: 'The live run has ended' })
  const before = sent.length
  await new Promise(resolve => setTimeout(resolve, 300))
  expect(sent).toHaveLength(before)
  expect(runs.current().run?.ended_at).toBeDefined()
  expect(await runs.start(asked(staged()))).toHaveProperty('run')
  runs.end()
})

test.for([
  ['another workspace runs', {}, { workspace_id: 'two' }, 'The gateway runs the workspace One'],
  [
    'requests would be forwarded',
    { upstreams: { own: 'forward' } },
    {},
    'Not confirmed: requests would be forwarded to https://api.example',
  ],
  [
    'they would be forwarded to where nobody said yes to',
    { upstreams: { own: 'forward' } },
    { confirmed: { upstreams: ['https://other.example'], endpoints: [] } },
    'Not confirmed: requests would be forwarded to https://api.example',
  ],
  [
    'events would really be delivered',
    { delivery: 'endpoint' },
    {},
    'Not confirmed: events would be delivered to https://us.api.konghq.com/v3/openmeter/events',
  ],
] as const)('nothing is sent when %s', async ([, part, question, why]) => {
  const { runs, sent } = aStudio(part as Partial<Workspace>)
  expect(await runs.start(asked(staged(), question))).toEqual({ refused: expect.stringContaining(why) })
  expect(runs.current().run).toBeNull()
  expect(sent).toEqual([])
})

test('what a person said yes to is forwarded; when the target changes on the way, the run pauses', async () => {
  const forward: Partial<Workspace> = { upstreams: { own: 'forward' } }
  const { runs, sent, rehearsal } = aStudio(forward)
  const said = () => {
    const upstreams = rehearsal.status().services.map(service => service.upstream_url)
    return { upstreams, endpoints: [] }
  }
  const confirmed = said()
  const started = await runs.start(asked(staged(), { speed: 1, confirmed }))
  const id = 'run' in started ? started.run.id : ''
  await expect.poll(() => sent.length, patient).toBeGreaterThan(0)
  rehearsal.apply({ ...workspace, ...forward, text: text('https://other.example') })
  await expect.poll(() => runs.current().run?.state, patient).toBe('paused')
  expect(runs.current().run?.why).toContain('https://other.example')
  expect(runs.change(id, { state: 'running' })).toEqual({ refused: expect.stringContaining('Not confirmed') })
  expect(runs.change(id, { state: 'running', confirmed: said() })).toMatchObject({
    run: { state: 'running' },
  })
  runs.end()
})

test.for([
  ['a Consumer that is not there', staged({ callers: [{ consumer: 'bob' }] }), /has no Consumer bob/],
  [
    'a record without requests',
    { kind: 'record', name: 'a.log', source: 'access-log', text: 'nothing', options: {} },
    /no request/,
  ],
] as const)('says why %s cannot be sent', async ([, traffic, why]) => {
  const { runs } = aStudio()
  expect(await runs.start(asked(traffic as LiveTraffic))).toEqual({ refused: expect.stringMatching(why) })
})
