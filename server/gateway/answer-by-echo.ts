/** The built-in echo in the place of a Service's upstream: to the log phase it is one. */
import type { UpstreamRequest } from '#gateway/access.ts'
import { echo } from '#gateway/echo.ts'
import { proxiedResponseHeaders } from '#gateway/proxied-response-headers.ts'
import { collectBody } from './collect-body.ts'
import type { Visit } from './visit.ts'

export function answerByEcho(visit: Visit, upstream: UpstreamRequest): void {
  collectBody(visit, body => send(visit, upstream, body))
}

function send(visit: Visit, { path, headers, protocol }: UpstreamRequest, body: Uint8Array): void {
  const { request, response, pass, running, startedAt } = visit
  const answer = echo({ method: request.method ?? 'GET', path, headers, protocol }, body)
  visit.upstreamStatus = answer.status
  if (visit.upstream !== undefined) visit.upstream.status = answer.status
  const proxied = proxiedResponseHeaders({
    status: answer.status,
    headers: answer.headers,
    pass,
    kongVersion: running.kongVersion,
    upstreamLatency: 0,
    proxyLatency: performance.now() - startedAt,
  })
  response.writeHead(answer.status, proxied)
  response.end(answer.body)
}
