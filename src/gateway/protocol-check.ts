import type { Route } from '#entities/gateway-state.ts'
import type { GatewayRequest } from './access.ts'
import { firstHeader } from './header-list.ts'
import { requestHost } from './route-match.ts'

/** Kong's answer to a request that matched a Route of another protocol. */
export interface ProtocolAnswer {
  status: number
  message: string
  headers: readonly string[]
  /** A redirect has no body. */
  empty?: boolean
}

/**
 * What Kong answers right after the match when the Route's `protocols` do not fit; undefined when they do. A Route
 * without https accepts https all the same (Kong's document on Routes).
 */
export function checkProtocol(route: Route, request: GatewayRequest): ProtocolAnswer | undefined {
  const { protocols } = route
  if (request.scheme !== 'https' && protocols.includes('https') && !protocols.includes('http')) {
    return httpsRequired(route, request)
  }
  return protocols.includes('grpc') || protocols.includes('grpcs') ? grpcRequired(route, request) : undefined
}

const REDIRECTS: readonly number[] = [301, 302, 307, 308]

function httpsRequired(route: Route, request: GatewayRequest): ProtocolAnswer | undefined {
  const message = 'Please use HTTPS protocol'
  const status = route.https_redirect_status_code
  if (REDIRECTS.includes(status)) {
    const host = requestHost(request.headers) ?? ''
    return { status, message, headers: ['Location', `https://${host}${request.uri}`], empty: true }
  }
  return { status: 426, message, headers: ['Connection', 'Upgrade', 'Upgrade', 'TLS/1.2, HTTP/1.1'] }
}

function grpcRequired(route: Route, request: GatewayRequest): ProtocolAnswer | undefined {
  const contentType = firstHeader(request.headers, 'content-type') ?? ''
  if (!contentType.startsWith('application/grpc')) {
    return { status: 415, message: 'Non-gRPC request matched gRPC route', headers: [] }
  }
  if (!request.httpVersion.startsWith('2')) {
    const headers = ['connection', 'Upgrade', 'upgrade', 'HTTP/2']
    return { status: 426, message: 'Please use HTTP2 protocol', headers }
  }
  if (route.protocols.includes('grpc') || request.scheme === 'https') return undefined
  const message = 'gRPC request matched gRPCs route'
  const headers = ['content-type', 'application/grpc', 'grpc-status', '1', 'grpc-message', message]
  return { status: 200, message, headers, empty: true }
}
