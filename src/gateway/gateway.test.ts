import { describe, expect, test } from 'vitest'
import {
  accessOf,
  alice,
  answered,
  exampleRoute,
  exampleService,
  forwarded,
  gatewayRequest,
  guest,
  meteringRow,
  pluginRow,
  requestWith,
  tutorialState,
} from '#testing/gateway-builders.ts'
import type { EvaluateCondition, GatewayRequest } from './access.ts'
import { exchangeOf } from './exchange-of.ts'
import { createGateway } from './gateway.ts'
import { firstHeader } from './header-list.ts'

const [keyAuth = pluginRow('key-auth'), metering = meteringRow('m1')] = tutorialState.plugins
const aliceAsks = requestWith('apikey', 'alice-key')

describe("the tutorial's gateway", () => {
  test('forwards a known key to the upstream and meters it', () => {
    const access = accessOf({}, aliceAsks)
    expect(forwarded(access)).toMatchObject({
      protocol: 'http',
      host: 'httpbin.konghq.com',
      port: 80,
      path: '/anything',
    })
    expect(access.pass).toMatchObject({ consumer: { username: 'alice' }, metering: { row: { id: 'm1' } } })
  })

  test('answers 401 without a key, in the shape of Kong', () => {
    const { status, headers, body } = answered(accessOf({}, gatewayRequest()))
    expect(status).toBe(401)
    expect(firstHeader(headers, 'www-authenticate')).toBe('Key')
    expect(firstHeader(headers, 'content-type')).toBe('application/json; charset=utf-8')
    expect(firstHeader(headers, 'content-length')).toBe(String(body.length))
    expect(firstHeader(headers, 'server')).toBe('kong/3.14.0.0-enterprise-edition')
    expect(firstHeader(headers, 'x-kong-request-id')).toBe('0123456789abcdef0123456789abcdef')
    expect(body).toBe(
      '{\n  "message":"No API key found in request",\n  "request_id":"0123456789abcdef0123456789abcdef"\n}',
    )
  })
})

test.for<[number, string[], Partial<GatewayRequest>, Partial<Record<string, string>>]>([
  [426, ['https'], {}, { connection: 'Upgrade', upgrade: 'TLS/1.2, HTTP/1.1' }],
  [
    301,
    ['https'],
    { uri: '/anything?a=1' },
    { location: 'https://localhost/anything?a=1', 'content-length': '0' },
  ],
  [308, ['https'], {}, { location: 'https://localhost/anything' }],
  [415, ['grpc'], {}, {}],
])('answers %i on a Route for %j', ([status, protocols, sent, headers]) => {
  const route = { ...exampleRoute, protocols, https_redirect_status_code: status }
  const access = accessOf({ routes: [route] }, gatewayRequest(sent))
  const response = answered(access)
  expect(response.status).toBe(status)
  for (const [name, value] of Object.entries(headers)) expect(firstHeader(response.headers, name)).toBe(value)
  expect(access.pass.match?.route).toBe(route)
  expect(access.pass.route).toBeUndefined()
})

test('a Route for http accepts https', () => {
  const state = { routes: [{ ...exampleRoute, protocols: ['http'] }] }
  expect(accessOf(state, { ...aliceAsks, scheme: 'https' }).kind).toBe('forward')
})

test('a Route of a disabled Service does not match', () => {
  const access = accessOf({ services: [{ ...exampleService, enabled: false }] }, aliceAsks)
  expect(answered(access)).toMatchObject({ status: 404 })
  expect(answered(access).body).toContain('"message":"no Route matched with those values"')
})

