/** Answers that the gateway makes itself. */
import type { GatewayResponse } from '#gateway/access.ts'
import { errorResponse } from '#gateway/error-response.ts'
import type { ForwardFailure } from './forward.ts'
import type { Visit } from './visit.ts'

/** Sends an answer of the access phase or the echo. */
export function answer({ response, startedAt }: Visit, { status, headers, body }: GatewayResponse): void {
  const latency = String(Math.round(performance.now() - startedAt))
  response.writeHead(status, [...headers, 'X-Kong-Response-Latency', latency])
  response.end(body)
}

/** The others are Kong's own. */
const raisedByNginx: readonly number[] = [400, 413, 502, 504]

/** Sends the error of a request that failed on its way to the upstream, in the shape of who raised it. */
export function answerFailure(
  visit: Visit,
  { status, message }: Pick<ForwardFailure, 'message'> & { status: number },
): void {
  const { request, pass, running } = visit
  const nginx = raisedByNginx.includes(status)
  const error = errorResponse({
    status,
    message,
    accept: request.headers.accept,
    requestId: pass.request.id,
    ...(nginx && { nginx: { contentType: request.headers['content-type'] } }),
  })
  const headers = [
    ...error.headers,
    'Server',
    `kong/${running.kongVersion}`,
    'X-Kong-Request-Id',
    pass.request.id,
  ]
  answer(visit, { status, headers, body: error.body })
}

/** Answers without reading the body: a client that waits for `100 Continue` may send it or not, so the connection ends. */
export function answerUnread({ request, response }: Visit, send: () => void): void {
  if (request.headers.expect !== undefined) response.shouldKeepAlive = false
  send()
}
