import { describe, expect, test } from 'vitest'
import { advice, adviceRules } from './advice.ts'
import type { AdviceContext, AiPlugin } from './advice-rule.ts'
import { type MeteringConfigInput, meteringConfig } from './config.ts'
import { examples } from './examples.ts'
import { konnectRegions, meteringEndpoint } from './konnect-regions.ts'

const base = {
  ingest_endpoint: 'https://us.api.konghq.com/v3/openmeter/events',
  api_token: '${{ env "DECK_AUTH_TOKEN" }}',
}
const calm: AdviceContext = { authenticated: true, hiddenCredentials: [], aiPlugins: undefined }
const attribute = (name: string, header = 'x-a') => ({
  source: 'header' as const,
  look_up_value_in: header,
  event_property_name: name,
})
const aiProxy: AiPlugin = {
  name: 'ai-proxy',
  row: ['plugins', 0],
  statisticsOff: [],
  payloadsOff: [],
}
const log = (field: string) => [['config', 'logging', field]]

interface Case extends Partial<MeteringConfigInput> {
  context?: Partial<AdviceContext>
}

function findings({ context, ...config }: Case) {
  return advice(meteringConfig['3.16'].parse({ ...base, ...config }), { ...calm, ...context })
}

const names = (...given: string[]): Case => ({ attributes: given.map(name => attribute(name)) })
const header = (name: string): Case => ({ attributes: [attribute('a', name)] })
const query = (name: string): Case => ({
  attributes: [{ source: 'query', look_up_value_in: name, event_property_name: 'a' }],
})
const at = (ingest_endpoint: string): Case => ({ ingest_endpoint })
const queue = (given: MeteringConfigInput['queue']): Case => ({ queue: given })
const hidden = { context: { hiddenCredentials: ['apikey'] } }
const konnect = (rest: string) => at(`https://eu.api.konghq.com${rest}`)

