import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { rehearseCommand } from './rehearse.ts'
import { runCommand } from './run-command.ts'

let folder = ''
const at = (name: string) => join(folder, name)
const json = (name: string, value: unknown) => writeFile(at(name), JSON.stringify(value))

const prices = {
  currency: 'EUR',
  features: [{ key: 'requests', name: 'Requests', meter: 'api_requests_total' }],
  plans: [
    {
      key: 'list',
      name: 'List',
      rate_cards: [
        { key: 'requests', name: 'Requests', feature: 'requests', price: { type: 'unit', amount: '0.25' } },
      ],
    },
  ],
  reference_plan: 'list',
  subscriptions: [{ customer: 'acme', plan: 'list', active_from: '2026-01-01T00:00:00Z' }],
}

const portal = `_format_version: "3.0"
services:
  - name: shop-service
    url: http://upstream.test
    routes:
      - {name: shop-route, paths: ["/shop"], protocols: [http, https]}
consumers:
  - username: shop
plugins:
  - name: metering-and-billing
    service: shop-service
    config:
      ingest_endpoint: https://ingest.test/v3/openmeter/events
      api_token: token
      subject: {look_up_value_in: consumer}
`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metering-studio-prices-'))
  const document = documentedScenarios.find(({ id }) => id === 'tutorial')?.document ?? ''
  await writeFile(at('kong.yaml'), document)
  await writeFile(at('portal.yaml'), portal)
  await json('prices.json', prices)
  await json('bad-prices.json', { ...prices, currency: 'euro', reference_plan: 'gone' })
  await json('customers.json', [
    { key: 'acme', name: 'Acme', usage_attribution: { subject_keys: ['alice'] } },
  ])
  await json('meters.json', [
    {
      key: 'api_requests_total',
      name: 'Double',
      aggregation: 'sum',
      event_type: 'kong.api_request',
      value_property: '$.response_size_bytes',
    },
  ])
  await json('scenario.json', {
    requests: [{ path: '/anything', consumer: 'alice', repeat: 3, answer: { bytes: 10 } }],
  })
  const log = [0, 60_000].map(started =>
    JSON.stringify({
      started_at: 1_767_225_600_000 + started,
      request: { method: 'GET', uri: '/anything/a', headers: { host: 'api.test' }, size: 90 },
      response: { status: 200, size: 400 },
      consumer: { username: 'alice' },
      client_ip: '10.0.0.1',
      latencies: { request: 12 },
    }),
  )
  await writeFile(at('log.jsonl'), `${log.join('\n')}\n`)
  await json('applications.json', [
    { id: 'app-1', name: 'Shop', keys: ['shop-key'], service: 'shop-service', consumer: 'shop' },
  ])
  await json('bad-applications.json', [{ id: 'app-1', name: 'Shop', keys: [] }])
  await json('by-application.json', {
    requests: [{ path: '/shop' }],
    stages: [{ for: 2, rate: 1, callers: [{ application: 'Shop' }], routes: [{ path: '/shop' }] }],
  })
  await json('by-nobody.json', { requests: [{ path: '/anything', application: 'Gone' }] })
})
afterAll(() => rm(folder, { recursive: true }))

async function run(args: readonly string[]) {
  const out: string[] = []
  const err: string[] = []
  const code = await runCommand({ rehearse: rehearseCommand }, ['rehearse', ...args], {
    stdin: Readable.from(['']),
    stdout: { write: text => out.push(String(text)) },
    stderr: { write: text => err.push(String(text)) },
  })
  return { code, out: out.join(''), err: err.join('') }
}

test('with a price book the summary says what the run costs whom', async () => {
  const { code, out } = await run([at('kong.yaml'), at('scenario.json'), '--prices', at('prices.json')])
  expect(code).toBe(0)
  expect(out).toContain('\nEUR 0.75 for what was delivered, the run taken for one billing period')
  expect(out).toContain('alice  list  reference plan       3  0.75   0.00  0.00\n')
  expect(out).toContain('alice  requests   3         0.75\n')
  expect(out).not.toContain('30 days')
})

test('customers pay by their subscriptions, for what the given meters count', async () => {
  const files = ['--customers', at('customers.json'), '--meters', at('meters.json')]
  const args = [at('kong.yaml'), at('scenario.json'), '--prices', at('prices.json'), ...files, '--json']
  const { money } = JSON.parse((await run(args)).out)
  expect(money).toMatchObject({
    total: '7.50',
    bills: [{ payer: 'acme', subjects: ['alice'], basis: 'subscription', lines: [{ quantity: '30' }] }],
  })
})

test('what is in no bill is told with its reason', async () => {
  await json('idle.json', [{ key: 'alice', name: 'Alice' }])
  await json('other-meters.json', [
    { key: 'tokens', name: 'Tokens', aggregation: 'count', event_type: 'kong.llm_request' },
  ])
  const files = ['--customers', at('idle.json'), '--meters', at('other-meters.json')]
  const { out } = await run([at('kong.yaml'), at('scenario.json'), '--prices', at('prices.json'), ...files])
  expect(out).toContain('  requests is not priced: there is no such meter\n')
  expect(out).toContain('  3 delivered kong.api_request are in no bill: no meter counts them\n')
  expect(out).toMatch(/alice {2}list {2}nobody: its customer has no subscription {7}3 {2}0\.00/)
})

test('recorded traffic is projected to a month, and it is said how', async () => {
  const { out } = await run([at('kong.yaml'), at('log.jsonl'), '--prices', at('prices.json')])
  const { money, duration } = JSON.parse(
    (await run([at('kong.yaml'), at('log.jsonl'), '--prices', at('prices.json'), '--json'])).out,
  )
  expect(duration).toBeGreaterThan(60)
  expect(money.month.total).toBe((Math.round((2 * 2_592_000) / duration) / 4).toFixed(2))
  expect(out).toContain(`in 30 days EUR ${money.month.total}`)
  expect(out).toContain('as its pace makes them, then charged')
})

test('callers of a scenario are applications of the Dev Portal', async () => {
  const args = [
    at('portal.yaml'),
    at('by-application.json'),
    '--applications',
    at('applications.json'),
    '--events',
  ]
  const { code, out, err } = await run(args)
  expect([code, err]).toEqual([0, ''])
  const events = out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(events.map(({ subject, data }) => [subject, data.application_id])).toEqual([
    ['shop', 'app-1'],
    ['shop', 'app-1'],
  ])
  expect(out).not.toContain('shop-key')
})

describe('what cannot be priced', () => {
  test.for([
    [
      ['scenario.json', '--prices', 'bad-prices.json'],
      1,
      'bad-prices.json: currency: must be a currency code',
    ],
    [['scenario.json', '--prices', 'no-such-file'], 2, 'no-such-file: cannot be read'],
    [['scenario.json', '--meters', 'meters.json'], 2, '--meters goes with --prices FILE'],
    [['scenario.json', '--customers', 'customers.json'], 2, '--customers goes with --prices FILE'],
    [['scenario.json', '--applications', 'bad-applications.json'], 1, 'bad-applications.json: 0.keys: '],
    [
      ['by-nobody.json'],
      1,
      'by-nobody.json: requests.0.application: there is no Dev Portal application Gone',
    ],
  ] as const)('%j ends with %i', async ([args, expected, message]) => {
    const { code, out, err } = await run([
      at('kong.yaml'),
      ...args.map(arg => (arg.startsWith('--') ? arg : at(arg))),
    ])
    expect([code, out]).toEqual([expected, ''])
    expect(err).toContain(message)
  })
})
