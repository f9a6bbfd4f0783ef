/** The simulated AI provider in the place of a Service's upstream. */
import { Readable } from 'node:stream'
import { z } from 'zod'
import type { UpstreamRequest } from '#gateway/access.ts'
import { proxiedResponseHeaders } from '#gateway/proxied-response-headers.ts'
import { type SimulatedCall, simulatedAnswer } from '#live/simulated-provider.ts'
import type { SimulatedAi } from '#workspaces/simulated-ai.ts'
import { collectBody } from './collect-body.ts'
import type { Visit } from './visit.ts'

export function answerByAi(visit: Visit, upstream: UpstreamRequest, settings: SimulatedAi): void {
  collectBody(visit, body => {
    const call = callOf(visit, upstream, body)
    const timer = setTimeout(() => send(visit, settings, call), settings.latency_ms)
    visit.cancel = () => clearTimeout(timer)
  })
}

const prompt = z
  .looseObject({
    model: z.string().catch('simulated'),
    stream: z.boolean().catch(false),
    stream_options: z
      .looseObject({ include_usage: z.boolean().catch(false) })
      .optional()
      .catch(undefined),
  })
  .catch({ model: 'simulated', stream: false })

/** What was asked: as an AI plugin understood it, or without one as the request says. */
function callOf({ pass }: Visit, { path }: UpstreamRequest, body: Uint8Array): SimulatedCall {
  const { model, stream, stream_options } = prompt.parse(jsonOf(body))
  return {
    shape: shapeOf(pass.ai?.plugin.llmFormat, pass.ai?.target.routeType, path),
    model: pass.ai?.model ?? model,
    streaming: pass.ai?.streaming ?? stream,
    includeUsage: stream_options?.include_usage ?? false,
    id: pass.request.id,
    created: Math.floor(pass.request.startedAt / 1000),
  }
}

/** Kong answers in the format of the plugin; without one, or with `preserve`, the path tells. */
function shapeOf(
  format: string | undefined,
  routeType: string | undefined,
  path: string,
): SimulatedCall['shape'] {
  if (format === 'anthropic') return 'messages'
  if (routeType === 'llm/v1/completions') return 'completion'
  if (routeType !== undefined && routeType !== 'preserve') return 'chat'
  const [plain = ''] = path.split('?', 1)
  if (plain.endsWith('/messages')) return 'messages'
  return plain.endsWith('/completions') && !plain.endsWith('/chat/completions') ? 'completion' : 'chat'
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
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
