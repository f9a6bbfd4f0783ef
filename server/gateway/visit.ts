/** One request in the listener: what it was sent, what was answered, and the log phase at its end. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Pass } from '#gateway/access.ts'
import type { UpstreamVisit } from '#gateway/explain-upstream.ts'
import type { Ending, RunningGateway } from '#live/running-gateway.ts'
import { type ClientConnection, connectionOf } from './client-connection.ts'
import { requestSize } from './request-size.ts'

/** nginx's status of a client that left before it was answered. */
const CLIENT_CLOSED_REQUEST = 499

export interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly running: RunningGateway
  readonly pass: Pass
  /** Milliseconds, of performance.now(). */
  readonly startedAt: number
  /** All bytes of a request that could not be read; undefined for all others. */
  readonly receivedBytes: number | undefined
  /** Body bytes that were read, for a body without Content-Length. */
  bodyBytes: number
  upstreamStatus: number | undefined
  /** What the proxy met, for the trace. */
  upstream: UpstreamVisit | undefined
  /** Gives up what is under way for the client that left. */
  cancel: (() => void) | undefined
}

/** Begins a visit: the log phase runs when the response is finished or its connection is gone. */
export function beginVisit(visit: Visit): Visit {
  const { response } = visit
  const { socket } = visit.request
  const connection = connectionOf(socket)
  connection.visit = visit
  let responseBytes: number | undefined
  // Before Node's own listener, which gives the connection to the next pipelined answer.
  response.prependListener('finish', () => {
    responseBytes = accountFor(connection, socket.bytesWritten)
  })
  response.on('close', () => {
    if (!response.writableFinished) visit.cancel?.()
    if (connection.visit === visit) connection.visit = undefined
    endVisit(visit, responseBytes ?? accountFor(connection, socket.bytesWritten))
  })
  return visit
}

/** Bytes written to the connection since the last answer, as nginx's `$bytes_sent`. */
function accountFor(connection: ClientConnection, written: number): number {
  const bytes = written - connection.accounted
  connection.accounted = written
  return bytes
}

function endVisit(visit: Visit, responseBytes: number): void {
  const { request, response, running, pass, upstreamStatus } = visit
  const ending: Ending = {
    status: hasAnswer(response) ? response.statusCode : CLIENT_CLOSED_REQUEST,
    responseBytes,
    requestBytes: visit.receivedBytes ?? requestSize(request, bodySize(visit)),
    upstream: visit.upstream,
  }
  if (upstreamStatus !== undefined) ending.upstreamStatus = upstreamStatus
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
