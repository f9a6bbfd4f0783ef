import { expect, test } from 'vitest'
import { type AdviceContext, advice } from './advice.ts'
import { type MeteringConfigInput, meteringConfig } from './config.ts'

const base = {
  ingest_endpoint: 'https://us.api.konghq.com/v3/openmeter/events',
  api_token: '${{ env "DECK_AUTH_TOKEN" }}',
}
const calm: AdviceContext = { authenticated: true, hiddenCredentials: [], aiPlugins: [] }
const attribute = (name: string, header = 'x-a') => ({
  source: 'header' as const,
  look_up_value_in: header,
  event_property_name: name,
})

type Case = { config?: Partial<MeteringConfigInput>; context?: Partial<AdviceContext> }

test.for<[string, Case, Case]>([
  [
    'subject-without-field',
    { config: { subject: { look_up_value_in: 'header' } } },
    { config: { subject: { look_up_value_in: 'header', field: 'x-id' } } },
  ],
  [
    'meters-off',
    { config: { meter_api_requests: false, meter_ai_token_usage: false } },
    { config: { meter_api_requests: false } },
  ],
  [
    'consumer-without-authentication',
    { context: { authenticated: false } },
    { context: { authenticated: true } },
  ],
  [
    'repeated-attribute',
    { config: { attributes: [attribute('a'), attribute('a')] } },
    { config: { attributes: [attribute('a'), attribute('b')] } },
  ],
  [
    'built-in-field',
    { config: { attributes: [attribute('route_name')] } },
    { config: { attributes: [attribute('department')] } },
  ],
  [
    'hidden-credential',
    { config: { attributes: [attribute('a', 'APIKey')] }, context: { hiddenCredentials: ['apikey'] } },
    { config: { attributes: [attribute('a', 'x-api')] }, context: { hiddenCredentials: ['apikey'] } },
  ],
  [
    'secret-in-events',
    { config: { attributes: [attribute('a', 'Authorization')] } },
    { config: { attributes: [attribute('a', 'x-auth')] } },
  ],
  [
    'header-name',
    { config: { attributes: [attribute('a', 'x tenant')] } },
    { config: { attributes: [attribute('a', 'x_tenant')] } },
  ],
  [
    'token-in-clear-text',
    { config: { api_token: 'spat_x' } },
    { config: { api_token: '{vault://env/token}' } },
  ],
  ['endpoint-url', { config: { ingest_endpoint: 'us.api.konghq.com' } }, {}],
  [
    'endpoint-without-tls',
    { config: { ingest_endpoint: 'http://a.example/events' } },
    { config: { ingest_endpoint: 'http://127.0.0.1:4400/events' } },
  ],
  ['tls-unverified', { config: { ssl_verify: false } }, {}],
  ['single-batches', {}, { config: { queue: { max_batch_size: 100 } } }],
  [
    'batch-above-queue',
    { config: { queue: { max_batch_size: 20, max_entries: 10 } } },
    { config: { queue: { max_batch_size: 10, max_entries: 10 } } },
  ],
  [
    'late-retry',
    { config: { queue: { initial_retry_delay: 10, max_retry_time: 5 } } },
    { config: { queue: { initial_retry_delay: 10, max_retry_time: -1 } } },
  ],
  [
    'status-range',
    { config: { allow_status_codes: ['2xx'] } },
    { config: { allow_status_codes: ['200-299'] } },
  ],
  [
    'ai-without-statistics',
    { context: { aiPlugins: [{ name: 'ai-proxy', logsStatistics: false }] } },
    { context: { aiPlugins: [{ name: 'ai-proxy', logsStatistics: true }] } },
  ],
])('%s is raised and not raised', ([code, raised, quiet]) => {
  const codes = ({ config, context }: Case) =>
    advice(meteringConfig['3.16'].parse({ ...base, ...config }), { ...calm, ...context }).map(
      finding => finding.code,
    )
  expect(codes(raised)).toContain(code)
  expect(codes(quiet)).not.toContain(code)
})
