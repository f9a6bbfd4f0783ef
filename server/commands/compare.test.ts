import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { compareCommand } from './compare.ts'
import { runCommand } from './run-command.ts'

let folder = ''
const at = (name: string) => join(folder, name)
const json = (name: string, value: unknown) => writeFile(at(name), JSON.stringify(value))

function priceBook(amount: string, currency = 'EUR') {
  const price = { type: 'unit', amount }
  return {
    currency,
    features: [{ key: 'requests', name: 'Requests', meter: 'api_requests_total' }],
    plans: [
      {
        key: 'list',
        name: 'List',
        rate_cards: [{ key: 'requests', name: 'Requests', feature: 'requests', price }],
      },
    ],
    reference_plan: 'list',
    subscriptions: [],
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metering-studio-compare-'))
  const document = documentedScenarios.find(({ id }) => id === 'tutorial')?.document ?? ''
  await writeFile(at('a.yaml'), document)
  await writeFile(at('slower.yaml'), `# The same\n${document}`)
  await writeFile(
    at('header.yaml'),
    document.replace(
      /subject:\s+(?:\{[^}]*\}|look_up_value_in: \w+(?:\n {8}field: .*)?)/,
      'subject: {look_up_value_in: header, field: x-tenant}',
    ),
  )
  await writeFile(at('broken.yaml'), document.replace('look_up_value_in', 'look_up'))
  await json('traffic.json', {
    requests: [
      { path: '/anything', consumer: 'alice', repeat: 2 },
      { path: '/anything', consumer: 'alice', headers: { 'x-tenant': 'acme' } },
    ],
  })
  await json('cheap.json', priceBook('0.10'))
  await json('dear.json', priceBook('0.15'))
  await json('dollars.json', priceBook('0.10', 'USD'))
  await writeFile(
    at('log.jsonl'),
    `${JSON.stringify({
      started_at: 1000,
      request: { method: 'GET', uri: '/anything/a', headers: { host: 'api.test' }, size: 90 },
      response: { status: 200, size: 400 },
      consumer: { username: 'alice' },
      client_ip: '10.0.0.1',
      latencies: { request: 12 },
    })}\nnot a line of it\n`,
  )
})
afterAll(() => rm(folder, { recursive: true }))

async function run(args: readonly string[]) {
  const out: string[] = []
  const err: string[] = []
  const asked = args.map(arg => (/\.(?:yaml|json|jsonl)$|no-such/.test(arg) ? at(arg) : arg))
  const code = await runCommand({ compare: compareCommand }, ['compare', ...asked], {
    stdin: Readable.from(['']),
    stdout: { write: text => out.push(String(text)) },
    stderr: { write: text => err.push(String(text)) },
  })
  return { code, out: out.join(''), err: err.join('') }
}

test('configurations that do the same end with 0', async () => {
  const { code, out } = await run(['a.yaml', 'slower.yaml', 'traffic.json', '--prices', 'cheap.json'])
  expect(code).toBe(0)
  expect(out).toContain('0 of 3 requests changed\n')
  expect(out).toContain('Bills: EUR 0.30 by A, EUR 0.30 by B (0.00)\n')
})

test('each request that changed is told with what became of it, and what that costs', async () => {
  const { code, out } = await run(['a.yaml', 'header.yaml', 'traffic.json', '--prices', 'cheap.json'])
  expect(code).toBe(1)
  expect(out).toContain('3 of 3 requests changed: 2 decided differently, 1 for another subject')
  expect(out).toMatch(/2 {2}gave events {2}dropped\n/)
  expect(out).toMatch(/1 {2}GET \/anything {2}alice: kong\.api_request {2}dropped: \w+\n/)
  expect(out).toMatch(/2 {2}GET \/anything {2}alice: kong\.api_request {2}acme: kong\.api_request\n/)
  expect(out).toContain('Bills: EUR 0.30 by A, EUR 0.10 by B (-0.20)\n')
  expect(out).toMatch(/alice {2}0\.30 {2}0\.00 {2}-0\.30\nacme {3}0\.00 {2}0\.10 {2}\+0\.10\n/)
})

test('the same configuration is compared by its prices', async () => {
  const args = [
    'a.yaml',
    'a.yaml',
    'traffic.json',
    '--prices-a',
    'cheap.json',
    '--prices-b',
    'dear.json',
    '--json',
  ]
  const { code, out } = await run(args)
  expect(code).toBe(1)
  const comparison = JSON.parse(out)
  expect(comparison).toMatchObject({ changed: 0, a: { gateway: '3.15' }, b: { events: { emitted: 3 } } })
  expect(comparison.bills).toEqual({
    currencies: { a: 'EUR', b: 'EUR' },
    total: { a: '0.30', b: '0.45', difference: '0.15' },
    unbilled: { a: '0.00', b: '0.00', difference: '0.00' },
    payers: [{ payer: 'alice', a: '0.30', b: '0.45', difference: '0.15' }],
    unbilled_payers: [],
  })
})

