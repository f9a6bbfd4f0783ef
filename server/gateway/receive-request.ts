/** A request on its way in: refused, decided by the access phase, and proxied or answered. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Access, AskForBody, GatewayRequest } from '#gateway/access.ts'
import type { Refusal } from '#gateway/refusal.ts'
import type { RunningGateway } from '#live/running-gateway.ts'
import { answer, answerUnread } from './answer.ts'
import { connectionOf } from './client-connection.ts'
import { gatewayRequest } from './gateway-request.ts'
import { proxy, type UpgradeAsked } from './proxy.ts'
import { readBodyStart } from './read-body-start.ts'
import { type ParseError, refusalOf, refusalOfParseError } from './refused-request.ts'
import { createRequestIds } from './request-id.ts'
import type { Unreadable } from './unreadable-request.ts'
import type { UpstreamPools } from './upstream-pools.ts'
import { beginVisit } from './visit.ts'

export interface ReceiverOptions {
  /** The configuration for the next request. */
  running(): RunningGateway
  pools: UpstreamPools
  /** Told of a bug that a request met; its client gets a 500. */
  report(error: unknown): void
}

export interface Receiver {
  receive(request: IncomingMessage, response: ServerResponse, upgrade?: UpgradeAsked): void
  /** What Node's parser could not read. */
  refuseUnreadable(error: ParseError, unreadable: Unreadable): void
}

/** What nginx says when a plugin waits for a body that will not come. */
const leftEarly: Refusal = {
  status: 400,
  message: 'Bad request',
  reason: 'client prematurely closed connection',
}

/** A request that came in, and the configuration that it began with. */
interface Arrival {
  request: IncomingMessage
  response: ServerResponse
  upgrade: UpgradeAsked | undefined
  running: RunningGateway
  /** Milliseconds, of performance.now(). */
  startedAt: number
  /** All bytes of a request that could not be read. */
  receivedBytes: number | undefined
}

export function createReceiver(options: ReceiverOptions): Receiver {
  const newRequestId = createRequestIds()

  function guarded(response: ServerResponse, act: () => void): void {
    try {
      act()
    } catch (error) {
      options.report(error)
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end()
    }
  }

  function decide(arrival: Arrival, refusal: Refusal | undefined): void {
    const { request, response, running } = arrival
    const asked = gatewayRequest(request, newRequestId())
    if (refusal !== undefined) {
      // nginx keeps a connection only behind a request that it could read to its end.
      if (refusal.status !== 405) response.shouldKeepAlive = false
      proceed(arrival, running.gateway.refuse(asked, refusal), options.pools)
      return
    }
    const access = running.gateway.access(asked)
    if (access.kind === 'read-body') decideByBody(arrival, asked, access)
    else proceed(arrival, access, options.pools)
  }

  function decideByBody(arrival: Arrival, asked: GatewayRequest, { maxBytes }: AskForBody): void {
    const { request, response, running } = arrival
    const connection = connectionOf(request.socket)
    const onLeave = () => {
      if (connection.endWait !== onLeave) return
      connection.endWait = undefined
      response.shouldKeepAlive = false
      guarded(response, () => proceed(arrival, running.gateway.refuse(asked, leftEarly), options.pools))
    }
    connection.endWait = onLeave
    // Node drops what is left of a body only where nothing of it was read, and it stands before the next request.
    response.once('finish', () => request.resume())
    readBodyStart({ request, response, maxBytes, onLeave }, (body, putBack) => {
      if (connection.endWait !== onLeave) return
      connection.endWait = undefined
      guarded(response, () => {
        const access = running.gateway.access({ ...asked, body })
        if (access.kind === 'read-body') throw new Error('a body that was read is asked for again')
        if (access.kind === 'forward') putBack(access.upstream.body ?? body.bytes)
        proceed(arrival, access, options.pools)
      })
    })
  }

  function begin(
    request: IncomingMessage,
    response: ServerResponse,
    rest: Pick<Arrival, 'upgrade' | 'receivedBytes'> & { refusal: Refusal | undefined },
  ): void {
    const { upgrade, receivedBytes, refusal } = rest
    const startedAt = performance.now()
    guarded(response, () =>
      decide({ request, response, upgrade, running: options.running(), startedAt, receivedBytes }, refusal),
    )
  }

  return {
    receive: (request, response, upgrade) =>
      begin(request, response, { upgrade, receivedBytes: undefined, refusal: refusalOf(request) }),
    refuseUnreadable: (error, { request, response, receivedBytes }) =>
      begin(request, response, { upgrade: undefined, receivedBytes, refusal: refusalOfParseError(error) }),
  }
}

function proceed(arrival: Arrival, access: Access, pools: UpstreamPools): void {
  const { request, response, upgrade, running, startedAt, receivedBytes } = arrival
  const visit = beginVisit({
    request,
    response,
    running,
    pass: access.pass,
    startedAt,
    receivedBytes,
    bodyBytes: 0,
    upstreamStatus: undefined,
    upstream: undefined,
    cancel: undefined,
  })
  if (access.kind === 'respond') answerUnread(visit, () => answer(visit, access.response))
  else proxy(visit, { upstream: access.upstream, upgrade, pools })
}
