import { CloudEvent, type CloudEventV1 } from 'cloudevents'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { meteringEvent } from '#events/ingested-event.ts'
import { type MeteringConfig, type MeteringConfigInput, meteringConfig } from '#plugin/config.ts'
import type { Exchange } from './exchange.ts'
import { explainMeter } from './explain-meter.ts'
import { createMeter, type MeterOptions, type MeterOutcome } from './meter.ts'

const startedAt = Date.UTC(2026, 4, 11, 9, 30, 0, 123)

const exchange: Exchange = {
  request: {
    id: '0123456789abcdef0123456789abcdef',
    method: 'GET',
    uri: '/anything/a%20b?tenant=acme&flag',
    query: 'tenant=acme&flag&empty=',
    host: 'localhost',
    headers: ['Host', 'localhost:8000', 'User-Agent', 'curl/8.5.0', 'X-Tenant-Id', 'acme', 'X-Empty', ''],
    clientIp: '127.0.0.1',
    sizeBytes: 120,
    startedAt,
  },
  response: { status: 200, sizeBytes: 456 },
  upstreamStatus: 200,
  route: { id: 'route-1', name: 'example-route' },
  service: { id: 'service-1', name: 'example-service', port: 80, protocol: 'http' },
  consumer: { id: 'consumer-1', username: 'alice', custom_id: 'c-1' },
}

const ai = {
  plugin_id: 'ai-1',
  plugin_name: 'ai-proxy',
  provider: 'openai',
  request_model: 'gpt-5',
  response_model: 'gpt-5-2026',
  prompt_tokens: 12,
  completion_tokens: 0,
  estimated: false,
}

const application = { id: 'app-1', name: 'Shop', portal_id: 'portal-1', api_id: 'api-1' }

function configOf(input: Partial<MeteringConfigInput> = {}): MeteringConfig {
  return meteringConfig['3.16'].parse({ ingest_endpoint: 'https://x.test', api_token: 't', ...input })
}

function meter(
  input: Partial<MeteringConfigInput>,
  given: Exchange,
  options: Partial<MeterOptions> = {},
): MeterOutcome {
  let count = 0
  const newId = () => `event-${++count}`
  const formatTime = (at: number) => new Date(at).toISOString()
  return createMeter(configOf(input), {
    source: 'kong-gateway',
    subjectFormat: 'plain',
    newId,
    formatTime,
    ...options,
  })(given)
}

function eventsOf(outcome: MeterOutcome) {
  if (outcome.kind !== 'emitted') throw new Error(`no event: ${outcome.message}`)
  return outcome.events.map(({ json }) => JSON.parse(json))
}

test('an API request is one event with the fields of the catalogue', () => {
  expect(eventsOf(meter({}, exchange))).toEqual([
    {
      specversion: '1.0',
      id: 'event-1',
      source: 'kong-gateway',
      type: 'kong.api_request',
      subject: 'alice',
      time: '2026-05-11T09:30:00.123Z',
      datacontenttype: 'application/json',
      data: {
        client_ip: '127.0.0.1',
        request_host: 'localhost',
        request_method: 'GET',
        request_uri: '/anything/a%20b',
        request_size_bytes: 120,
        request_user_agent: 'curl/8.5.0',
        response_size_bytes: 456,
        response_http_status: 200,
        route_id: 'route-1',
        route_name: 'example-route',
        service_id: 'service-1',
        service_name: 'example-service',
        service_port: 80,
        service_protocol: 'http',
        subject_type: 'consumer_username',
        upstream_status: 200,
      },
    },
  ])
})

test('an AI request is three events with both meters on, correlated by api_request_id', () => {
  const [api, request, response] = eventsOf(meter({}, { ...exchange, ai: { ...ai, cache_status: 'Hit' } }))
  const shared = {
    http_status: 200,
    provider: 'openai',
    cache_status: 'Hit',
    ai_plugin_id: 'ai-1',
    ai_plugin_name: 'ai-proxy',
    api_request_id: '0123456789abcdef0123456789abcdef',
    service_id: 'service-1',
    route_id: 'route-1',
    subject_type: 'consumer_username',
  }
  expect(api.type).toBe('kong.api_request')
  expect(request).toMatchObject({ id: 'event-2', type: 'kong.llm_request', subject: 'alice' })
  expect(request.data).toEqual({ type: 'request', tokens: 12, model: 'gpt-5', ...shared })
  expect(response.data).toEqual({ type: 'response', tokens: 0, model: 'gpt-5-2026', ...shared })
})

