/**
 * Forwards one request to its upstream and streams the answer back. Nothing is buffered: each side waits for the
 * other. Connections are undici's clients, driven by its dispatch interface; those for GETs without a body are the
 * gateway's own with the same interface (server/connection).
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'
import type { Service } from '#entities/gateway-state.ts'
import type { HeaderList } from '#metering/exchange.ts'
import type { UpstreamConnection } from '../connection/upstream-connection.ts'
import { hasBody, openRequestBody, type RequestBody } from './request-body.ts'
import type { UpstreamPool } from './upstream-pools.ts'

export interface ForwardJob {
  request: IncomingMessage
  response: ServerResponse
  pool: UpstreamPool
  /** Timeouts in milliseconds and the number of retries are the Service's. */
  service: Service
  method: string
  /** Path and query as the upstream gets them. */
  path: string
  /** Name, value, name, value; without hop-by-hop headers. */
  headers: HeaderList
  /** The upstream's status and headers; returns the headers for the client. Called once, before the body. */
  onAnswer(status: number, headers: string[]): string[]
  /** Bytes of the client's body that went to the upstream. */
  onBodyBytes(bytes: number): void
  /** The answer's bytes as they pass, where somebody has to look at them. */
  onAnswerBytes: ((chunk: Uint8Array) => void) | undefined
  /** A try failed and another one follows. */
  onRetry(reason: string): void
  /** The upstream's answer broke off; the client's connection is closed. */
  onBreak(reason: string): void
  /** There is no answer, and nothing was written to the client. Called at most once, and not after `cancel`. */
  onFailure(failure: ForwardFailure): void
}

/** A status that the gateway answers itself, with Kong's message (kong/error_handlers.lua). */
export interface ForwardFailure {
  status: 400 | 502 | 503 | 504
  message: string
  /** For the trace; not sent to the client. */
  reason: string
}

/** Methods that nginx does not send twice (ngx_http_upstream_next). */
const nonIdempotentMethods: ReadonlySet<string> = new Set(['POST', 'LOCK', 'PATCH'])

/** One request on its way. undici calls it back; a further try goes on with the same one. */
interface Forwarding {
  readonly job: ForwardJob
  readonly handler: Dispatcher.DispatchHandler
  /** The connection of this try. */
  client: UpstreamConnection | undefined
  controller: Dispatcher.DispatchController | undefined
  body: RequestBody | undefined
  tries: number
  cancelled: boolean
  /** The answer's Content-Length; -1 when it has none. */
  expected: number
  /** Whether the answer's head has left, or is about to. */
  wrote: boolean
}

/** Starts; the returned function gives up because the client went away. */
export function forward(job: ForwardJob): () => void {
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(controller) {
      forwarding.controller = controller
      if (forwarding.cancelled) controller.abort(new Error('the client went away'))
    },
    onBodySent: chunk => job.onBodyBytes(chunk.length),
    // biome-ignore lint/complexity/useMaxParams: undici's interface.
    onResponseStart(controller, status, headers, statusMessage) {
      // 100, 102 and 103 are between the upstream and us.
      if (status < 200) return
      forwarding.expected = Number(headers['content-length'] ?? -1)
      answerHead(forwarding, { status, statusMessage, headers: decodeHeaders(controller.rawHeaders) })
    },
    onResponseData: (controller, chunk) => answerData(forwarding, controller, chunk),
    onResponseEnd() {
      forwarding.wrote = true
      giveBack(forwarding)
      if (!job.response.writableEnded) job.response.end()
    },
    onResponseError: (_controller, error) => failed(forwarding, error),
  }
  const forwarding: Forwarding = {
    job,
    handler,
    client: undefined,
    controller: undefined,
    body: undefined,
    tries: 0,
    cancelled: false,
    expected: -1,
    wrote: false,
  }
  tryOnce(forwarding)
  return () => {
    forwarding.cancelled = true
    forwarding.controller?.abort(new Error('the client went away'))
  }
}

function tryOnce(forwarding: Forwarding): void {
  const { job, handler } = forwarding
  const { service, method, path, headers } = job
  forwarding.tries += 1
  forwarding.controller = undefined
  forwarding.body = hasBody(job.request) ? openBody(forwarding) : undefined
  forwarding.client = job.pool.take(method === 'GET' && forwarding.body === undefined)
  forwarding.client.dispatch(
    {
      method: method as Dispatcher.HttpMethod,
      path,
      // undici's type forgets that it only reads the list.
      headers: headers as string[],
      body: forwarding.body?.stream ?? null,
      headersTimeout: service.read_timeout,
      bodyTimeout: service.read_timeout,
    },
    handler,
  )
}