/** For each rule the cases that raise it, and those that come near and do not. */
const cases: Record<string, { raised: Case[]; quiet: Case[] }> = {
  'subject-without-field': {
    raised: [
      { subject: { look_up_value_in: 'header' } },
      { subject: { look_up_value_in: 'query', field: '' } },
    ],
    quiet: [{ subject: { look_up_value_in: 'header', field: 'x-id' } }, {}],
  },
  'unknown-subject-field': {
    raised: [
      { subject: { look_up_value_in: 'consumer', field: 'name' } },
      { subject: { look_up_value_in: 'application', field: 'username' } },
    ],
    quiet: [
      { subject: { look_up_value_in: 'consumer', field: 'custom_id' } },
      { subject: { look_up_value_in: 'application', field: 'name' } },
      { subject: { look_up_value_in: 'header', field: 'name' } },
      { subject: { look_up_value_in: 'consumer', field: '${{ env "DECK_FIELD" }}' } },
    ],
  },
  'consumer-without-authentication': {
    raised: [{ context: { authenticated: false } }],
    quiet: [
      {},
      { context: { authenticated: undefined } },
      { subject: { look_up_value_in: 'header', field: 'x-a' }, context: { authenticated: false } },
    ],
  },
  'meters-off': {
    raised: [{ meter_api_requests: false, meter_ai_token_usage: false }],
    quiet: [{ meter_api_requests: false }],
  },
  'ai-without-plugin': {
    raised: [{ context: { aiPlugins: [] } }, { meter_api_requests: false, context: { aiPlugins: [] } }],
    quiet: [
      {},
      { context: { aiPlugins: [aiProxy] } },
      { meter_ai_token_usage: false, context: { aiPlugins: [] } },
    ],
  },
  'ai-without-statistics': {
    raised: [{ context: { aiPlugins: [{ ...aiProxy, statisticsOff: log('log_statistics') }] } }],
    quiet: [
      { context: { aiPlugins: [aiProxy] } },
      {
        meter_ai_token_usage: false,
        context: { aiPlugins: [{ ...aiProxy, statisticsOff: log('log_statistics') }] },
      },
    ],
  },
  'ai-without-payloads': {
    raised: [{ context: { aiPlugins: [{ ...aiProxy, payloadsOff: log('log_payloads') }] } }],
    quiet: [
      { context: { aiPlugins: [aiProxy] } },
      {
        context: {
          aiPlugins: [{ ...aiProxy, statisticsOff: log('log_statistics'), payloadsOff: log('log_payloads') }],
        },
      },
    ],
  },
  'status-range': {
    raised: [
      { allow_status_codes: ['2xx'] },
      { allow_status_codes: ['299-200'] },
      { allow_status_codes: ['200'] },
    ],
    quiet: [{ allow_status_codes: ['200-299', '404-404'] }],
  },
  'empty-attribute-name': { raised: [names('')], quiet: [names('a')] },
  'repeated-attribute': { raised: [names('a', 'b', 'a')], quiet: [names('a', 'b', 'A')] },
  'built-in-field': {
    raised: [names('route_name'), names('model'), { meter_api_requests: false, ...names('service_id') }],
    quiet: [
      names('department'),
      { meter_ai_token_usage: false, ...names('model') },
      { meter_api_requests: false, ...names('route_name') },
    ],
  },
  'secret-attribute': {
    raised: [
      'password',
      'user_password',
      'apiKey',
      'api-key',
      'access_token',
      'Token',
      'client-secret',
      'session_id',
    ].map(name => names(name)),
    quiet: ['tokens', 'token_count', 'max_tokens', 'tokenizer', 'key', 'secretary', 'compass'].map(name =>
      names(name),
    ),
  },
  'personal-attribute': {
    raised: [
      'email',
      'user_email',
      'customerEmail',
      'phone',
      'phone_number',
      'ssn',
      'iban',
      'ip',
      'remote_ip',
      'ipAddress',
      'first_name',
      'date-of-birth',
    ].map(name => names(name)),
    quiet: [
      'department',
      'project',
      'ip_version',
      'email_domain',
      'shipment',
      'phone_plan',
      'client_ip',
      'zip',
    ].map(name => names(name)),
  },
  'empty-look-up': { raised: [header(''), query('')], quiet: [header('x-a'), query('a')] },
  'header-name': {
    raised: [header('x tenant'), header('x-tenant:'), header('x-größe'), header(' x-a')],
    quiet: [
      header('X_Tenant'),
      header('X-TENANT'),
      header('${{ env "DECK_HEADER" }}'),
      query('a tenant'),
      header(''),
    ],
  },
  'header-underscore': {
    raised: [header('x_tenant'), { subject: { look_up_value_in: 'header', field: 'X_Tenant' } }],
    quiet: [header('X-Tenant'), query('x_tenant'), header('${{ env "DECK_A_HEADER" }}')],
  },
  'upstream-header': {
    raised: [header('X-Real-IP'), header('x-forwarded-for'), header('X_Kong_Request_Id')],
    quiet: [header('x-request-id'), query('x-real-ip')],
  },
  'hidden-credential': {
    raised: [
      { ...header('APIKey'), ...hidden },
      { ...query('apikey'), ...hidden },
      { subject: { look_up_value_in: 'header', field: 'apikey' }, ...hidden },
    ],
    quiet: [{ ...header('x-api'), ...hidden }, { ...query('APIKey'), ...hidden }, header('apikey')],
  },
  'secret-in-events': {
    raised: [header('Authorization'), header('cookie'), header('x_api_key'), query('access_token')],
    quiet: [header('x-auth'), query('authorization'), { ...header('apikey'), ...hidden }],
  },
  'endpoint-url': {
    raised: [
      at('us.api.konghq.com/v3/openmeter/events'),
      at('ftp://a.example/events'),
      at('https://'),
      at(`${base.ingest_endpoint} `),
      at('https://a.example:port/events'),
    ],
    quiet: [
      {},
      at('https://a.example/events'),
      at('${{ env "DECK_INGEST_ENDPOINT" }}'),
      at('{vault://env/endpoint}'),
    ],
  },
  'endpoint-without-tls': {
    raised: [at('http://a.example/events'), at('HTTP://us.api.konghq.com/v3/openmeter/events')],
    quiet: [
      at('http://127.0.0.1:4400/events'),
      at('http://localhost:4400/events'),
      at('https://a.example/events'),
    ],
  },
  'endpoint-host': {
    raised: [
      at('https://cloud.konghq.com/us/metering'),
      at('https://api.konghq.com/v3/openmeter/events'),
      at('https://x.us.cp0.konghq.com'),
    ],
    quiet: [{}, at('https://konghq.com.example/events'), at('https://mykonghq.com/events')],
  },
  'endpoint-region': {
    raised: [
      at('https://ca.api.konghq.com/v3/openmeter/events'),
      at('https://global.api.konghq.com/v3/openmeter/events'),
    ],
    quiet: [...konnectRegions.map(({ id }) => at(meteringEndpoint(id))), at('https://ca.api.example/events')],
  },
  'endpoint-path': {
    raised: [
      konnect(''),
      konnect('/v2/control-planes'),
      konnect('/v3/openmeter/event'),
      konnect('/v3/openmeter/events/'),
      konnect('/v3/openmeter/events?dry=1'),
      konnect('/v3/openmeter/events",'),
      konnect(':8443/v3/openmeter/events'),
    ],
    quiet: [{}, konnect(':443/v3/openmeter/events'), at('https://openmeter.example/api/v1/events')],
  },
  'endpoint-query': {
    raised: [at('https://a.example/events?tenant=1'), at('https://a.example/events#top')],
    quiet: [at('https://a.example/events')],
  },
  'endpoint-credentials': {
    raised: [at('https://user:pass@a.example/events')],
    quiet: [at('https://a.example/events/user@example')],
  },
  'token-in-clear-text': {
    raised: [{ api_token: 'spat_x' }],
    quiet: [{}, { api_token: '{vault://env/token}' }, { api_token: '' }],
  },
  'empty-token': { raised: [{ api_token: '' }, { api_token: ' ' }], quiet: [{}] },
  'tls-unverified': { raised: [{ ssl_verify: false }], quiet: [{}, { ssl_verify: true }] },
  'short-timeout': { raised: [{ timeout: 10 }, { timeout: 0 }], quiet: [{}, { timeout: 100 }] },
  'single-batches': {
    raised: [{}],
    quiet: [queue({ max_batch_size: 100 }), queue({ concurrency_limit: -1 })],
  },
  'batch-above-queue': {
    raised: [queue({ max_batch_size: 20, max_entries: 10 })],
    quiet: [queue({ max_batch_size: 10, max_entries: 10 })],
  },
  'idle-coalescing': {
    raised: [queue({ max_coalescing_delay: 5 })],
    quiet: [{}, queue({ max_coalescing_delay: 0 }), queue({ max_batch_size: 10, max_coalescing_delay: 5 })],
  },
  'short-coalescing': {
    raised: [queue({ max_batch_size: 10, max_coalescing_delay: 0.04 })],
    quiet: [queue({ max_batch_size: 10, max_coalescing_delay: 0.05 }), queue({ max_coalescing_delay: 0 })],
  },
  'long-coalescing': {
    raised: [queue({ max_batch_size: 10, max_coalescing_delay: 600 })],
    quiet: [queue({ max_batch_size: 10, max_coalescing_delay: 60 })],
  },
  'queue-memory': {
    raised: [queue({ max_entries: 1_000_000 }), queue({ max_entries: 1_000_000, max_bytes: 500_000_000 })],
    quiet: [{}, queue({ max_entries: 1_000_000, max_bytes: 10_000_000 })],
  },
  'event-above-queue': {
    raised: [queue({ max_bytes: 200 }), queue({ max_bytes: 0 })],
    quiet: [{}, queue({ max_bytes: 100_000 })],
  },
  'late-retry': {
    raised: [queue({ initial_retry_delay: 10, max_retry_time: 5 })],
    quiet: [
      queue({ initial_retry_delay: 10, max_retry_time: -1 }),
      queue({ initial_retry_delay: 5, max_retry_time: 5 }),
      // The first wait is no longer than `max_retry_delay`.
      queue({ initial_retry_delay: 100, max_retry_delay: 30, max_retry_time: 60 }),
    ],
  },
  'never-retried': {
    raised: [queue({ max_retry_time: -1 }), queue({ max_retry_time: 0 })],
    quiet: [{}, queue({ max_retry_time: 1 })],
  },
  'capped-retry': {
    raised: [queue({ initial_retry_delay: 10, max_retry_delay: 5 })],
    quiet: [{}, queue({ initial_retry_delay: 5, max_retry_delay: 5 })],
  },
  'unlimited-concurrency': {
    raised: [queue({ concurrency_limit: -1 })],
    quiet: [{}, queue({ concurrency_limit: 1 })],
  },
}

