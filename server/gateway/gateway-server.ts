/** The gateway's proxy: access phase, then an answer of its own, the echo or the upstream, then the log phase. */
import http, { type IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Access, AskForBody, GatewayRequest } from '#gateway/access.ts'
import { withoutHeaders } from '#gateway/header-list.ts'
import { answer, answerUnread } from './answer.ts'
import { asksForWebSocket } from './forward-upgrade.ts'
import { proxy, type UpgradeAsked } from './proxy.ts'
import { readBodyStart } from './read-body-start.ts'
import { createRequestIds } from './request-id.ts'
import type { RunningGateway } from './running-gateway.ts'
import type { UpstreamPools } from './upstream-pools.ts'
import { beginVisit } from './visit.ts'

/** nginx's keepalive_timeout, as Kong sets it: no proxy of a keen client should meet a shorter one. */
const KEEPALIVE_MILLISECONDS = 75_000
/** nginx takes 8 kB per line and 32 kB in all (large_client_header_buffers). */
const MAX_HEADER_BYTES = 32_768

export interface GatewayServerOptions {
  /** The configuration for the next request. */
  running(): RunningGateway
  pools: UpstreamPools
  /** Told of a bug that a request met; its client gets a 500. */
  report(error: unknown): void
}

export function createGatewayServer(options: GatewayServerOptions): http.Server {
  const newRequestId = createRequestIds()
  const server = http.createServer({
    keepAliveTimeout: KEEPALIVE_MILLISECONDS,
    maxHeaderSize: MAX_HEADER_BYTES,
    // An upload may take as long as it keeps moving; the upstream's timeouts watch it.
    requestTimeout: 0,
    shouldUpgradeCallback: asksForWebSocket,
  })

  function handle(request: IncomingMessage, response: ServerResponse, upgrade?: UpgradeAsked): void {
    guarded(response, () => {
      const running = options.running()
      const arrival = { request, response, upgrade, running, startedAt: performance.now() }
      const asked = gatewayRequest(request, newRequestId())
      const access = running.gateway.access(asked)
      if (access.kind === 'read-body') decideByBody(arrival, asked, access)
      else proceed(arrival, access)
    })
  }

  function guarded(response: ServerResponse, act: () => void): void {
    try {
      act()
    } catch (error) {
      options.report(error)
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end()
    }
  }

  function decideByBody(arrival: Arrival, asked: GatewayRequest, { maxBytes }: AskForBody): void {
    const { request, response, running } = arrival
    readBodyStart({ request, response, maxBytes }, (body, putBack) =>
      guarded(response, () => {
        const access = running.gateway.access({ ...asked, body })
        if (access.kind === 'read-body') throw new Error('a body that was read is asked for again')
        if (access.kind === 'forward') putBack(access.upstream.body ?? body.bytes)
        proceed(arrival, access)
      }),
    )
  }

  function proceed(arrival: Arrival, access: Access): void {
    const { request, response, upgrade, running, startedAt } = arrival
    const visit = beginVisit({
      request,
      response,
      running,
      pass: access.pass,
      startedAt,
      bodyBytes: 0,
      upstreamStatus: undefined,
      upstream: undefined,
      cancel: undefined,
    })
    if (access.kind === 'respond') answerUnread(visit, () => answer(visit, access.response))
    else proxy(visit, { upstream: access.upstream, upgrade, pools: options.pools })
  }

  server.on('request', handle)
  // Without a listener Node says `100 Continue` before anybody has decided to read the body.
  server.on('checkContinue', handle)
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(socket)
    response.once('finish', () => socket.end())
    socket.on('error', () => socket.destroy())
    handle(request, response, { socket, head })
  })
  server.on('clientError', refuseMalformed)
  return server
}

/** A request that came in, and the configuration that it began with. */
interface Arrival {
  request: IncomingMessage
  response: ServerResponse
  upgrade: UpgradeAsked | undefined
  running: RunningGateway
  /** Milliseconds, of performance.now(). */
  startedAt: number
}

function gatewayRequest(request: IncomingMessage, id: string): GatewayRequest {
  const { socket } = request
  return {
    id,
    method: request.method ?? 'GET',
    ...target(request),
    scheme: 'http',
    httpVersion: request.httpVersion,
    clientIp: clientIp(socket.remoteAddress),
    ...(socket.remotePort !== undefined && { clientPort: socket.remotePort }),
    listenPort: socket.localPort ?? 0,
    startedAt: Date.now(),
  }
}

/** A target in absolute form is its path, and its host counts in place of the Host header (RFC 9112, 3.2.2). */
function target({ url = '/', rawHeaders }: IncomingMessage): Pick<GatewayRequest, 'uri' | 'headers'> {
  const [, host, path] = /^https?:\/\/([^/?#]+)(.*)$/i.exec(url.startsWith('/') ? '' : url) ?? []
  if (host === undefined || path === undefined) return { uri: url, headers: rawHeaders }
  const headers = withoutHeaders(rawHeaders, hostHeader)
  return { uri: path.startsWith('/') ? path : `/${path}`, headers: [...headers, 'Host', host] }
}

const hostHeader: ReadonlySet<string> = new Set(['host'])

/** An IPv4 client of a dual-stack socket is shown as what it is. */
function clientIp(address = ''): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address
}

/** What cannot be read as HTTP has no request to log; nginx answers it the same way. */
function refuseMalformed(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const message = error.code === 'HPE_HEADER_OVERFLOW' ? 'Request header or cookie too large' : 'Bad request'
  const body = `${message}\n`
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  )
}