test('amounts of different currencies have no difference', async () => {
  const args = ['a.yaml', 'a.yaml', 'traffic.json', '--prices-a', 'cheap.json', '--prices-b', 'dollars.json']
  const { code, out } = await run(args)
  expect(code).toBe(1)
  expect(out).toContain('Bills: EUR 0.30 by A, USD 0.30 by B\n')
})

test('the releases of the sides are those that were asked for', async () => {
  const args = ['a.yaml', 'a.yaml', 'traffic.json', '--gateway-a', '3.14', '--gateway', '3.15', '--json']
  const { out } = await run(args)
  const { a, b } = JSON.parse(out)
  expect([a.gateway, b.gateway]).toEqual(['3.14', '3.15'])
})

test('a log is read for each side, its problems are told once', async () => {
  const { code, out, err } = await run(['a.yaml', 'header.yaml', 'log.jsonl'])
  expect(code).toBe(1)
  expect(out).toContain('1 of 1 requests changed: 1 decided differently')
  expect(err.match(/log\.jsonl:2: /g)).toHaveLength(1)
})

test('the same configuration is compared at another scope', async () => {
  const args = ['a.yaml', 'a.yaml', 'traffic.json', '--prices', 'cheap.json', '--scope-b']
  const same = await run([...args, 'global'])
  expect([same.code, same.err]).toEqual([0, ''])
  const { code, out } = await run([...args, 'consumer:bob'])
  expect(code).toBe(1)
  expect(out).toContain('3 of 3 requests changed: 3 decided differently')
  expect(out).toContain('Bills: EUR 0.30 by A, EUR 0.00 by B (-0.30)')
})

test('the report is a page of its own', async () => {
  const { code, out } = await run([
    'a.yaml',
    'header.yaml',
    'traffic.json',
    '--prices',
    'cheap.json',
    '--scope-b',
    'global',
    '--html',
  ])
  expect(code).toBe(1)
  expect(out).toMatch(/^<!doctype html>/)
  expect(out).toContain('<h1>3 of 3 requests change, bill -€0.20</h1>')
  expect(out).toMatch(
    /<dt>B<\/dt><dd>[^<]*header\.yaml, gateway 3\.15, scope global, prices [^<]*cheap\.json<\/dd>/,
  )
})

test('no credential is told, wherever a request has it', async () => {
  const byKey = (await readFile(at('a.yaml'), 'utf8')).replace(
    /look_up_value_in: consumer/,
    'look_up_value_in: header, field: apikey',
  )
  await writeFile(at('by-key.yaml'), byKey)
  await json('with-keys.json', {
    requests: [{ path: '/anything?apikey=other&who=alice-key&page=2', headers: { apikey: 'alice-key' } }],
  })
  for (const flag of ['--json', '--gateway=3.15']) {
    const { out } = await run(['a.yaml', 'by-key.yaml', 'with-keys.json', '--prices', 'cheap.json', flag])
    expect(out).toContain('/anything?apikey=(hidden)&who=(hidden)&page=2')
    expect(out).not.toContain('alice-key')
  }
})

describe('what cannot be compared ends with 2', () => {
  test.for([
    [['a.yaml', 'broken.yaml', 'traffic.json'], 'broken.yaml: has errors'],
    [['a.yaml', 'no-such-file', 'traffic.json'], 'no-such-file: cannot be read'],
    [['a.yaml', 'traffic.json'], 'name two configurations, and a scenario or traffic'],
    [['a.yaml', 'a.yaml', '-'], 'the traffic is played twice'],
    [['-', '-', 'traffic.json'], 'standard input can be read once'],
    [['a.yaml', 'a.yaml', 'traffic.json', '--gateway-b', '3.1'], '--gateway-b is one of 3.14, 3.15'],
    [['a.yaml', 'a.yaml', 'traffic.json', '--prices-a', 'cheap.json'], 'prices of both sides are compared'],
    [['a.yaml', 'a.yaml', 'traffic.json', '--scope-b', 'servce:x'], '--scope-b is global, service:NAME'],
    [['a.yaml', 'a.yaml', 'traffic.json', '--scope-b', 'service:gone'], 'a.yaml: has no service gone'],
    [['a.yaml', 'a.yaml', 'traffic.json', '--json', '--html'], 'one of --json, --html at a time'],
  ] as const)('%j', async ([args, message]) => {
    const { code, out, err } = await run(args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
  })
})
