/** The built-in echo in the place of a Service's upstream: to the log phase it is one. */
import type { UpstreamRequest } from '#gateway/access.ts'
import { echo } from '#gateway/echo.ts'
import { proxiedResponseHeaders } from '#gateway/proxied-response-headers.ts'
import { answerFailure } from './answer.ts'
import { hasBody } from './request-body.ts'
import type { Visit } from './visit.ts'

/** The echo answers from memory, so a body has a limit. */
const ECHO_BODY_BYTES = 16_000_000

export function answerByEcho(visit: Visit, upstream: UpstreamRequest): void {
  const { request, response } = visit
  if (!hasBody(request)) {
    send(visit, upstream, new Uint8Array())
    return
  }
  if (request.headers.expect !== undefined) response.writeContinue()
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => {
    visit.bodyBytes += chunk.length
    if (visit.bodyBytes <= ECHO_BODY_BYTES) chunks.push(chunk)
  })
  request.once('end', () => {
    if (visit.bodyBytes <= ECHO_BODY_BYTES) send(visit, upstream, Buffer.concat(chunks))
    else refuseBody(visit)
  })
}

function refuseBody(visit: Visit): void {
  if (visit.upstream !== undefined)
    visit.upstream.failure = `the body is longer than ${ECHO_BODY_BYTES} bytes`
  answerFailure(visit, { status: 413, message: 'Payload too large' })
}

function send(visit: Visit, { path, headers, protocol }: UpstreamRequest, body: Uint8Array): void {
  const { request, response, pass, running, startedAt } = visit
  const answer = echo({ method: request.method ?? 'GET', path, headers, protocol }, body)
  visit.upstreamStatus = answer.status
  if (visit.upstream !== undefined) visit.upstream.status = answer.status
  const proxied = proxiedResponseHeaders({
    headers: answer.headers,
    pass,
    kongVersion: running.kongVersion,
    upstreamLatency: 0,
    proxyLatency: performance.now() - startedAt,
  })
  response.writeHead(answer.status, proxied)
  response.end(answer.body)
}
