import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadConditionLanguages } from '#conditions/languages.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { scenario } from '#rehearsal/scenario.ts'
import type { PlayedRequest } from '../run/job.ts'
import { playJob } from '../run/play-job.ts'
import { mendsOf } from './mend.ts'
import { skipCondition, withCondition } from './skip-condition.ts'

const languages = loadConditionLanguages(
  readFileSync(fileURLToPath(import.meta.resolve('@kong/atc-router/atc-router_bg.wasm'))),
)

const documentWith = (subject: object, plugins: object[] = []) =>
  JSON.stringify({
    _format_version: '3.0',
    services: [
      { name: 'own', url: 'http://a.example', routes: [{ name: 'r', paths: ['/'], protocols: ['http'] }] },
    ],
    consumers: [
      { username: 'alice', keyauth_credentials: [{ key: 'alice-key' }] },
      { custom_id: 'nobody', keyauth_credentials: [{ key: 'nobody-key' }] },
    ],
    plugins: [
      ...plugins,
      {
        name: 'metering-and-billing',
        config: {
          ingest_endpoint: 'https://us.api.konghq.com/v3/openmeter/events',
          api_token: 'spat_x',
          subject,
        },
      },
    ],
  })

async function played(text: string, release: GatewayRelease, request: object): Promise<PlayedRequest> {
  const outcome = await playJob(
    {
      document: { text, release, subjectFormat: 'plain', applications: [] },
      traffic: { kind: 'scenario', scenario: scenario.parse({ requests: [{ path: '/', ...request }] }) },
    },
    () => languages,
  )
  const [only] = outcome.kind === 'played' ? outcome.samples : []
  if (only === undefined) throw new Error(JSON.stringify(outcome))
  return only
}

const keyAuth = { name: 'key-auth', config: { key_names: ['apikey'] } }
const anonymousAuth = { name: 'key-auth', config: { key_names: ['apikey'], anonymous: 'alice' } }

const dropped: [what: string, text: string, request: object, cel: string, atc: string | undefined][] = [
  [
    'a header',
    documentWith({ look_up_value_in: 'header', field: 'x-tenant-id' }),
    {},
    'http.headers.x_tenant_id != null',
    'http.headers.x_tenant_id ~ ".+"',
  ],
  [
    'an empty header',
    documentWith({ look_up_value_in: 'header', field: 'X-Tenant-Id' }),
    { headers: { 'x-tenant-id': '' } },
    'http.headers.x_tenant_id != null && http.headers.x_tenant_id != ""',
    'http.headers.x_tenant_id ~ ".+"',
  ],
  [
    'a query argument',
    documentWith({ look_up_value_in: 'query', field: 'tenant' }),
    {},
    'http.queries.tenant != null',
    'http.queries.tenant ~ ".+"',
  ],
  [
    'a query argument of an odd name',
    documentWith({ look_up_value_in: 'query', field: 'a.b' }),
    {},
    'http.queries["a.b"] != null',
    undefined,
  ],
  [
    'a query argument without a value',
    documentWith({ look_up_value_in: 'query', field: 'tenant' }),
    { path: '/?tenant' },
    'http.queries.tenant != null && http.queries.tenant != ""',
    'http.queries.tenant ~ ".+"',
  ],
  [
    'a Consumer',
    documentWith({ look_up_value_in: 'consumer' }),
    {},
    'consumer.id != null',
    'consumer.id ~ ".+"',
  ],
  [
    'a field of the Consumer',
    documentWith({ look_up_value_in: 'consumer', field: 'username' }, [keyAuth]),
    { consumer: 'nobody' },
    'consumer.username != null',
    'consumer.username ~ ".+"',
  ],
  [
    'an application',
    documentWith({ look_up_value_in: 'application' }),
    {},
    'principal.id != null',
    undefined,
  ],
]

describe.each(['3.14', '3.15', '3.16'] as const)('on %s', release => {
  test.for(dropped)(
    'requests without %s are skipped by a condition that Kong accepts',
    async ([, text, request, cel, atc]) => {
      const before = await played(text, release, request)
      expect(before.decision).toBe('dropped')
      const found = skipCondition(before, release)
      expect(found).toBe(release === '3.14' ? atc : cel)
      if (found === undefined) return
      const loaded = await languages
      const checked = withCondition(undefined, found, { languages: loaded, release })
      expect(checked).toEqual({ condition: found })
      const mended = JSON.parse(text)
      mended.plugins.at(-1).condition = found
      expect((await played(JSON.stringify(mended), release, request)).decision).toBe('no_plugin')
    },
  )
})

test('those that have one are metered as before', async () => {
  const text = documentWith({ look_up_value_in: 'header', field: 'x-tenant-id' })
  const mended = JSON.parse(text)
  mended.plugins.at(-1).condition = skipCondition(await played(text, '3.15', {}), '3.15')
  const request = { headers: { 'x-tenant-id': 'acme' } }
  expect((await played(JSON.stringify(mended), '3.15', request)).decision).toBe('emitted')
})

test('no condition is offered where the gateway would not ask for it', async () => {
  const refused = await played(documentWith({ look_up_value_in: 'consumer' }, [keyAuth]), '3.15', {})
  expect(refused).toMatchObject({ status: 401, decision: 'dropped', reason: 'no_consumer' })
  expect(skipCondition(refused, '3.15')).toBeUndefined()
})

test('a request that an anonymous Consumer stands for is metered, and needs none', async () => {
  const text = documentWith({ look_up_value_in: 'consumer' }, [anonymousAuth])
  expect(skipCondition(await played(text, '3.15', {}), '3.15')).toBeUndefined()
})

test('what is asked already is asked still', async () => {
  const added = 'http.headers.x_a != null'
  const place = { languages: await languages, release: '3.15' } as const
  expect(withCondition('http.method == "GET"', added, place)).toEqual({
    condition: '(http.method == "GET") && (http.headers.x_a != null)',
  })
  expect(withCondition('http.method ==', added, place)).toHaveProperty('problem')
  expect(withCondition(`http.path == "${'a'.repeat(1000)}"`, added, place)).toEqual({
    problem: expect.stringContaining('at most 1024 characters'),
  })
})

test('the mend writes it into the document, and only there', async () => {
  const text = `_format_version: "3.0"
services:
- name: own
  url: http://a.example
  routes:
  - name: r
    paths: [/]
    protocols: [http]
plugins:
- name: metering-and-billing # ours
  condition: http.method == "GET"
  config:
    ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
    api_token: spat_x
    subject: {look_up_value_in: header, field: x-tenant-id}
`
  const mends = mendsOf(await played(text, '3.15', {}), { consumers: [], release: '3.15' })
  const skip = mends.find(({ label }) => label === 'Skip these requests with a condition')
  const changed = skip?.kind === 'condition' && skip.change(text, await languages)
  const wanted = String.raw`condition: "(http.method == \"GET\") && (http.headers.x_tenant_id != null)"`
  expect(changed).toEqual({ text: text.replace('condition: http.method == "GET"', wanted) })
})
