import { describe, expect, test } from 'vitest'
import {
  accessOf,
  exampleRoute,
  exampleService,
  forwarded,
  gatewayRequest,
} from '#testing/gateway-builders.ts'
import type { GatewayRequest } from './access.ts'
import { firstHeader } from './header-list.ts'
import { proxiedResponseHeaders } from './proxied-response-headers.ts'

function upstream(fields: {
  service?: Partial<typeof exampleService>
  route?: Partial<typeof exampleRoute>
  request?: Partial<GatewayRequest>
}) {
  const services = [{ ...exampleService, ...fields.service }]
  const routes = [{ ...exampleRoute, ...fields.route }]
  return forwarded(accessOf({ services, routes, plugins: [] }, gatewayRequest(fields.request)))
}

describe('the upstream path', () => {
  test.for<[boolean, string | null, string, string, string]>([
    [true, '/', '/api', '/api', '/'],
    [true, null, '/api', '/api/', '/'],
    [true, '/anything/', '/api', '/api', '/anything'],
    [true, '/anything/', '/api/', '/api/', '/anything/'],
    [true, '/anything/', '/api', '/api/x', '/anything/x'],
    [true, '/anything/', '/api', '/apix', '/anything/x'],
    [true, '/anything', '/api', '/api', '/anything'],
    [true, '/anything', '/api', '/api/', '/anything/'],
    [true, '/anything', '/', '/', '/anything'],
    [true, '/anything', '/api', '/api/x', '/anything/x'],
    [true, '/anything', '/api', '/apix', '/anything/x'],
    [false, '/anything/', '/api', '/api/x', '/anything/api/x'],
    [false, '/anything', '/', '/', '/anything'],
    [false, '/anything', '/api', '/api/', '/anything/api/'],
    [true, '/anything', '/api', '/api..', '/anything'],
    [true, '/anything', '/api', '/api../x', '/anything/x'],
    [true, '/anything', '~/api/v\\d+', '/api/v12/x', '/anything/x'],
    [true, '/anything', '/anything', '/anything/a', '/anything/a'],
    [true, '/anything', '/anything', '/anything?a=1', '/anything?a=1'],
    [true, '/anything', '/anything', '/anything?', '/anything?'],
    [true, '/anything', '/anything', '/anything/%20%2f', '/anything/%20%2F'],
  ])(
    'strip_path %s, Service %s, Route %s, request %s: %s',
    ([strip_path, path, routePath, uri, expected]) => {
      const sent = upstream({
        service: { path },
        route: { paths: [routePath], strip_path },
        request: { uri },
      })
      expect(sent.path).toBe(expected)
    },
  )
})

test.for([
  ['API.example.com:8000', 'api.example.com'],
  ['[::1]:8000', '[::1]'],
])('the host %s is known as %s', ([host = '', known]) => {
  const { headers } = upstream({ request: { headers: ['Host', host] } })
  expect(firstHeader(headers, 'x-forwarded-host')).toBe(known)
})

describe('the headers to the upstream', () => {
  test("are the client's, and what Kong adds", () => {
    const { headers } = upstream({ request: { uri: '/anything/a?b=1' } })
    expect(headers).toEqual([
      ...['Host', 'httpbin.konghq.com', 'User-Agent', 'curl/8.5.0', 'Accept', '*/*'],
      ...['Connection', 'keep-alive', 'Via', '1.1 kong/3.14.0.0-enterprise-edition'],
      ...['X-Forwarded-For', '127.0.0.1', 'X-Forwarded-Proto', 'http', 'X-Forwarded-Host', 'localhost'],
      ...['X-Forwarded-Port', '8000', 'X-Forwarded-Path', '/anything/a', 'X-Forwarded-Prefix', '/anything'],
      ...['X-Real-IP', '127.0.0.1', 'X-Kong-Request-Id', '0123456789abcdef0123456789abcdef'],
    ])
  })

  test.for<[string, string[], string, string | undefined]>([
    ['Via is appended', ['Via', '1.0 a'], 'via', '1.0 a, 1.1 kong/3.14.0.0-enterprise-edition'],
    ['X-Forwarded-For is appended', ['X-Forwarded-For', '1.2.3.4'], 'x-forwarded-for', '1.2.3.4, 127.0.0.1'],
    [
      'X-Forwarded-Proto of a stranger is replaced',
      ['x-forwarded-proto', 'https'],
      'x-forwarded-proto',
      'http',
    ],
    ['Connection names what ends here', ['Connection', 'X-Hop', 'X-Hop', '1'], 'x-hop', undefined],
    ['Proxy ends here', ['Proxy', 'x'], 'proxy', undefined],
    ["Transfer-Encoding is the sender's", ['Transfer-Encoding', 'chunked'], 'transfer-encoding', undefined],
    ['TE only trailers', ['TE', 'gzip, trailers'], 'te', 'trailers'],
    ['TE else not', ['TE', 'gzip'], 'te', undefined],
    ['an upgrade stays', ['Connection', 'Upgrade', 'Upgrade', 'websocket'], 'upgrade', 'websocket'],
    [
      'an upgrade is named',
      ['Connection', 'Upgrade', 'Upgrade', 'websocket'],
      'connection',
      'keep-alive, Upgrade',
    ],
  ])('%s', ([, headers, name, expected]) => {
    expect(firstHeader(upstream({ request: { headers: ['Host', 'a', ...headers] } }).headers, name)).toBe(
      expected,
    )
  })

  test.for<[string, Partial<typeof exampleService>, boolean, string]>([
    ['the port of the protocol is left out', { protocol: 'https', port: 443 }, false, 'httpbin.konghq.com'],
    ['another port is named', { protocol: 'https', port: 80 }, false, 'httpbin.konghq.com:80'],
    ['preserve_host', {}, true, 'localhost:8000'],
  ])('Host: %s', ([, service, preserve_host, host]) => {
    expect(firstHeader(upstream({ service, route: { preserve_host } }).headers, 'host')).toBe(host)
  })

  test('no prefix without strip_path or for /', () => {
    expect(
      firstHeader(upstream({ route: { strip_path: false } }).headers, 'x-forwarded-prefix'),
    ).toBeUndefined()
    expect(firstHeader(upstream({ route: { paths: ['/'] } }).headers, 'x-forwarded-prefix')).toBeUndefined()
  })
})

test.for([
  [['Server', 'gunicorn', 'Via', '1.1 x', 'Connection', 'close'], 'gunicorn', '1.1 x, 1.1 kong/3.14.0.0'],
  [[], 'kong/3.14.0.0', '1.1 kong/3.14.0.0'],
  [['X-Kong-Upstream-Latency', '99', 'x-kong-request-id', 'theirs'], 'kong/3.14.0.0', '1.1 kong/3.14.0.0'],
] as const)('the headers to the client for %j', ([headers, server, via]) => {
  const { pass } = accessOf({ plugins: [] }, gatewayRequest())
  const sent = proxiedResponseHeaders({
    status: 200,
    headers,
    pass,
    kongVersion: '3.14.0.0',
    upstreamLatency: 12.4,
    proxyLatency: 0.6,
  })
  expect(firstHeader(sent, 'server')).toBe(server)
  expect(firstHeader(sent, 'via')).toBe(via)
  expect(firstHeader(sent, 'connection')).toBeUndefined()
  expect(firstHeader(sent, 'x-kong-upstream-latency')).toBe('12')
  expect(firstHeader(sent, 'x-kong-proxy-latency')).toBe('1')
  expect(firstHeader(sent, 'x-kong-request-id')).toBe(pass.request.id)
})