test('portal fields and the control plane stand on both types', () => {
  const outcome = meter({}, { ...exchange, application, ai }, { controlPlaneId: 'cp-1' })
  for (const event of eventsOf(outcome)) {
    expect(event.data).toMatchObject({
      application_id: 'app-1',
      portal_id: 'portal-1',
      api_id: 'api-1',
      control_plane_id: 'cp-1',
    })
  }
})

test('a request that was not routed has no route, service and upstream fields', () => {
  const { route: _route, service: _service, upstreamStatus: _status, ...rest } = exchange
  const [event] = eventsOf(meter({}, rest))
  const absent = ['route_id', 'route_name', 'service_id', 'service_name', 'service_port', 'upstream_status']
  expect(Object.keys(event.data).filter(key => absent.includes(key))).toEqual([])
})

describe('the subject', () => {
  const anonymous = { ...exchange, consumer: { id: 'consumer-2' } }
  const named = { ...exchange, application }
  test.for([
    ['consumer', undefined, 'plain', exchange, 'alice', 'consumer_username'],
    ['consumer', undefined, 'prefixed', exchange, 'consumer:consumer-1', 'consumer_id'],
    [
      'consumer',
      undefined,
      'plain',
      { ...exchange, consumer: { id: 'x', custom_id: 'c' } },
      'c',
      'consumer_custom_id',
    ],
    ['consumer', undefined, 'plain', anonymous, 'consumer-2', 'consumer_id'],
    ['consumer', 'id', 'plain', exchange, 'consumer-1', 'consumer_id'],
    ['consumer', 'custom_id', 'prefixed', exchange, 'c-1', 'consumer_custom_id'],
    ['application', undefined, 'plain', named, 'app-1', 'application_id'],
    ['application', undefined, 'prefixed', named, 'app:app-1', 'application_id'],
    ['application', 'name', 'plain', named, 'Shop', 'application_name'],
    ['header', 'x_tenant_id', 'plain', exchange, 'acme', 'header'],
    ['query', 'tenant', 'plain', exchange, 'acme', 'query'],
  ] as const)(
    '%s, field %s, %s',
    ([look_up_value_in, field, subjectFormat, given, subject, subject_type]) => {
      const source = { look_up_value_in, ...(field && { field }) }
      const [event] = eventsOf(meter({ subject: source }, given, { subjectFormat }))
      expect([event.subject, event.data.subject_type]).toEqual([subject, subject_type])
    },
  )

  const { consumer: _consumer, ...nobody } = exchange
  test.for([
    ['consumer', undefined, nobody, 'no_consumer'],
    ['consumer', 'email', exchange, 'consumer_field_absent'],
    ['consumer', 'constructor', exchange, 'consumer_field_absent'],
    ['consumer', 'username', anonymous, 'consumer_field_absent'],
    ['application', undefined, exchange, 'no_application'],
    ['application', 'owner', named, 'application_field_absent'],
    ['header', undefined, exchange, 'no_header_named'],
    ['header', 'x-other', exchange, 'header_absent'],
    ['header', 'x-empty', exchange, 'empty_subject'],
    ['query', undefined, exchange, 'no_query_argument_named'],
    ['query', 'TENANT', exchange, 'query_argument_absent'],
    ['query', 'flag', exchange, 'query_argument_valueless'],
    ['query', 'empty', exchange, 'empty_subject'],
  ] as const)('%s, field %s is dropped when it has none', ([look_up_value_in, field, given, reason]) => {
    const outcome = meter({ subject: { look_up_value_in, ...(field && { field }) } }, given)
    expect(outcome).toMatchObject({ kind: 'dropped', reason })
  })
})

test('attributes stand beside the fields: absent left out, empty kept, valueless "true", last of a name wins', () => {
  const attributes = [
    { source: 'header', look_up_value_in: 'x-tenant-id', event_property_name: 'tenant' },
    { source: 'header', look_up_value_in: 'x-absent', event_property_name: 'absent' },
    { source: 'header', look_up_value_in: 'x-empty', event_property_name: 'empty' },
    { source: 'query', look_up_value_in: 'flag', event_property_name: 'flag' },
    { source: 'query', look_up_value_in: 'tenant', event_property_name: 'route_name' },
    { source: 'header', look_up_value_in: 'x-absent', event_property_name: 'service_name' },
    { source: 'query', look_up_value_in: 'tenant', event_property_name: '__proto__' },
  ] as const
  const [event] = eventsOf(meter({ attributes: [...attributes] }, exchange))
  expect(event.data).toMatchObject({ tenant: 'acme', empty: '', flag: 'true', route_name: 'acme' })
  expect(event.data.service_name).toBe('example-service')
  expect('absent' in event.data).toBe(false)
  expect(Object.getOwnPropertyDescriptor(event.data, '__proto__')?.value).toBe('acme')
})