test('every rule has cases, and every case a rule', () => {
  expect(Object.keys(cases).toSorted()).toEqual(adviceRules.map(({ code }) => code).toSorted())
})

describe.for(Object.entries(cases))('%s', ([code, { raised, quiet }]) => {
  const codes = (given: Case) => findings(given).map(found => found.code)

  test('is raised', () => {
    expect(raised.length).toBeGreaterThan(0)
    for (const given of raised) expect(codes(given), JSON.stringify(given)).toContain(code)
  })

  test('is not raised', () => {
    expect(quiet.length).toBeGreaterThan(0)
    for (const given of quiet) expect(codes(given), JSON.stringify(given)).not.toContain(code)
  })

  test('is mended by its fix', () => {
    for (const given of raised) {
      for (const { fix, code: found } of findings(given)) {
        if (found !== code || fix === undefined || fix.row !== undefined) continue
        const { context, ...config } = given
        const mended = withValue({ ...base, ...config }, fix.path.slice(1), fix.value) as Case
        const before = codes(given).filter(other => other === code).length
        expect(codes({ ...mended, ...(context && { context }) }).filter(other => other === code).length).toBe(
          before - 1,
        )
      }
    }
  })
})

function withValue(target: unknown, [step, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (step === undefined) return value
  if (Array.isArray(target)) return target.with(Number(step), withValue(target[Number(step)], rest, value))
  const fields = (target ?? {}) as Record<string, unknown>
  return { ...fields, [step]: withValue(fields[step], rest, value) }
}

test.for(examples)('$title: the documented example has hints at most', ({ plugin }) => {
  const config = meteringConfig['3.14'].parse(plugin.config)
  expect(advice(config, calm).filter(({ severity }) => severity !== 'hint')).toEqual([])
})

test.for<[string, Case, string]>([
  ['throughput', {}, 'at 30 ms per answer, 33 events a second per worker'],
  [
    'memory',
    queue({ max_entries: 1_000_000 }),
    '1,000,000 × 800 bytes of a typical event: up to 800 MB per worker',
  ],
  ['delay', queue({ max_batch_size: 50, max_coalescing_delay: 3600 }), 'can wait 3,600 s'],
  ['regions', at('https://global.api.konghq.com/'), '`us`, `eu`, `au`, `me`, `in`, `sg`'],
])('%s in plain words', ([, given, words]) => {
  expect(findings(given).map(({ message }) => message)).toContainEqual(expect.stringContaining(words))
})

test('a console address that names a region is mended to the region’s endpoint', () => {
  const [found] = findings(at('https://cloud.konghq.com/eu/metering'))
  expect(found?.fix?.value).toBe('https://eu.api.konghq.com/v3/openmeter/events')
})

test('AI tokens alone without an AI plugin are a warning: nothing is emitted', () => {
  const severities = [true, false].map(
    meter_api_requests =>
      findings({ meter_api_requests, context: { aiPlugins: [] } }).find(
        ({ code }) => code === 'ai-without-plugin',
      )?.severity,
  )
  expect(severities).toEqual(['hint', 'warning'])
})
