import type { IncomingMessage } from 'node:http'
import type { GatewayRequest } from '#gateway/access.ts'
import { withoutHeaders } from '#gateway/header-list.ts'
import { connectionOf } from './client-connection.ts'

/** A request of node:http as the gateway decides about it. */
export function gatewayRequest(request: IncomingMessage, id: string): GatewayRequest {
  const { ip, port, listenPort } = connectionOf(request.socket)
  const { method = 'GET', url = '/', rawHeaders, httpVersion } = request
  const asked: GatewayRequest = {
    id,
    method,
    uri: url,
    headers: rawHeaders,
    scheme: 'http',
    httpVersion,
    clientIp: ip,
    listenPort,
    startedAt: Date.now(),
  }
  if (port !== undefined) asked.clientPort = port
  if (!url.startsWith('/')) readAbsoluteTarget(asked)
  return asked
}

/** A target in absolute form is its path, and its host counts in place of the Host header (RFC 9112, 3.2.2). */
function readAbsoluteTarget(asked: GatewayRequest): void {
  const [, host, path] = /^https?:\/\/([^/?#]+)(.*)$/i.exec(asked.uri) ?? []
  if (host === undefined || path === undefined) return
  asked.uri = path.startsWith('/') ? path : `/${path}`
  asked.headers = [...withoutHeaders(asked.headers, hostHeader), 'Host', host]
}

const hostHeader: ReadonlySet<string> = new Set(['host'])