test.for([
  [{ meter_api_requests: false, meter_ai_token_usage: false }, 'both_meters_off'],
  [{ meter_api_requests: false }, 'no_ai_usage'],
  [{ allow_status_codes: ['400-499', '500-599'] }, 'status_not_allowed'],
  [{ allow_status_codes: [] }, 'status_not_allowed'],
  [{ allow_status_codes: ['200'] }, 'status_not_allowed'],
] as const)('%j is not metered: %s', ([input, reason]) => {
  const copy = JSON.parse(JSON.stringify(input)) as Partial<MeteringConfigInput>
  expect(meter(copy, exchange)).toMatchObject({ kind: 'not_metered', reason })
})

test.for(['200-200', '100-200', '200-299'])('status 200 is allowed by %s', range => {
  expect(meter({ allow_status_codes: ['400-404', range] }, exchange).kind).toBe('emitted')
})

test('the trace tells what was read and decided', () => {
  const input: Partial<MeteringConfigInput> = {
    allow_status_codes: ['200-299'],
    attributes: [{ source: 'header', look_up_value_in: 'x-dept', event_property_name: 'dept' }],
  }
  const steps = explainMeter(configOf(input), meter(input, exchange))
  expect(steps.map(({ step, outcome, summary }) => [step, outcome, summary])).toEqual([
    ['status', 'ok', 'status 200 is in one of 200-299'],
    ['subject', 'ok', 'consumer = "alice" (consumer_username)'],
    ['attribute', 'skipped', 'dept from header x-dept = (absent), left out'],
    ['event', 'ok', 'kong.api_request event-1, subject "alice"'],
    ['event', 'skipped', 'no kong.llm_request: no AI plugin ran, or its logging.log_statistics is off'],
  ])
})

test('the trace ends where the subject is missing, and says what to mend', () => {
  const input: Partial<MeteringConfigInput> = { subject: { look_up_value_in: 'header', field: 'x-nobody' } }
  const steps = explainMeter(configOf(input), meter(input, exchange))
  expect(steps).toMatchObject([
    {
      step: 'subject',
      outcome: 'failed',
      summary:
        'header x-nobody = (absent): the request has no such header: does the client, or a plugin before this one, set it?',
    },
  ])
})

test('estimated token counts are told', () => {
  const outcome = meter({}, { ...exchange, ai: { ...ai, estimated: true } })
  expect(explainMeter(configOf(), outcome).at(-1)?.summary).toContain('estimated')
})

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('"', '\\', '\u0000', '\ud800', '</script>', '\u2028'),
)
/** What becomes of a text on its way through UTF-8 and JSON. */
const asSent = (text: string) => JSON.parse(JSON.stringify(text))

test('whatever stands in the request, the JSON is the event, and every judge takes it', () => {
  fc.assert(
    fc.property(
      fc.array(hostile, { minLength: 6, maxLength: 6 }),
      ([a = '', b = '', c = '', d = '', e = '', f = '']) => {
        // V8's JSON.parse (Node 24.21) takes the key `\\"` for a key `\\` that it has seen in the same place before.
        fc.pre(!f.endsWith('\\'))
        const given: Exchange = {
          ...exchange,
          request: { ...exchange.request, method: a, host: b, headers: ['user-agent', c, 'x-t', d] },
          consumer: { id: 'x', username: `u${e}` },
          ai,
        }
        const attributes = [{ source: 'header' as const, look_up_value_in: 'x-t', event_property_name: f }]
        for (const event of eventsOf(meter({ attributes }, given))) {
          expect(event.subject).toBe(`u${e}`.toWellFormed())
          expect(Object.getOwnPropertyDescriptor(event.data, asSent(f))?.value).toBe(asSent(d))
          if (event.type === 'kong.api_request' && f !== 'request_host')
            expect(event.data.request_host).toBe(asSent(b))
          expect(meteringEvent.safeParse(event).success).toBe(true)
          expect(new CloudEvent(event as CloudEventV1<unknown>, true).validate()).toBe(true)
        }
      },
    ),
  )
})
