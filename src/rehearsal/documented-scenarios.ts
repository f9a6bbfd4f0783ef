/** Scenarios that are ready to be played, each with a configuration that it shows something of. */
import type { z } from 'zod'
import type { scenario } from './scenario.ts'

export interface DocumentedScenario {
  id: string
  title: string
  scenario: z.input<typeof scenario>
  /** A decK state file that the scenario fits. */
  document: string
}

const service = `_format_version: "3.0"
services:
  - name: example-service
    url: http://httpbin.konghq.com/anything
routes:
  - name: example-route
    paths: ["/anything"]
    service: {name: example-service}
    protocols: [http, https]
`

const callers = `consumers:
  - username: alice
    keyauth_credentials: [{key: alice-key}]
  - username: bob
    keyauth_credentials: [{key: bob-key}]
`

function metering(config: string): string {
  return `  - name: metering-and-billing
    service: example-service
    config:
      ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
      api_token: "\${{ env "DECK_AUTH_TOKEN" }}"
${config}`
}

const keyAuth = `plugins:
  - name: key-auth
    service: example-service
    config: {key_names: [apikey]}
`

const byConsumer = `      meter_ai_token_usage: false
      subject: {look_up_value_in: consumer}
`

const requestsByConsumer = service + callers + keyAuth + metering(byConsumer)

const tutorial: DocumentedScenario = {
  id: 'tutorial',
  title: 'Three requests of alice',
  scenario: {
    name: 'Three requests of alice',
    about: 'What the tutorial sends at its end: one event for each request, with the subject alice.',
    requests: [{ path: '/anything', consumer: 'alice', repeat: 3 }],
  },
  document: requestsByConsumer,
}

const tenants: DocumentedScenario = {
  id: 'tenants',
  title: 'Tenants, some without their header',
  scenario: {
    name: 'Tenants, some without their header',
    about:
      'An hour of requests of three tenants. One in fifty has no X-Tenant-Id: its event is dropped, and nobody pays.',
    stages: [
      {
        for: 3600,
        rate: 2,
        arrivals: 'random',
        routes: [{ path: '/anything/orders', weight: 3 }, { path: '/anything/invoices' }],
        headers: {
          'x-tenant-id': {
            one_of: [{ value: 'acme', weight: 5 }, { value: 'globex', weight: 3 }, 'initech'],
            missing: 0.02,
          },
        },
      },
    ],
  },
  document:
    service +
    'plugins:\n' +
    metering(`      meter_ai_token_usage: false
      subject: {look_up_value_in: header, field: x-tenant-id}
`),
}

const departments: DocumentedScenario = {
  id: 'departments',
  title: 'Departments and projects',
  scenario: {
    name: 'Departments and projects',
    about:
      'A working day that swells and ebbs. Two headers become attributes; a tenth of the requests names no project.',
    start: '2026-01-05T08:00:00Z',
    stages: [
      { name: 'morning', for: 3600, rate: { from: 0, to: 4 } },
      { name: 'day', for: 7200, rate: 4 },
      { name: 'evening', for: 3600, rate: { from: 4, to: 0 } },
    ].map(stage => ({
      ...stage,
      callers: [{ consumer: 'alice', weight: 2 }, { consumer: 'bob' }],
      routes: [{ path: '/anything' }],
      headers: {
        'x-department': ['research', { value: 'sales', weight: 2 }],
        'x-project': { one_of: ['apollo', 'gemini', 'mercury'], missing: 0.1 },
      },
    })),
  },
  document:
    service +
    callers +
    keyAuth +
    metering(`${byConsumer}      attributes:
        - {source: header, look_up_value_in: x-department, event_property_name: department}
        - {source: header, look_up_value_in: x-project, event_property_name: project}
`),
}

const chat: DocumentedScenario = {
  id: 'ai-chat',
  title: 'AI chat, mostly streamed',
  scenario: {
    name: 'AI chat, mostly streamed',
    about:
      'Prompts to a model: two token events for each. A tenth of the answers state no counts, so that Kong estimates them.',
    stages: [
      {
        for: 1800,
        rate: 1,
        arrivals: 'random',
        callers: [{ consumer: 'alice', weight: 3 }, { consumer: 'bob' }],
        routes: [{ method: 'POST', path: '/anything' }],
        ai: {
          prompt_tokens: { min: 10, max: 400 },
          completion_tokens: { min: 20, max: 800 },
          streaming: 0.8,
          stated: 0.9,
          cached: 0.05,
        },
        answers: [
          { weight: 97, latency: { min: 0.5, max: 8 }, bytes: { min: 800, max: 9000 } },
          { weight: 3, status: 429, latency: 0.2 },
        ],
      },
    ],
  },
  document:
    service +
    callers +
    keyAuth +
    `  - name: ai-proxy
    service: example-service
    config:
      route_type: llm/v1/chat
      auth: {header_name: Authorization, header_value: "Bearer \${{ env "DECK_OPENAI_API_KEY" }}"}
      model: {provider: openai, name: gpt-4o}
      logging: {log_statistics: true, log_payloads: true}
` +
    metering(`      meter_api_requests: false
      meter_ai_token_usage: true
      subject: {look_up_value_in: consumer}
`),
}

const failures: DocumentedScenario = {
  id: 'failures',
  title: '401, 404 and 5xx among the rest',
  scenario: {
    name: '401, 404 and 5xx among the rest',
    about:
      'What is billed when not all goes well: keys that are missing or wrong, paths without a Route, a Service that fails.',
    stages: [
      {
        for: 1800,
        rate: 2,
        callers: [
          { consumer: 'alice', weight: 8 },
          { weight: 1 },
          { weight: 1, headers: { apikey: 'wrong' } },
        ],
        routes: [{ path: '/anything', weight: 9 }, { path: '/nowhere' }],
        answers: [
          { weight: 90 },
          { weight: 5, status: 500 },
          { weight: 3, failure: 'refused' },
          { weight: 2, failure: 'timeout' },
        ],
      },
    ],
  },
  document: requestsByConsumer,
}

export const documentedScenarios: readonly DocumentedScenario[] = [
  tutorial,
  tenants,
  departments,
  chat,
  failures,
]
