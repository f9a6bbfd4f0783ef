import { describe, expect, test } from 'vitest'
import type { GatewayState, PluginRow } from '#entities/gateway-state.ts'
import { alice, exampleRoute, meteringRow, pluginRow, tutorialState } from '#testing/gateway-builders.ts'
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
    ['with a plugin in reach is metered', [keyAuth, meteringRow('m1')], 'metered', 'Every request.'],
    [
      'with a condition is metered in part',
      [keyAuth, meteringRow('m1', { condition: 'http.method == "GET"' })],
      'metered',
      'Requests for which the condition holds.',
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
      'Every request.',
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
      'Every request.',
    ],
    [
      'billed by a tenant header is metered',
      [meteringRow('m1', subject('header', 'x-tenant-id'))],
      'metered',
      'Every',
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