describe('what reaches the log phase', () => {
  const { service: _, ...routeOnly } = exampleRoute
  const global = meteringRow('global')
  const ofRoute = meteringRow('route', { route: exampleRoute.id })
  const ofAlice = meteringRow('alice', { consumer: alice.id })
  const ofGuest = meteringRow('guest', { consumer: guest.id })
  const all = [keyAuth, global, ofRoute, ofAlice, ofGuest]
  const anonymous = { ...keyAuth, config: { anonymous: 'guest' } }

  test.for<{
    situation: string
    state?: Parameters<typeof accessOf>[0]
    request?: GatewayRequest
    meters: string | undefined
    consumer?: string
    knows?: string[]
  }>([
    {
      situation: 'proxied, authenticated',
      request: aliceAsks,
      meters: 'alice',
      consumer: 'alice',
      knows: ['route', 'service'],
    },
    {
      situation: 'proxied, not authenticated',
      state: { plugins: [global, ofRoute, ofAlice] },
      meters: 'route',
      knows: ['route', 'service'],
    },
    { situation: '401 without a key', meters: 'route', knows: ['route', 'service'] },
    {
      situation: '401 with an unknown key',
      request: requestWith('apikey', 'x'),
      meters: 'route',
      knows: ['route', 'service'],
    },
    {
      situation: '401 where only a Consumer has a row',
      state: { plugins: [keyAuth, ofAlice] },
      meters: undefined,
      knows: ['route', 'service'],
    },
    {
      situation: 'anonymous Consumer',
      state: { plugins: [anonymous, global, ofRoute, ofAlice, ofGuest] },
      meters: 'guest',
      consumer: 'guest',
      knows: ['route', 'service'],
    },
    { situation: '404', request: gatewayRequest({ uri: '/other' }), meters: 'global', knows: [] },
    {
      situation: '404 without a global row',
      state: { plugins: [keyAuth, ofRoute] },
      request: gatewayRequest({ uri: '/other' }),
      meters: undefined,
      knows: [],
    },
    {
      situation: '426',
      state: { plugins: all, routes: [{ ...exampleRoute, protocols: ['https'] }] },
      request: aliceAsks,
      meters: 'global',
      knows: [],
    },
    {
      situation: '503, a Route without Service',
      state: { plugins: [global, ofRoute], routes: [routeOnly] },
      meters: 'route',
      knows: ['route'],
    },
  ])(
    '$situation',
    ({ state = { plugins: all }, request = gatewayRequest(), meters, consumer, knows = [] }) => {
      const { pass } = accessOf({ plugins: all, ...state }, request)
      expect(pass.metering?.row.id).toBe(meters)
      expect(pass.consumer?.username).toBe(consumer)
      expect(['route', 'service'].filter(key => pass[key as 'route' | 'service'] !== undefined)).toEqual(
        knows,
      )
    },
  )

  test('503 comes after the plugins', () => {
    const access = accessOf({ plugins: [keyAuth], routes: [routeOnly] }, gatewayRequest())
    expect(answered(access).body).toContain('no Service found with those values')
    const refused = accessOf({ plugins: [pluginRow('key-auth')], routes: [routeOnly] }, gatewayRequest())
    expect(answered(refused).status).toBe(401)
  })

  test('the exchange has the headers and the query that plugins left', () => {
    const request = gatewayRequest({
      uri: '/anything?apikey=alice-key&b=2&a=1',
      headers: ['Host', 'api.example:8000'],
    })
    const { pass } = accessOf({}, request)
    const finished = { status: 200, responseBytes: 10, requestBytes: 20, upstreamStatus: 200 }
    expect(exchangeOf(request, pass, finished)).toEqual({
      request: {
        id: request.id,
        method: 'GET',
        uri: '/anything?apikey=alice-key&b=2&a=1',
        query: 'b=2&a=1',
        host: 'api.example',
        headers: [
          'Host',
          'api.example:8000',
          'X-Consumer-ID',
          alice.id,
          'X-Consumer-Username',
          'alice',
          'X-Credential-Identifier',
          'alice-credential',
        ],
        clientIp: '127.0.0.1',
        sizeBytes: 20,
        startedAt: request.startedAt,
      },
      response: { status: 200, sizeBytes: 10 },
      route: exampleRoute,
      service: exampleService,
      consumer: alice,
      upstreamStatus: 200,
    })
  })
})

