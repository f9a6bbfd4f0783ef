/** The simulated AI provider in the place of a Service's upstream. */
import { Readable } from 'node:stream'
import type { UpstreamRequest } from '#gateway/access.ts'
import { proxiedResponseHeaders } from '#gateway/proxied-response-headers.ts'
import { simulatedCall } from '#live/simulated-call.ts'
import { type SimulatedCall, simulatedAnswer } from '#live/simulated-provider.ts'
import type { SimulatedAi } from '#workspaces/simulated-ai.ts'
import { collectBody } from './collect-body.ts'
import type { Visit } from './visit.ts'

export function answerByAi(visit: Visit, upstream: UpstreamRequest, settings: SimulatedAi): void {
  collectBody(visit, body => {
    const call = simulatedCall(visit.pass, upstream.path, body)
    const timer = setTimeout(() => send(visit, settings, call), settings.latency_ms)
    visit.cancel = () => clearTimeout(timer)
  })
}

function send(visit: Visit, settings: SimulatedAi, call: SimulatedCall): void {
  const { response, pass } = visit
  const { status, contentType, pieces } = simulatedAnswer(settings, call)
  if (visit.upstream !== undefined) visit.upstream.status = status
  if (settings.cached) markCached(visit)
  else visit.upstreamStatus = status
  pass.ai?.answer.begin(status, contentType)
  response.writeHead(status, headersOf(visit, settings, contentType))
  const body = Readable.from(bytesOf(pieces, chunk => pass.ai?.answer.read(chunk)))
  visit.cancel = () => body.destroy()
  body.pipe(response)
}

/** Kong's cache answers: no model is called, so there is no upstream's status. */
function markCached({ pass }: Visit): void {
  if (pass.ai !== undefined) pass.ai.cacheStatus = 'Hit'
}

function headersOf(visit: Visit, { status, cached, latency_ms }: SimulatedAi, contentType: string): string[] {
  return proxiedResponseHeaders({
    status,
    headers: ['Content-Type', contentType, ...(cached ? ['X-Cache-Status', 'Hit'] : [])],
    pass: visit.pass,
    kongVersion: visit.running.kongVersion,
    upstreamLatency: latency_ms,
    proxyLatency: performance.now() - visit.startedAt - latency_ms,
  })
}

function* bytesOf(pieces: Iterable<string>, onChunk: (chunk: Uint8Array) => void): Generator<Buffer> {
  for (const piece of pieces) {
    const chunk = Buffer.from(piece)
    onChunk(chunk)
    yield chunk
  }
}
