/** The examples of Kong's documents for this plugin, as data: the gallery, the golden tests and "Load the tutorial". */
import type { MeteringPlugin } from './plugin.ts'
import { variable } from './variables.ts'

/** One documented example. `stateFiles` are the decK state files of a how-to, in the order they are applied. */
export interface Example {
  id: string
  title: string
  description: string
  plugin: MeteringPlugin
  stateFiles?: readonly StateFile[]
}

/** A decK state file of a how-to: what its step is called, and its text. */
interface StateFile {
  id: string
  title: string
  text: string
}

const INGEST_ENDPOINT = 'https://us.api.konghq.com/v3/openmeter/events'

const requestsOnly = {
  ingest_endpoint: INGEST_ENDPOINT,
  api_token: variable('AUTH_TOKEN'),
  meter_api_requests: true,
  meter_ai_token_usage: false,
}

const filterByDepartment: Example = {
  id: 'filter-by-department',
  title: 'Capture department and project as billing dimensions',
  description: 'Two request headers become attributes of every event, for prices and reports by department.',
  plugin: {
    scope: {},
    config: {
      ...requestsOnly,
      subject: { look_up_value_in: 'consumer' },
      attributes: [
        { source: 'header', look_up_value_in: 'x-department', event_property_name: 'department' },
        { source: 'header', look_up_value_in: 'x-project', event_property_name: 'project' },
      ],
    },
  },
}

const meterByTenantHeader: Example = {
  id: 'meter-by-tenant-header',
  title: 'Meter by tenant header',
  description: 'The subject is the value of a request header, so that no Consumer is needed.',
  plugin: {
    scope: {},
    config: {
      ...requestsOnly,
      subject: { look_up_value_in: 'header', field: variable('SUBJECT_HEADER') },
    },
  },
}

const meterAiTokens: Example = {
  id: 'meter-ai-tokens',
  title: 'Meter AI token usage',
  description: 'Input and output tokens of each LLM request become events; plain API requests do not.',
  plugin: {
    scope: {},
    config: {
      ...requestsOnly,
      meter_api_requests: false,
      meter_ai_token_usage: true,
      subject: { look_up_value_in: 'consumer' },
    },
  },
}

const prerequisiteEntities = `_format_version: "3.0"
services:
  - name: example-service
    url: http://httpbin.konghq.com/anything
routes:
  - name: example-route
    paths:
    - "/anything"
    service:
      name: example-service
    protocols:
    - http
    - https
`

const consumerAlice = `_format_version: "3.0"
consumers:
  - username: alice
    keyauth_credentials:
    - key: alice-key
`

const keyAuth = `_format_version: "3.0"
plugins:
  - name: key-auth
    service: example-service
    config:
      key_names:
      - apikey
`

const meteringAndBilling = `_format_version: "3.0"
plugins:
  - name: metering-and-billing
    service: example-service
    config:
      ingest_endpoint: ${INGEST_ENDPOINT}
      api_token: "${variable('AUTH_TOKEN')}"
      meter_api_requests: true
      meter_ai_token_usage: false
      subject:
        look_up_value_in: consumer
`

/** The tutorial: requests of the Consumer alice, who has an API key, are metered on one Service. */
export const tutorial = {
  id: 'howto-meter-api-requests-by-consumer',
  title: 'Track API requests by Consumer',
  description:
    'A Service, a Route, the Consumer alice with an API key, and one event for each of her requests.',
  plugin: {
    scope: { service: 'example-service' },
    config: { ...requestsOnly, subject: { look_up_value_in: 'consumer' } },
  },
  stateFiles: [
    { id: 'prereq-entities', title: 'Service and Route', text: prerequisiteEntities },
    { id: 'consumer', title: 'Consumer with an API key', text: consumerAlice },
    { id: 'key-auth', title: 'Key Auth on the Service', text: keyAuth },
    { id: 'metering-and-billing', title: 'Metering & Billing on the Service', text: meteringAndBilling },
  ],
} as const satisfies Example

export const examples: readonly Example[] = [filterByDepartment, meterByTenantHeader, meterAiTokens, tutorial]
