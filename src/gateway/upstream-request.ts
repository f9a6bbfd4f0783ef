/** The request that Kong sends to the upstream (Kong's proxying document; the headers of its nginx template). */
import type { Service } from '#entities/gateway-state.ts'
import type { HeaderList } from '#metering/exchange.ts'
import type { Pass, ReadBody, UpstreamRequest } from './access.ts'
import { aiUpstream } from './ai-upstream.ts'
import { firstHeader, headerValues, withoutHeader } from './header-list.ts'
import { escapePath, pathOf } from './normalize-path.ts'
import { type RouteMatch, requestHost } from './route-match.ts'
import { upstreamPath } from './upstream-path.ts'

/** The client's headers that Kong replaces or that end at each hop. No trusted proxies are configured. */
const REPLACED: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'te',
  'expect',
  'via',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-path',
  'x-forwarded-prefix',
  'x-real-ip',
  'x-kong-request-id',
])

export function upstreamRequest(
  pass: Pass,
  route: { match: RouteMatch; service: Service },
  kongVersion: string,
): UpstreamRequest {
  const { match, service } = route
  const protocol = service.protocol === 'https' ? 'https' : 'http'
  const upstream: UpstreamRequest = {
    service,
    protocol,
    host: service.host,
    port: service.port,
    path: escapePath(upstreamPath(match)) + upstreamQuery(pass),
    headers: upstreamHeaders(pass, match, `${pass.request.httpVersion} kong/${kongVersion}`),
  }
  const sent = pass.body === pass.request.body ? upstream : withBody(upstream, pass.body)
  return pass.ai === undefined ? sent : aiUpstream(sent, pass.ai)
}

/** The body that a plugin wrote. */
function withBody(upstream: UpstreamRequest, written: ReadBody | undefined): UpstreamRequest {
  if (written === undefined) return upstream
  const headers = withoutHeader(upstream.headers, 'content-length')
  headers.push('Content-Length', String(written.bytes.length))
  return { ...upstream, headers, body: written.bytes }
}

/** A bare `?` at the end of the request stays. */
function upstreamQuery({ request, query }: Pass): string {
  if (query) return `?${query}`
  return request.uri.endsWith('?') ? '?' : ''
}

function upstreamHeaders(pass: Pass, match: RouteMatch, via: string): string[] {
  const { headers, request } = pass
  const host = firstHeader(request.headers, 'host')
  const sent: string[] = ['Host', match.route.preserve_host && host ? host : targetHost(match.service)]
  const hop = hopByHop(headers)
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? ''
    const lower = name.toLowerCase()
    if (!REPLACED.has(lower) && !hop?.has(lower)) sent.push(name, headers[i + 1] ?? '')
  }
  const upgrade = hop?.has('upgrade') ? firstHeader(headers, 'upgrade') : undefined
  if (upgrade === undefined) sent.push('Connection', 'keep-alive')
  else sent.push('Connection', 'keep-alive, Upgrade', 'Upgrade', upgrade)
  if (firstHeader(headers, 'te')?.toLowerCase().includes('trailers')) sent.push('TE', 'trailers')
  sent.push('Via', appended(headers, 'via', via))
  sent.push('X-Forwarded-For', appended(headers, 'x-forwarded-for', request.clientIp))
  pushForwarded(sent, pass, match)
  sent.push('X-Real-IP', request.clientIp, 'X-Kong-Request-Id', request.id)
  return sent
}

/** What the client sent, and ours behind it. */
function appended(headers: HeaderList, lower: string, ours: string): string {
  if (firstHeader(headers, lower) === undefined) return ours
  return [...headerValues(headers, lower), ours].join(', ')
}

/** What the client asked for, as the upstream cannot see it any more. */
function pushForwarded(sent: string[], pass: Pass, match: RouteMatch): void {
  const { request } = pass
  sent.push('X-Forwarded-Proto', request.scheme)
  const forwardedHost = requestHost(request.headers)
  if (forwardedHost) sent.push('X-Forwarded-Host', forwardedHost)
  sent.push('X-Forwarded-Port', String(request.listenPort), 'X-Forwarded-Path', pathOf(request.uri))
  const prefix = match.route.strip_path ? match.matchedPath : undefined
  if (prefix && prefix !== '/') sent.push('X-Forwarded-Prefix', escapePath(prefix))
}

/** Only the Service's host, with its port unless it is the protocol's own. */
function targetHost(service: Service | undefined): string {
  if (service === undefined) return ''
  const { protocol, host, port } = service
  const isDefault = (protocol === 'http' && port === 80) || (protocol === 'https' && port === 443)
  return isDefault ? host : `${host}:${port}`
}

/** The headers that `Connection` names; undefined for the usual request, which names none but keep-alive or close. */
function hopByHop(headers: HeaderList): ReadonlySet<string> | undefined {
  const connection = firstHeader(headers, 'connection')
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined
  return new Set(connection.split(',').map(name => name.trim().toLowerCase()))
}
