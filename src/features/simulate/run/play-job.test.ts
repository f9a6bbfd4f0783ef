import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { priceBook } from '#billing/price-book.ts'
import { loadConditionLanguages } from '#conditions/languages.ts'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { scenario } from '#rehearsal/scenario.ts'
import type { TrafficSource } from '#traffic/traffic-options.ts'
import type { Job, PlayedRun } from './job.ts'
import { playJob } from './play-job.ts'

const loadConditions = async () =>
  loadConditionLanguages(
    await readFile(fileURLToPath(import.meta.resolve('@kong/atc-router/atc-router_bg.wasm'))),
  )

function documented(id: string) {
  const found = documentedScenarios.find(known => known.id === id)
  if (found === undefined) throw new Error(`no scenario ${id}`)
  return { text: found.document, scenario: scenario.parse(found.scenario) }
}

const settings = { release: '3.15', subjectFormat: 'plain', applications: [] } as const

async function played(job: Job): Promise<PlayedRun> {
  const outcome = await playJob(job, loadConditions)
  if (outcome.kind !== 'played') throw new Error(JSON.stringify(outcome))
  return outcome
}

test('plays a scenario and tells each request with its trace, events and their fate', async () => {
  const { text, scenario: three } = documented('tutorial')
  const { summary, samples, clients } = await played({
    document: { text, ...settings },
    traffic: { kind: 'scenario', scenario: three },
  })
  expect(summary.events).toMatchObject({ emitted: 3, delivered: 3 })
  expect(samples.map(({ number, decision, consumer }) => [number, decision, consumer])).toEqual([
    [1, 'emitted', 'alice'],
    [2, 'emitted', 'alice'],
    [3, 'emitted', 'alice'],
  ])
  expect(samples[0]?.events).toMatchObject([{ type: 'kong.api_request', subject: 'alice', delivered: true }])
  expect(samples[0]?.trace.map(({ step }) => step)).toContain('subject')
  expect(clients).toEqual([{ clientIp: '127.0.0.1', requests: 3, emitted: 3, dropped: 0 }])
})

test('keeps some requests of each decision, however late they come', async () => {
  const { text, scenario: tenants } = documented('tenants')
  const { summary, samples } = await played({
    document: { text, ...settings },
    traffic: { kind: 'scenario', scenario: tenants },
  })
  expect(summary.requests.requests).toBeGreaterThan(samples.length)
  expect(samples.some(({ decision }) => decision === 'dropped')).toBe(true)
  expect(samples.map(({ number }) => number)).toEqual(
    samples.map(({ number }) => number).toSorted((one, other) => one - other),
  )
})

test('reads a record as a file, says what of it is no request, and how far it is', async () => {
  const log = [
    '10.0.0.1 - - [10/Oct/2025:13:55:36 +0000] "GET /anything HTTP/1.1" 200 23 "-" "curl"',
    'what is this',
    '10.0.0.2 - - [10/Oct/2025:14:55:36 +0000] "GET /nowhere HTTP/1.1" 404 23 "-" "curl"',
  ].join('\n')
  const shares: (number | undefined)[] = []
  const outcome = await playJob(
    {
      document: { text: documented('tutorial').text, ...settings },
      traffic: { kind: 'record', source: 'access-log', file: new Blob([log]), options: {} },
    },
    loadConditions,
    { onProgress: ({ share }) => shares.push(share) },
  )
  expect(outcome).toMatchObject({
    kind: 'played',
    timed: true,
    problems: { count: 1, first: [{ position: 2 }] },
    summary: { requests: { requests: 2 } },
    clients: [{ clientIp: '10.0.0.1' }, { clientIp: '10.0.0.2' }],
  })
  expect(shares.at(-1)).toBe(1)
})

test('evaluates conditions', async () => {
  const { text, scenario: three } = documented('tutorial')
  const conditional = text.replace(
    '  - name: metering-and-billing\n',
    `  - name: metering-and-billing\n    condition: 'http.method == "POST"'\n`,
  )
  const { summary } = await played({
    document: { text: conditional, ...settings },
    traffic: { kind: 'scenario', scenario: three },
  })
  expect(summary.requests).toMatchObject({ requests: 3, emitted: 0, no_plugin: 3 })
})

test('says where a document is broken, and which caller it does not have', async () => {
  const { text, scenario: three } = documented('tutorial')
  const traffic = { kind: 'scenario', scenario: three } as const
  const broken = text.replace('look_up_value_in: consumer', 'look_up_value_in: nobody')
  expect(await playJob({ document: { text: broken, ...settings }, traffic }, loadConditions)).toMatchObject({
    kind: 'unplayable',
    what: 'document',
    problems: [{ line: expect.any(Number) }],
  })
  const withoutAlice = text.replace('username: alice', 'username: carol')
  expect(
    await playJob({ document: { text: withoutAlice, ...settings }, traffic }, loadConditions),
  ).toMatchObject({
    kind: 'unplayable',
    what: 'traffic',
    problems: [{ message: expect.stringContaining('alice') }],
  })
})

test('only a record that tells times is projected to a month', async () => {
  const book = priceBook.parse({
    currency: 'EUR',
    features: [{ key: 'requests', name: 'Requests', meter: 'api_requests_total' }],
    plans: [{ key: 'list', name: 'List', rate_cards: [] }],
    subscriptions: [],
  })
  const { text, scenario: three } = documented('tutorial')
  const document = { text, ...settings }
  const line = '10.0.0.1 - - [10/Oct/2025:13:55:36 +0000] "GET /anything HTTP/1.1" 200 23 "-" "curl"\n'
  const monthOf = async (traffic: Job['traffic']) =>
    (await played({ document, traffic, prices: { book } })).summary.money?.month
  const recordOf = (source: TrafficSource, lines: string): Job['traffic'] => ({
    kind: 'record',
    source,
    file: new Blob([lines]),
    options: {},
  })
  expect(await monthOf({ kind: 'scenario', scenario: three })).toBeUndefined()
  expect(await monthOf(recordOf('access-log', line + line.replace('13:55', '13:56')))).toMatchObject({
    days: 30,
  })
  expect(await monthOf(recordOf('curl', 'curl http://localhost/anything'))).toBeUndefined()
})
