import { describe, expect, test } from 'vitest'
import type { GatewayState, PluginRow } from '#entities/gateway-state.ts'
import {
  alice,
  exampleRoute,
  exampleService,
  meteringRow,
  pluginRow,
  tutorialState,
} from '#testing/gateway-builders.ts'
import { coverageOf } from './coverage.ts'

const [keyAuth = pluginRow('key-auth')] = tutorialState.plugins

function coverage(plugins: PluginRow[], state: Partial<GatewayState> = {}) {
  return coverageOf({ ...tutorialState, ...state, plugins }, { release: '3.15' })
}

const subject = (look_up_value_in: string, field?: string) => ({
  config: { ...meteringRow('x').config, subject: { look_up_value_in, ...(field && { field }) } },
})

describe('a Route', () => {
  test.for<[string, PluginRow[], string, string]>([
    [
      'with a plugin in reach is metered',
      [keyAuth, meteringRow('m1')],
      'metered',
      'Every request of a Consumer.',
    ],
    [
      'with a condition is metered in part',
      [keyAuth, meteringRow('m1', { condition: 'http.method == "GET"' })],
      'metered',
      'Every request of a Consumer, if the condition holds.',
    ],
    ['without a plugin is free', [keyAuth], 'not_metered', 'No metering-and-billing plugin applies.'],
    [
      'whose only plugin is disabled is free, and says so',
      [keyAuth, meteringRow('m1', { enabled: false })],
      'not_metered',
      'one in the document is disabled',
    ],
    [
      'with both meters off is free',
      [
        keyAuth,
        meteringRow('m1', {
          config: { ...meteringRow('x').config, meter_api_requests: false, meter_ai_token_usage: false },
        }),
      ],
      'not_metered',
      'Both meters of the plugin are off.',
    ],
    [
      'with AI metering alone and no AI plugin is free',
      [
        keyAuth,
        meteringRow('m1', {
          config: { ...meteringRow('x').config, meter_api_requests: false, meter_ai_token_usage: true },
        }),
      ],
      'not_metered',
      'no AI plugin runs on this Route',
    ],
    [
      'billed by Consumer without authentication drops everything',
      [meteringRow('m1')],
      'no_subject',
      'no authentication plugin runs on this Route',
    ],
    [
      'behind an authentication that is not rehearsed counts as metered',
      [pluginRow('openid-connect'), meteringRow('m1')],
      'metered',
      'Every request of a Consumer.',
    ],
    [
      'billed by a header without a name drops everything',
      [meteringRow('m1', subject('header'))],
      'no_subject',
      'subject.field names no header',
    ],
    [
      'billed by a header that key-auth hides drops everything',
      [keyAuth, meteringRow('m1', subject('header', 'APIKEY'))],
      'no_subject',
      'key-auth takes the header APIKEY away',
    ],
    [
      'billed by a header that key-auth leaves is metered',
      [
        pluginRow('key-auth', { config: { hide_credentials: false } }),
        meteringRow('m1', subject('header', 'apikey')),
      ],
      'metered',
      'Every request with the header apikey.',
    ],
    [
      'billed by a header that key-auth looks for second is metered',
      [
        pluginRow('key-auth', { config: { key_names: ['apikey', 'x-tenant'] } }),
        meteringRow('m1', subject('header', 'x-tenant')),
      ],
      'metered',
      'Every request with the header x-tenant.',
    ],
    [
      'billed by a header that key-auth does not look at is metered',
      [
        pluginRow('key-auth', { config: { key_in_header: false } }),
        meteringRow('m1', subject('header', 'apikey')),
      ],
      'metered',
      'Every request with the header apikey.',
    ],
    [
      'billed by the query argument that key-auth hides drops everything',
      [keyAuth, meteringRow('m1', subject('query', 'apikey'))],
      'no_subject',
      'key-auth takes the query apikey away',
    ],
    [
      'billed by a query argument in other letters is metered',
      [keyAuth, meteringRow('m1', subject('query', 'ApiKey'))],
      'metered',
      'Every request with the query argument ApiKey.',
    ],
    [
      'billed by the header that basic-auth hides drops everything',
      [pluginRow('basic-auth'), meteringRow('m1', subject('header', 'Authorization'))],
      'no_subject',
      'basic-auth takes the header Authorization away',
    ],
    [
      'billed by a field that no Consumer has drops everything',
      [keyAuth, meteringRow('m1', subject('consumer', 'email'))],
      'no_subject',
      'The subject is email, which no Consumer has',
    ],
    [
      'billed by a field that no application has drops everything',
      [keyAuth, meteringRow('m1', subject('application', 'email'))],
      'no_subject',
      'The subject is email, which no application has',
    ],
    [
      'billed by a tenant header is metered',
      [meteringRow('m1', subject('header', 'x-tenant-id'))],
      'metered',
      'Every request with the header x-tenant-id.',
    ],
  ])('%s', ([, plugins, verdict, message]) => {
    expect(coverage(plugins)[0]).toMatchObject({
      verdict,
      message: expect.stringContaining(message),
      route: { name: 'example-route' },
      service: { name: 'example-service' },
    })
  })

  test('billed by a custom_id that nobody has drops everything', () => {
    const plugins = [keyAuth, meteringRow('m1', subject('consumer', 'custom_id'))]
    expect(coverage(plugins, { consumers: [alice] })[0]).toMatchObject({
      verdict: 'no_subject',
      message: expect.stringContaining('custom_id, which no Consumer here has'),
    })
    expect(coverage(plugins)[0]).toMatchObject({ verdict: 'metered' })
  })

  test('shows the winner and what it shadows, and a Consumer with a row of its own apart', () => {
    const global = meteringRow('global', { origin: ['plugins', 0] })
    const onRoute = meteringRow('route', { route: exampleRoute.id, origin: ['plugins', 1] })
    const forAlice = meteringRow('alice', { consumer: alice.id, origin: ['plugins', 2] })
    const [everybody, alone] = coverage([keyAuth, global, onRoute, forAlice])
    expect(everybody).toMatchObject({ plugin: { id: 'route' }, origin: ['plugins', 1] })
    expect(everybody?.consumer).toBeUndefined()
    expect(everybody?.shadowed.map(({ id }) => id)).toEqual(['global'])
    expect(alone).toMatchObject({ consumer: { username: 'alice' }, plugin: { id: 'alice' } })
    expect(alone?.shadowed.map(({ id }) => id)).toEqual(['global', 'route'])
  })

  test.for<[string, Partial<GatewayState>, string]>([
    [
      'of a disabled Service goes free',
      { services: [{ ...exampleService, enabled: false }] },
      'Its Service is disabled, so no request matches the Route.',
    ],
    [
      'for TCP goes free',
      { routes: [{ ...exampleRoute, protocols: ['tcp', 'tls'] }] },
      'A Route for tcp, tls has no HTTP requests',
    ],
  ])('%s', ([, state, message]) => {
    expect(coverage([keyAuth, meteringRow('m1')], state)[0]).toMatchObject({
      verdict: 'not_metered',
      message: expect.stringContaining(message),
      plugin: { id: 'm1' },
    })
  })

  test('is perhaps metered twice where a control plane is named and the events go to Konnect', () => {
    const konnect = meteringRow('m1', {
      config: {
        ingest_endpoint: 'https://us.api.konghq.com/v3/openmeter/events',
        api_token: 't',
      },
    })
    const of = (row: PluginRow, namesControlPlane: boolean) =>
      coverageOf({ ...tutorialState, plugins: [keyAuth, row] }, { release: '3.15', namesControlPlane })[0]
    expect(of(konnect, true)?.twice).toContain('Twice, if Konnect’s built-in ingestion is on')
    expect(of(konnect, false)?.twice).toBeUndefined()
    expect(of(meteringRow('m1'), true)?.twice).toBeUndefined()
  })

  test('without a Service stands after those of Services', () => {
    const loose = { ...exampleRoute, id: 'loose', name: 'loose-route' }
    delete loose.service
    const rows = coverage([keyAuth], { routes: [loose, exampleRoute] })
    expect(rows.map(({ route }) => route?.name)).toEqual(['example-route', 'loose-route', undefined])
  })
})

describe('requests that match no Route', () => {
  test.for<[string, PluginRow[], string]>([
    ['are free without a global plugin', [meteringRow('m1', { service: 's' })], 'not_metered'],
    ['are dropped when the subject is the Consumer', [meteringRow('m1')], 'no_subject'],
    ['are metered by header', [meteringRow('m1', subject('header', 'x-tenant-id'))], 'metered'],
    ['are dropped when the header has no name', [meteringRow('m1', subject('header'))], 'no_subject'],
    [
      'are free when the global plugin meters AI tokens only',
      [
        meteringRow('m1', {
          config: { ...meteringRow('x').config, meter_api_requests: false, meter_ai_token_usage: true },
        }),
      ],
      'not_metered',
    ],
  ])('%s', ([, plugins, verdict]) => {
    expect(coverage(plugins).at(-1)).toMatchObject({ verdict })
    expect(coverage(plugins).at(-1)?.route).toBeUndefined()
  })
})
