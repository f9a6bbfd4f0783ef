import { describe, expect, test } from 'vitest'
import type { GatewayState, PluginRow, Route, Service } from '#entities/gateway-state.ts'
import type { Access, GatewayOptions, GatewayRequest, UpstreamRequest } from './access.ts'
import { createGateway } from './gateway.ts'
import { firstHeader } from './header-list.ts'

const service: Service = {
  id: 'd1c6c6c0-0000-4000-8000-000000000001',
  name: 'example-service',
  protocol: 'http',
  host: 'httpbin.konghq.com',
  port: 80,
  path: '/anything',
  retries: 5,
  connect_timeout: 60_000,
  write_timeout: 60_000,
  read_timeout: 60_000,
  enabled: true,
  tls_verify: null,
  tags: [],
  origin: ['services', 0],
}
const route: Route = {
  id: 'd1c6c6c0-0000-4000-8000-000000000002',
  name: 'example-route',
  service: service.id,
  protocols: ['http', 'https'],
  paths: ['/anything'],
  strip_path: true,
  preserve_host: false,
  regex_priority: 0,
  https_redirect_status_code: 426,
  tags: [],
  origin: ['routes', 0],
}
const alice = {
  id: 'c0000000-0000-4000-8000-000000000001',
  username: 'alice',
  tags: [],
  keyauth_credentials: [{ id: 'k1', key: 'alice-key' }],
  basicauth_credentials: [{ id: 'b1', username: 'alice', password: 'pa:ss' }],
  jwt_secrets: [],
  origin: ['consumers', 0],
}
const guest = {
  ...alice,
  id: 'c0000000-0000-4000-8000-000000000002',
  username: 'guest',
  custom_id: 'g-1',
  keyauth_credentials: [],
  basicauth_credentials: [],
}

function plugin(name: string, fields: Partial<PluginRow> = {}): PluginRow {
  const protocols = ['grpc', 'grpcs', 'http', 'https']
  return { id: name, name, enabled: true, protocols, config: {}, tags: [], origin: ['plugins', 0], ...fields }
}

function metering(id: string, fields: Partial<PluginRow> = {}): PluginRow {
  const config = { ingest_endpoint: 'http://localhost/v3/openmeter/events', api_token: 'spat_x' }
  return plugin('metering-and-billing', { id, config, ...fields })
}

const keyAuth = plugin('key-auth', { service: service.id, config: { key_names: ['apikey'] } })

const tutorial: GatewayState = {
  services: [service],
  routes: [route],
  consumers: [alice, guest],
  plugins: [keyAuth, metering('m1', { service: service.id })],
}

function request(fields: Partial<GatewayRequest> = {}): GatewayRequest {
  return {
    id: '0123456789abcdef0123456789abcdef',
    method: 'GET',
    uri: '/anything',
    headers: ['Host', 'localhost:8000', 'User-Agent', 'curl/8.5.0', 'Accept', '*/*'],
    scheme: 'http',
    httpVersion: '1.1',
    clientIp: '127.0.0.1',
    listenPort: 8000,
    startedAt: 1_790_000_000_000,
    ...fields,
  }
}

const withKey = (key: string, fields: Partial<GatewayRequest> = {}) =>
  request({ headers: ['Host', 'localhost:8000', 'apikey', key], ...fields })

function access(
  state: Partial<GatewayState>,
  sent: GatewayRequest,
  options: Partial<GatewayOptions> = {},
): Access {
  return createGateway({ ...tutorial, ...state }, { release: '3.14', ...options }).access(sent)
}

function forwarded(result: Access): UpstreamRequest {
  if (result.kind !== 'forward') throw new Error(`answered ${result.response.status} ${result.response.body}`)
  return result.upstream
}

function answered(result: Access): { status: number; headers: readonly string[]; body: string } {
  if (result.kind !== 'respond') throw new Error('forwarded')
  return result.response
}

describe("the tutorial's gateway", () => {
  test('forwards a known key to the upstream and meters it', () => {
    const result = access({}, withKey('alice-key'))
    expect(forwarded(result)).toMatchObject({ host: 'httpbin.konghq.com', port: 80, path: '/anything' })
    expect(result.pass).toMatchObject({ consumer: { username: 'alice' }, metering: { row: { id: 'm1' } } })
  })

  test('answers 401 without a key', () => {
    const result = access({}, request())
    const { status, headers, body } = answered(result)
    expect(status).toBe(401)
    expect(firstHeader(headers, 'www-authenticate')).toBe('Key')
    expect(firstHeader(headers, 'content-type')).toBe('application/json; charset=utf-8')
    expect(firstHeader(headers, 'content-length')).toBe(String(body.length))
    expect(body).toBe(
      '{\n  "message":"No API key found in request",\n  "request_id":"0123456789abcdef0123456789abcdef"\n}',
    )
    expect(result.pass).toMatchObject({ consumer: undefined, metering: { row: { id: 'm1' } } })
  })

  test('answers 404 where no Route matches', () => {
    const result = access({}, request({ uri: '/other' }))
    expect(answered(result)).toMatchObject({ status: 404 })
    expect(answered(result).body).toContain('"message":"no Route matched with those values"')
    expect(result.pass).toMatchObject({ route: undefined, metering: undefined })
  })

  test('answers 426 on a Route with the default protocols of 3.14', () => {
    const result = access({ routes: [{ ...route, protocols: ['https'] }] }, withKey('alice-key'))
    expect(answered(result).status).toBe(426)
    expect(answered(result).body).toContain('Please use HTTPS protocol')
    expect(firstHeader(answered(result).headers, 'upgrade')).toBe('TLS/1.2, HTTP/1.1')
    expect(result.pass.route).toBeUndefined()
  })
})
