/** A request through the running gateway without a socket: for a page that is its own gateway. */
import type { Access, GatewayRequest, GatewayResponse, Pass, UpstreamRequest } from '#gateway/access.ts'
import { echo } from '#gateway/echo.ts'
import type { UpstreamVisit } from '#gateway/explain-upstream.ts'
import { proxiedResponseHeaders } from '#gateway/proxied-response-headers.ts'
import type { HeaderList } from '#metering/exchange.ts'
import { requestBytes, responseBytes } from '#rehearsal/message-size.ts'
import type { SimulatedAi } from '#workspaces/simulated-ai.ts'
import type { RunningGateway } from './running-gateway.ts'
import { simulatedCall } from './simulated-call.ts'
import { simulatedAnswer } from './simulated-provider.ts'

/** What stands in the place of an upstream answered; without `upstreamStatus` a cache did. */
interface StandInAnswer {
  status: number
  headers: HeaderList
  body: string
  sentTo: UpstreamVisit['sentTo']
  upstreamStatus?: number
}

/**
 * Passes a request through access, what stands in the place of its upstream, and log phase. The echo answers for a
 * Service whose upstream is anything but the simulated AI provider: nothing leaves the page.
 */
export async function passRequest(
  running: RunningGateway,
  request: GatewayRequest,
  body: Uint8Array,
): Promise<GatewayResponse> {
  const startedAt = performance.now()
  const access = decide(running, request, body)
  const { pass } = access
  const sentBytes = requestBytes({ ...request, bodyBytes: body.length })
  if (access.kind === 'respond') {
    const { response } = access
    const finished = {
      status: response.status,
      responseBytes: responseBytes(response),
      requestBytes: sentBytes,
    }
    running.log(pass, { ...finished, upstream: undefined }, performance.now() - startedAt)
    return response
  }
  const sentAt = performance.now()
  const { upstream } = access
  const { sentTo, upstreamStatus, ...answer } = await standIn(running, access, body)
  const headers = proxiedResponseHeaders({
    ...answer,
    pass,
    kongVersion: running.kongVersion,
    upstreamLatency: performance.now() - sentAt,
    proxyLatency: sentAt - startedAt,
  })
  const response = { ...answer, headers }
  const { method } = request
  running.log(
    pass,
    {
      status: answer.status,
      responseBytes: responseBytes(response),
      requestBytes: sentBytes,
      ...(upstreamStatus !== undefined && { upstreamStatus }),
      upstream: { sentTo, method, upstream, failedTries: [], status: answer.status, failure: undefined },
    },
    performance.now() - startedAt,
  )
  return response
}

function decide({ gateway }: RunningGateway, request: GatewayRequest, body: Uint8Array): Access {
  const access = gateway.access(request)
  if (access.kind !== 'read-body') return access
  const read = { bytes: body.subarray(0, access.maxBytes), complete: body.length <= access.maxBytes }
  const decided = gateway.access({ ...request, body: read })
  if (decided.kind === 'read-body') throw new Error('the gateway asked for a body that it had')
  return decided
}

interface Forwarded {
  upstream: UpstreamRequest
  pass: Pass
}

function standIn(
  running: RunningGateway,
  { upstream, pass }: Forwarded,
  body: Uint8Array,
): Promise<StandInAnswer> | StandInAnswer {
  const sent = upstream.body ?? body
  const choice = running.upstreamOf(upstream.service)
  if (typeof choice === 'object') return askSimulatedAi(choice, { upstream, pass }, sent)
  const { path, headers, protocol } = upstream
  const answer = echo({ method: pass.request.method, path, headers, protocol }, sent)
  return { ...answer, sentTo: 'echo', upstreamStatus: answer.status }
}

async function askSimulatedAi(
  settings: SimulatedAi,
  { upstream, pass }: Forwarded,
  body: Uint8Array,
): Promise<StandInAnswer> {
  await new Promise(resolve => setTimeout(resolve, settings.latency_ms))
  const { status, contentType, pieces } = simulatedAnswer(settings, simulatedCall(pass, upstream.path, body))
  const { ai } = pass
  if (settings.cached && ai !== undefined) ai.cacheStatus = 'Hit'
  ai?.answer.begin(status, contentType)
  const texts = [...pieces]
  for (const text of texts) ai?.answer.read(new TextEncoder().encode(text))
  const cacheHeaders = settings.cached ? ['X-Cache-Status', 'Hit'] : []
  return {
    status,
    headers: ['Content-Type', contentType, ...cacheHeaders],
    body: texts.join(''),
    sentTo: settings.cached ? 'cache' : 'ai',
    ...(!settings.cached && { upstreamStatus: status }),
  }
}