describe('condition', () => {
  const conditional = { ...metering, condition: 'consumer.username == "alice"' }
  const state = { plugins: [keyAuth, conditional] }

  test('is evaluated after authentication, with what is known then', () => {
    const seen: unknown[] = []
    const evaluateCondition: EvaluateCondition = (condition, facts) => {
      seen.push(condition, facts)
      return true
    }
    const request = gatewayRequest({
      uri: '/anything/a%20b?x=1&x&apikey=alice-key',
      headers: ['Host', 'localhost:8000', 'X-Tenant-Id', 't1', 'X-Tenant-Id', 't2'],
      clientPort: 4711,
    })
    expect(accessOf(state, request, { evaluateCondition }).pass.metering?.row).toBe(conditional)
    expect(seen).toMatchObject([
      'consumer.username == "alice"',
      {
        method: 'GET',
        host: 'localhost',
        path: '/anything/a b',
        protocol: 'http',
        src: { ip: '127.0.0.1', port: 4711 },
        route: { id: exampleRoute.id, name: 'example-route' },
        service: { name: 'example-service' },
        consumer: { username: 'alice' },
      },
    ])
    const facts = seen[1] as Parameters<EvaluateCondition>[1]
    expect(facts.headers.get('x_tenant_id')).toEqual(['t1', 't2'])
    expect(facts.headers.get('x_consumer_username')).toEqual(['alice'])
    expect([...facts.queries]).toEqual([['x', ['1', '']]])
  })

  test('false keeps the row out of the log phase, and no other takes its place', () => {
    const plugins = [keyAuth, conditional, meteringRow('global')]
    const access = accessOf({ plugins }, aliceAsks, { evaluateCondition: () => false })
    expect(access.kind).toBe('forward')
    expect(access.pass.metering).toBeUndefined()
  })

  test('that fails at run time is answered with 500', () => {
    const access = accessOf(state, aliceAsks, { evaluateCondition: () => ({ error: 'no such key' }) })
    expect(answered(access).status).toBe(500)
    expect(answered(access).body).toContain('"message":"An unexpected error occurred"')
    expect(access.pass.metering).toBeUndefined()
  })

  test('that fails does not replace an earlier answer', () => {
    const access = accessOf(state, gatewayRequest(), { evaluateCondition: () => ({ error: 'no such key' }) })
    expect(answered(access).status).toBe(401)
  })

  test('counts as met without an evaluator, and where no access phase ran', () => {
    expect(accessOf(state, aliceAsks).pass.metering?.row).toBe(conditional)
    const plugins = [meteringRow('global', { condition: 'false' })]
    const evaluateCondition = () => false
    const { pass } = accessOf({ plugins }, gatewayRequest({ uri: '/other' }), { evaluateCondition })
    expect(pass.metering?.row.id).toBe('global')
  })

  test('of an authentication plugin lets it be skipped', () => {
    const plugins = [{ ...keyAuth, condition: 'x' }]
    expect(accessOf({ plugins }, gatewayRequest(), { evaluateCondition: () => false }).kind).toBe('forward')
  })
})

describe('problems', () => {
  test.for<[string, Parameters<typeof pluginRow>[1], (string | number)[], RegExp]>([
    ['key-auth', { config: { key_names: [] } }, ['plugins', 0, 'config', 'key_names'], /key-auth/],
    ['key-auth', { config: { keynames: ['x'] } }, ['plugins', 0, 'config'], /keynames/],
    ['key-auth', { consumer: alice.id }, ['plugins', 0, 'consumer'], /cannot be applied to a Consumer/],
    ['jwt', { config: { maximum_expiration: -1 } }, ['plugins', 0, 'config', 'maximum_expiration'], /jwt/],
    [
      'metering-and-billing',
      { config: {} },
      ['plugins', 0, 'config', 'ingest_endpoint'],
      /metering-and-billing/,
    ],
  ])('%s %j', ([name, fields, path, message]) => {
    const state = { ...tutorialState, plugins: [pluginRow(name, fields)] }
    const [problem] = createGateway(state, { release: '3.14' }).problems
    expect(problem?.path).toEqual(path)
    expect(problem?.message).toMatch(message)
  })

  test('a Route with a regex that Kong cannot read is a problem and never matches', () => {
    const routes = [{ ...exampleRoute, paths: ['~/any(?=thing)'] }]
    const gateway = createGateway({ ...tutorialState, routes }, { release: '3.14' })
    expect(gateway.problems).toMatchObject([{ path: ['routes', 0, 'paths'] }])
    expect(gateway.access(aliceAsks)).toMatchObject({ response: { status: 404 } })
  })
})

test('Kong-Debug is answered only where the gateway allows it', () => {
  const request = requestWith('apikey', 'alice-key', 'Kong-Debug', '1')
  expect(accessOf({}, request).pass.debugHeaders).toEqual([])
  expect(accessOf({}, request, { allowDebugHeader: true }).pass.debugHeaders).toEqual([
    'Kong-Route-Id',
    exampleRoute.id,
    'Kong-Route-Name',
    'example-route',
    'Kong-Service-Id',
    exampleService.id,
    'Kong-Service-Name',
    'example-service',
  ])
})
