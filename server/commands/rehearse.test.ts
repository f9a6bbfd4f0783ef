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

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metering-studio-rehearse-'))
  const document = documentedScenarios.find(({ id }) => id === 'tutorial')?.document ?? ''
  const log = [1000, 3000].map(started_at =>
    JSON.stringify({
      started_at,
      request: { method: 'GET', uri: '/anything/a', headers: { host: 'api.test' }, size: 90 },
      response: { status: 200, size: 400 },
      consumer: { username: 'alice' },
      client_ip: '10.0.0.1',
      latencies: { request: 12 },
    }),
  )
  await writeFile(at('kong.yaml'), document)
  await writeFile(at('broken.yaml'), document.replace('look_up_value_in', 'look_up'))
  await writeFile(at('ok.txt'), 'alice: 3 × kong.api_request, 0 dropped\n')
  await writeFile(at('not-ok.txt'), 'alice: 4 × kong.api_request\ntotal: 3 requests\n')
  await writeFile(at('bad.txt'), 'alice\n')
  await writeFile(at('scenario.yaml'), 'requests:\n  - {path: /anything, consumer: alice, repeat: 3}\n')
  await writeFile(at('bad.json'), '{"stages": [{"for": 1, "rate": 1, "routes": []}]}')
  await writeFile(at('dave.json'), '{"requests": [{"path": "/", "consumer": "dave"}]}')
  await writeFile(at('log.jsonl'), `${log.join('\n')}\nnot a line of it\n`)
  await writeFile(at('prose.txt'), 'Dear gateway\n')
  await writeFile(at('unmapped.csv'), 'verb,where,code\nGET,/anything,200\n')
  await writeFile(at('odd.log'), '10.0.0.1|GET /anything|200\n')
})
afterAll(() => rm(folder, { recursive: true }))

async function run(args: readonly string[], input = '') {
  const out: string[] = []
  const err: string[] = []
  const code = await runCommand({ rehearse: rehearseCommand }, ['rehearse', ...args], {
    stdin: Readable.from([input]),
    stdout: { write: text => out.push(String(text)) },
    stderr: { write: text => err.push(String(text)) },
  })
  return { code, out: out.join(''), err: err.join('') }
}

test('a scenario ends in a summary for people', async () => {
  const { code, out } = await run([at('kong.yaml'), at('scenario.yaml'), '--expect', at('ok.txt')])
  expect(code).toBe(0)
  expect(out).toContain('3 requests in 2.1 s, gateway 3.15, seed 1\n  3 gave events, 0 dropped')
  expect(out).toContain('alice              3            0          3     0     0        0')
  expect(out).toMatch(/\nok {6}alice: 3 × kong\.api_request, 0 dropped\n$/)
})

test('the scenario may come from standard input, or be one of the studio’s own', async () => {
  const scenario = '{"requests":[{"path":"/anything","consumer":"alice","repeat":3}]}'
  const piped = await run([at('kong.yaml'), '-', '--json'], scenario)
  const named = await run([at('kong.yaml'), 'tutorial', '--json'])
  expect(JSON.parse(piped.out)).toEqual(JSON.parse(named.out))
  expect(JSON.parse(named.out)).toMatchObject({ events: { emitted: 3, delivered: 3 }, gateway: '3.15' })
})

test.for(documentedScenarios.map(({ id }) => id))(
  '%s, one of the studio’s own, has a configuration of its name',
  async id => {
    const { code, out } = await run([id, id, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out).events.delivered).toBeGreaterThan(0)
  },
)

test('events are lines of JSON, the same for the same seed', async () => {
  const args = [at('kong.yaml'), 'tutorial', '--events', '--subject-format', 'prefixed']
  const { out } = await run(args)
  const events = out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(events.map(({ type }) => type)).toEqual(Array(3).fill('kong.api_request'))
  expect(new Set(events.map(({ id }) => id)).size).toBe(3)
  expect(events[0].subject).toMatch(/^consumer:[0-9a-f-]{36}$/)
  expect((await run([...args, '--seed', '1'])).out).toBe(out)
  expect((await run([...args, '--seed', '2'])).out).not.toBe(out)
})

test('a log is replayed from its first request on, its Consumers with their keys', async () => {
  const { code, out, err } = await run([at('kong.yaml'), at('log.jsonl'), '--events'])
  expect(code).toBe(0)
  const times = out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
    .map(({ subject, time, data }) => [subject, time, data.request_size_bytes, data.response_size_bytes])
  expect(times).toEqual([
    ['alice', '1970-01-01T00:00:01.000Z', 90, 400],
    ['alice', '1970-01-01T00:00:03.000Z', 90, 400],
  ])
  expect(err).toContain('log.jsonl:3: ')
})

