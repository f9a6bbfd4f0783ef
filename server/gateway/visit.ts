/** One request in the listener: what it was sent, what was answered, and the log phase at its end. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Pass } from '#gateway/access.ts'
import type { UpstreamVisit } from '#gateway/explain-upstream.ts'
import { requestSize } from './request-size.ts'
import type { RunningGateway } from './running-gateway.ts'

/** nginx's status of a client that left before it was answered. */
const CLIENT_CLOSED_REQUEST = 499

export interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly running: RunningGateway
  readonly pass: Pass
  /** Milliseconds, of performance.now(). */
  readonly startedAt: number
  /** Body bytes that were read, for a body without Content-Length. */
  bodyBytes: number
  upstreamStatus: number | undefined
  /** What the proxy met, for the trace. */
  upstream: UpstreamVisit | undefined
  /** Gives up what is under way for the client that left. */
  cancel: (() => void) | undefined
}

/** Bytes of each connection that earlier answers account for. */
const accounted = new WeakMap<Socket, number>()

/** Begins a visit: the log phase runs when the response is finished or its connection is gone. */
export function beginVisit(visit: Visit): Visit {
  const { response } = visit
  const socket = visit.request.socket
  let responseBytes: number | undefined
  // Before Node's own listener, which gives the connection to the next pipelined answer.
  response.prependListener('finish', () => {
    responseBytes = accountFor(socket)
  })
  response.once('close', () => {
    if (!response.writableFinished) visit.cancel?.()
    endVisit(visit, responseBytes ?? accountFor(socket))
  })
  return visit
}

/** Bytes written to the connection since the last answer, as nginx's `$bytes_sent`. */
function accountFor(socket: Socket): number {
  const written = socket.bytesWritten
  const bytes = written - (accounted.get(socket) ?? 0)
  accounted.set(socket, written)
  return bytes
}

function endVisit(visit: Visit, responseBytes: number): void {
  const { request, response, running, pass, upstreamStatus } = visit
  const ending = {
    status: hasAnswer(response) ? response.statusCode : CLIENT_CLOSED_REQUEST,
    responseBytes,
    requestBytes: requestSize(request, bodySize(visit)),
    upstream: visit.upstream,
    ...(upstreamStatus !== undefined && { upstreamStatus }),
  }
  running.log(pass, ending, performance.now() - visit.startedAt)
}

/** The head of a 101 is written past the response. */
function hasAnswer({ headersSent, statusCode }: ServerResponse): boolean {
  return headersSent || statusCode === 101
}

function bodySize({ request, bodyBytes }: Visit): number {
  const length = request.headers['content-length']
  return length !== undefined && request.complete ? Number(length) : bodyBytes
}
