/** The access phase of a rehearsal, and what the Service does behind it as the plan says. */
import type { Access, GatewayRequest, Pass, UpstreamRequest } from '#gateway/access.ts'
import { errorResponse } from '#gateway/error-response.ts'
import type { Finished } from '#gateway/exchange-of.ts'
import type { UpstreamVisit } from '#gateway/explain-upstream.ts'
import { createGateway, kongVersionOf } from '#gateway/gateway.ts'
import { firstHeader } from '#gateway/header-list.ts'
import { answerAiCall } from './ai-plan.ts'
import { requestBytes, responseBytes } from './message-size.ts'
import { createPlannedIds } from './planned-ids.ts'
import type { PlannedAnswer, PlannedRequest } from './planned-request.ts'
import type { Rehearsed } from './run-rehearsal.ts'
import type { Timeline } from './timeline.ts'

const encoder = new TextEncoder()
const LISTEN_PORTS = { http: 8000, https: 8443 }

/** How a request ends, and after how many seconds. */
interface Ending {
  finished: Finished
  after: number
  upstream: UpstreamVisit | undefined
}

/** Sends requests into the gateway; the timeline has their ends. */
export function createPlannedAccess(
  rehearsed: Rehearsed,
  timeline: Timeline,
): (request: PlannedRequest) => void {
  const gateway = createGateway(rehearsed.state, rehearsed.gateway)
  const kongVersion = kongVersionOf(rehearsed.gateway)
  const { requestId } = createPlannedIds(rehearsed.seed)
  let count = 0

  function decide(request: GatewayRequest, body: string | undefined): Access {
    const access = gateway.access(request)
    if (access.kind !== 'read-body') return access
    const bytes = encoder.encode(body ?? '')
    const read = { bytes: bytes.subarray(0, access.maxBytes), complete: bytes.length <= access.maxBytes }
    const decided = gateway.access({ ...request, body: read })
    if (decided.kind === 'read-body') throw new Error('the gateway asked for a body that it had')
    return decided
  }

  return planned => {
    const request: GatewayRequest = {
      id: requestId(),
      method: planned.method,
      uri: planned.uri,
      headers: planned.headers,
      scheme: planned.scheme,
      httpVersion: '1.1',
      clientIp: planned.clientIp,
      listenPort: LISTEN_PORTS[planned.scheme],
      startedAt: rehearsed.start + Math.floor(planned.at * 1000),
    }
    const access = decide(request, planned.body)
    const { finished, after, upstream } = endingOf(access, planned, kongVersion)
    const { pass } = access
    const worker = count % rehearsed.workers
    count += 1
    timeline.end({ number: count, at: planned.at, worker, request, pass, finished, upstream }, after)
  }
}

function endingOf(access: Access, planned: PlannedRequest, kongVersion: string): Ending {
  const sent = planned.requestBytes ?? requestBytes(planned)
  if (access.kind === 'respond') {
    const finished = {
      status: access.response.status,
      responseBytes: responseBytes(access.response),
      requestBytes: sent,
    }
    return { finished, after: 0, upstream: undefined }
  }
  const { answer, method } = planned
  if (answer.failure !== undefined) return failedEnding(access, answer.failure, { sent, method, kongVersion })
  const { status, bytes, latency } = answer
  if (access.pass.ai !== undefined && answer.ai !== undefined) answerAiCall(access.pass.ai, status, answer.ai)
  return {
    finished: { status, responseBytes: bytes, requestBytes: sent, upstreamStatus: status },
    after: latency,
    upstream: visitOf(method, access.upstream, { status, failure: undefined }),
  }
}

const FAILURE_TEXTS = {
  refused: 'connection refused',
  reset: 'connection reset by peer',
  timeout: 'timeout',
}

/** Methods that nginx does not send twice (ngx_http_upstream_next). */
const NON_IDEMPOTENT = /^(?:POST|LOCK|PATCH)$/

/** How often the request is tried: with a refused connection nothing has arrived yet, so that every method is sent again. */
function triesOf(failure: NonNullable<PlannedAnswer['failure']>, method: string, retries: number): number {
  return failure !== 'refused' && NON_IDEMPOTENT.test(method) ? 1 : retries + 1
}

/** Kong's answer for a Service that gave none, however often nginx tried: each timeout takes its time. */
function failedEnding(
  { upstream, pass }: { upstream: UpstreamRequest; pass: Pass },
  failure: NonNullable<PlannedAnswer['failure']>,
  { sent, method, kongVersion }: { sent: number; method: string; kongVersion: string },
): Ending {
  const { retries, read_timeout } = upstream.service
  const tries = triesOf(failure, method, retries)
  const text = FAILURE_TEXTS[failure]
  const status = failure === 'timeout' ? 504 : 502
  const error = errorResponse({
    status,
    accept: firstHeader(pass.request.headers, 'accept'),
    requestId: pass.request.id,
    nginx: { contentType: firstHeader(pass.request.headers, 'content-type') },
  })
  const headers = [...error.headers, 'Server', `kong/${kongVersion}`, 'X-Kong-Request-Id', pass.request.id]
  return {
    finished: {
      status,
      responseBytes: responseBytes({ headers, body: error.body }),
      requestBytes: sent,
      upstreamStatus: status,
    },
    after: failure === 'timeout' ? (tries * read_timeout) / 1000 : 0,
    upstream: visitOf(method, upstream, {
      status: undefined,
      failure: text,
      failedTries: Array<string>(tries - 1).fill(text),
    }),
  }
}

function visitOf(
  method: string,
  upstream: UpstreamRequest,
  met: Pick<UpstreamVisit, 'status' | 'failure'> & Partial<Pick<UpstreamVisit, 'failedTries'>>,
): UpstreamVisit {
  return { sentTo: 'upstream', method, upstream, failedTries: [], ...met }
}
