/** Passes a WebSocket upgrade through: after the upstream's 101, the two sockets are one pipe. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { Duplex } from 'node:stream'
import type { Service } from '#entities/gateway-state.ts'
import { upstreamOrigin } from '#live/upstream-origin.ts'
import type { HeaderList } from '#metering/exchange.ts'
import { type ForwardFailure, type ForwardJob, failureOf } from './forward.ts'
import type { Tunnels } from './tunnels.ts'
import type { UpstreamGuard } from './upstream-guard.ts'
import { verifiesTls } from './upstream-pools.ts'

export interface UpgradeJob {
  request: IncomingMessage
  /** Writes to the client's socket, for every answer but 101. */
  response: ServerResponse
  socket: Duplex
  /** What the client sent right after its request. */
  head: Buffer
  service: Service
  guard: UpstreamGuard
  /** Where it is as long as it is open. */
  tunnels: Tunnels
  path: string
  /** Name, value, name, value; with those that ask for the upgrade. */
  headers: HeaderList
  /** The upstream's status and headers; returns those for the client. */
  onAnswer(status: number, headers: string[]): string[]
  onFailure(failure: ForwardFailure): void
  onBreak: ForwardJob['onBreak']
}

/** Whether the request asks for a WebSocket, the only protocol that Kong's http proxy upgrades to. */
export function asksForWebSocket(request: { headers: IncomingMessage['headers'] }): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket'
}

export function forwardUpgrade(job: UpgradeJob): void {
  const { service, socket, response, guard } = job
  const refusal = guard.refusal(service.host)
  if (refusal !== undefined) {
    job.onFailure(failureOf(refusal))
    return
  }
  const client = upstreamOrigin(service).startsWith('https') ? https : http
  const upstream = client.request(upstreamOrigin(service) + job.path, {
    method: 'GET',
    headers: job.headers,
    rejectUnauthorized: verifiesTls(service),
    agent: false,
    lookup: guard.lookup,
  })
  const onTimeout = () => upstream.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }))
  upstream.setTimeout(service.read_timeout, onTimeout)
  let tunnel: Duplex | undefined
  const forget = job.tunnels.add({
    host: service.host,
    address: () => upstream.socket?.remoteAddress,
    end: reason => (tunnel ?? upstream).destroy(reason),
  })

  upstream.once('upgrade', (answer: IncomingMessage, other: Duplex, rest: Buffer) => {
    const headers = job.onAnswer(101, [...answer.rawHeaders])
    response.statusCode = 101
    // These two end at each hop, so the gateway says them itself.
    headers.push('Connection', 'upgrade', 'Upgrade', answer.headers.upgrade ?? 'websocket')
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headerLines(headers)}\r\n`, 'latin1')
    if (rest.length > 0) socket.write(rest)
    if (job.head.length > 0) other.write(job.head)
    tunnel = other
    join(socket, other)
    // Its host may have been forbidden while it connected, when its address was not known.
    job.tunnels.endForbidden()
  })
  upstream.once('response', (answer: IncomingMessage) => {
    // The upstream refuses: its answer is the client's, and the connection ends with it.
    response.shouldKeepAlive = false
    response.writeHead(
      answer.statusCode ?? 502,
      job.onAnswer(answer.statusCode ?? 502, [...answer.rawHeaders]),
    )
    answer.pipe(response)
  })
  upstream.once('error', error => {
    if (response.headersSent) {
      job.onBreak(failureOf(error).reason)
      response.destroy()
    } else job.onFailure(failureOf(error))
  })
  socket.once('close', () => {
    forget()
    upstream.destroy()
  })
  upstream.end()
}

/** Bytes go both ways until either side closes; half-open sockets are closed for good. */
function join(client: Duplex, upstream: Duplex): void {
  const end = () => {
    client.destroy()
    upstream.destroy()
  }
  client.pipe(upstream)
  upstream.pipe(client)
  client.once('error', end).once('close', end)
  upstream.once('error', end).once('close', end)
}

function headerLines(headers: readonly string[]): string {
  let lines = ''
  for (let index = 0; index < headers.length; index += 2)
    lines += `${headers[index]}: ${headers[index + 1]}\r\n`
  return lines
}