test('a record is held against what is expected of it', async () => {
  await writeFile(at('log.txt'), 'total: 2 requests, 2 × kong.api_request\nalice: 2 × kong.api_request\n')
  const met = await run([at('kong.yaml'), at('log.jsonl'), '--expect', at('log.txt'), '--junit'])
  expect(met.code).toBe(0)
  expect(met.out).toContain('tests="2" failures="0"')
  await writeFile(at('log.txt'), 'alice: 3 × kong.api_request\n')
  expect((await run([at('kong.yaml'), at('log.jsonl'), '--expect', at('log.txt')])).code).toBe(1)
})

test('columns of a CSV are what the flags say', async () => {
  await writeFile(at('odd.csv'), 'verb used,where,key\nGET,/anything,alice-key\nGET,/anything,none\n')
  const columns = ['method=verb used', 'url=where', 'header:apikey=key'].flatMap(column => [
    '--column',
    column,
  ])
  const { code, out } = await run([at('kong.yaml'), at('odd.csv'), '--json', '--source', 'csv', ...columns])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    requests: { requests: 2, emitted: 1 },
    subjects: [{ subject: 'alice' }],
  })
})

test('what is not as expected ends with 1, and says what was found', async () => {
  const args = [at('kong.yaml'), 'tutorial', '--expect', at('not-ok.txt')]
  const text = await run(args)
  expect(text.code).toBe(1)
  expect(text.out).toContain(
    'FAILED  alice: 4 × kong.api_request\n          kong.api_request: expected 4, found 3\nok      total: 3 requests\n',
  )
  const junit = await run([...args, '--junit'])
  expect([junit.code, junit.out]).toEqual([
    1,
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="1">
  <testsuite name="rehearse tutorial" tests="2" failures="1">
    <testcase classname="rehearse tutorial" name="alice: 4 × kong.api_request">
      <failure message="kong.api_request: expected 4, found 3"/>
    </testcase>
    <testcase classname="rehearse tutorial" name="total: 3 requests"/>
  </testsuite>
</testsuites>
`,
  ])
  const json = await run([...args, '--json'])
  expect(JSON.parse(json.out).expectations[0].differences).toEqual([
    { what: 'kong.api_request', expected: 4, found: 3 },
  ])
})

describe('what cannot be played', () => {
  test.for([
    [['kong.yaml', 'bad.json'], 1, 'bad.json: stages.0.routes: '],
    [['kong.yaml', 'dave.json'], 1, 'dave.json: requests.0.consumer: the configuration has no Consumer dave'],
    [['kong.yaml', 'prose.txt'], 1, 'prose.txt: neither a scenario nor traffic that is known'],
    [['kong.yaml', 'unmapped.csv'], 1, 'unmapped.csv:1: Say which column holds the URL or path.'],
    [['kong.yaml', 'odd.log', '--source', 'access-log'], 1, 'odd.log: nothing of it can be played'],
    [['broken.yaml', 'scenario.yaml'], 1, 'broken.yaml: has errors, so that it cannot be rehearsed'],
    [['kong.yaml', 'scenario.yaml', '--expect', 'bad.txt'], 1, 'bad.txt:1: expected a line such as alice: 3'],
    [['kong.yaml', 'no-such-file'], 2, 'no-such-file: cannot be read'],
    [['no-such-file', 'scenario.yaml'], 2, 'no-such-file: cannot be read'],
    [['kong.yaml', 'scenario.yaml', '--expect', 'no-such-file'], 2, 'no-such-file: cannot be read'],
    [['kong.yaml'], 2, 'name a configuration and a scenario or traffic'],
    [['kong.yaml', 'scenario.yaml', '--junit'], 2, '--junit prints expectations'],
    [['kong.yaml', 'scenario.yaml', '--json', '--events'], 2, 'one of --json, --events at a time'],
    [['kong.yaml', 'scenario.yaml', '--seed', '1.5'], 2, '--seed is a whole number; found 1.5'],
    [['kong.yaml', 'scenario.yaml', '--column', 'urls=x'], 2, '--column is one of method, url'],
    [['kong.yaml', 'scenario.yaml', '--column', 'url'], 2, '--column is FIELD=NAME'],
    [['kong.yaml', 'scenario.yaml', '--sed', '1'], 2, 'did you mean --seed?'],
  ] as const)('%j ends with %i', async ([args, expected, message]) => {
    const { code, out, err } = await run(
      args.map(arg => (/\.|no-such/.test(arg) && arg !== '1.5' ? at(arg) : arg)),
    )
    expect([code, out]).toEqual([expected, ''])
    expect(err).toContain(message)
  })
})

test('secrets of a broken configuration are not told', async () => {
  const document = documentedScenarios[0]?.document ?? ''
  await writeFile(
    at('secret.yaml'),
    document.replace(/api_token: .*/, 'api_token: spat_verysecret').replace('subject:', 'subjet:'),
  )
  const { code, err } = await run([at('secret.yaml'), 'tutorial'])
  expect(code).toBe(1)
  expect(err).not.toContain('verysecret')
})
