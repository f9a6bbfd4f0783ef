/** The tutorial's gateway and small variations of it. */
import type { Consumer, GatewayState, PluginRow, Route, Service } from '#entities/gateway-state.ts'
import type {
  Access,
  GatewayOptions,
  GatewayRequest,
  GatewayResponse,
  UpstreamRequest,
} from '#gateway/access.ts'
import { createGateway } from '#gateway/gateway.ts'

export const exampleService: Service = {
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

export const exampleRoute: Route = {
  id: 'd1c6c6c0-0000-4000-8000-000000000002',
  name: 'example-route',
  service: exampleService.id,
  protocols: ['http', 'https'],
  paths: ['/anything'],
  strip_path: true,
  preserve_host: false,
  regex_priority: 0,
  https_redirect_status_code: 426,
  tags: [],
  origin: ['routes', 0],
}

export const alice: Consumer = {
  id: 'c0000000-0000-4000-8000-000000000001',
  username: 'alice',
  tags: [],
  keyauth_credentials: [{ id: 'alice-credential', key: 'alice-key' }],
  basicauth_credentials: [{ id: 'b1', username: 'alice', password: 'pa:ss' }],
  jwt_secrets: [{ id: 'j1', key: 'alice-issuer', algorithm: 'HS256', secret: 'secret' }],
  origin: ['consumers', 0],
}

export const guest: Consumer = {
  id: 'c0000000-0000-4000-8000-000000000002',
  username: 'guest',
  custom_id: 'g-1',
  tags: [],
  keyauth_credentials: [],
  basicauth_credentials: [{ id: 'b2', username: 'guest', password: 'guest' }],
  jwt_secrets: [],
  origin: ['consumers', 1],
}

export function pluginRow(name: string, fields: Partial<PluginRow> = {}): PluginRow {
  const protocols = ['grpc', 'grpcs', 'http', 'https']
  return { id: name, name, enabled: true, protocols, config: {}, tags: [], origin: ['plugins', 0], ...fields }
}

export function meteringRow(id: string, fields: Partial<PluginRow> = {}): PluginRow {
  const config = { ingest_endpoint: 'http://localhost/v3/openmeter/events', api_token: 'spat_x' }
  return pluginRow('metering-and-billing', { id, config, ...fields })
}

export const tutorialState: GatewayState = {
  services: [exampleService],
  routes: [exampleRoute],
  consumers: [alice, guest],
  plugins: [
    pluginRow('key-auth', { service: exampleService.id, config: { key_names: ['apikey'] } }),
    meteringRow('m1', { service: exampleService.id }),
  ],
}

export function gatewayRequest(fields: Partial<GatewayRequest> = {}): GatewayRequest {
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

export function requestWith(...headers: string[]): GatewayRequest {
  return gatewayRequest({ headers: ['Host', 'localhost:8000', ...headers] })
}

/** What the tutorial's gateway with these changes decides about a request. */
export function accessOf(
  state: Partial<GatewayState>,
  request: GatewayRequest,
  options: Partial<GatewayOptions> = {},
): Access {
  const gateway = createGateway({ ...tutorialState, ...state }, { release: '3.14', ...options })
  const access = gateway.access(request)
  if (access.kind === 'read-body') throw new Error('the body is to be read first')
  return access
}

export function forwarded(access: Access): UpstreamRequest {
  if (access.kind !== 'forward') throw new Error(`answered ${access.response.status} ${access.response.body}`)
  return access.upstream
}

export function answered(access: Access): GatewayResponse {
  if (access.kind !== 'respond') throw new Error(`forwarded to ${access.upstream.path}`)
  return access.response
}