function openBody(forwarding: Forwarding): RequestBody {
  const { request, response, service } = forwarding.job
  return openRequestBody(request, {
    stallMilliseconds: service.write_timeout,
    onStall: () => forwarding.controller?.abort(new WriteTimeoutError()),
    onStart: () => {
      if (request.headers.expect !== undefined) response.writeContinue()
    },
  })
}

interface AnswerHead {
  status: number
  statusMessage: string | undefined
  headers: string[]
}

function answerHead(forwarding: Forwarding, { status, statusMessage, headers }: AnswerHead): void {
  const { response, onAnswer } = forwarding.job
  const answer = onAnswer(status, headers)
  // Node's own writer keeps names and order of a flat list.
  if (statusMessage) response.writeHead(status, statusMessage, answer)
  else response.writeHead(status, answer)
  // What came with the head is parsed in this tick; a body that comes later does not hold the head back.
  if (forwarding.expected === 0) return
  queueMicrotask(() => {
    if (!forwarding.wrote) response.flushHeaders()
  })
}

/** As text a small body leaves in one piece with the head: one string for the system instead of a list of buffers. */
const ONE_PIECE_BYTES = 8192

function answerData(forwarding: Forwarding, controller: Dispatcher.DispatchController, chunk: Buffer): void {
  const { response, onAnswerBytes } = forwarding.job
  forwarding.wrote = true
  onAnswerBytes?.(chunk)
  if (chunk.length === forwarding.expected) {
    if (chunk.length <= ONE_PIECE_BYTES) response.end(chunk.toString('latin1'), 'latin1')
    else response.end(chunk)
  } else if (!response.write(chunk)) {
    controller.pause()
    response.once('drain', () => controller.resume())
  }
}

function giveBack(forwarding: Forwarding): void {
  const { client, job } = forwarding
  if (client !== undefined) job.pool.give(client)
  forwarding.client = undefined
}

function failed(forwarding: Forwarding, error: Error): void {
  const { job, client } = forwarding
  const { response, service } = job
  if (client !== undefined) job.pool.drop(client)
  forwarding.client = undefined
  if (forwarding.cancelled) return
  if (response.headersSent) {
    // The client must not take half an answer for a whole one.
    job.onBreak(failureOf(error).reason)
    response.destroy()
  } else if (forwarding.tries <= service.retries && mayRetry(forwarding, error)) {
    job.onRetry(failureOf(error).reason)
    tryOnce(forwarding)
  } else job.onFailure(failureOf(error))
}

/**
 * As nginx with its proxy_next_upstream, `error timeout`: a further try where the upstream saw nothing, or broke off or
 * was silent before its answer and may safely see the request twice. An answer that is none is not asked for again.
 */
function mayRetry({ job, body, controller }: Forwarding, error: Error): boolean {
  if (body?.started || finalCodes.has(errorCode(error))) return false
  // undici gives the controller right before it sends.
  if (controller === undefined) return true
  return !nonIdempotentMethods.has(job.method) && isErrorOrTimeout(error)
}

class WriteTimeoutError extends Error {
  code = 'WRITE_TIMEOUT'
}

/** undici gives the names and values of HTTP/1.1 as latin1 bytes, the gateway's own connections as text. */
function decodeHeaders(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  if (!Array.isArray(raw)) return []
  return raw.every(isText) ? raw : raw.map(value => (isText(value) ? value : value.toString('latin1')))
}

function isText(value: Buffer | string): value is string {
  return typeof value === 'string'
}

/** No further try changes these: a name that does not resolve or is refused, and a request that cannot be written. */
const finalCodes: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'UPSTREAM_REFUSED',
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
])
const timeoutCodes: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
  'WRITE_TIMEOUT',
])
const resetCodes: ReadonlySet<string> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

function errorCode(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function isErrorOrTimeout(error: Error): boolean {
  const code = errorCode(error)
  return resetCodes.has(code) || timeoutCodes.has(code)
}

/** Kong's answer for each way to fail (kong/error_handlers.lua; kong/runloop/balancer for a name that does not resolve). */
export function failureOf(error: Error): ForwardFailure {
  const code = errorCode(error)
  const reason = error.message || code
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { status: 503, message: 'name resolution failed', reason }
  }
  // Not Kong's: what the studio refuses, it says itself.
  if (code === 'UPSTREAM_REFUSED') return { status: 502, message: sentence(reason), reason }
  if (timeoutCodes.has(code)) {
    return { status: 504, message: 'The upstream server is timing out', reason }
  }
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED') {
    return { status: 400, message: 'Bad request', reason }
  }
  return { status: 502, message: 'An invalid response was received from the upstream server', reason }
}

function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`
}
