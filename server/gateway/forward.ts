/**
 * Forwards one request to its upstream and streams the answer back. Nothing is buffered: each side waits for the
 * other. Uses undici's dispatch interface, the least work per request that Node offers.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'
import type { Service } from '#entities/gateway-state.ts'
import type { HeaderList } from '#metering/exchange.ts'
import { hasBody, openRequestBody, type RequestBody } from './request-body.ts'

export interface ForwardJob {
  request: IncomingMessage
  response: ServerResponse
  pool: Dispatcher
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

const idempotentMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])

/** Starts; the returned function gives up because the client went away. */
export function forward(job: ForwardJob): () => void {
  const { request, response, service } = job
  const withBody = hasBody(request)
  let attempt = 0
  let cancelled = false
  let running: Dispatcher.DispatchController | undefined

  function start(): void {
    attempt += 1
    const body = withBody ? openBody() : undefined
    const options: Dispatcher.DispatchOptions = {
      method: job.method as Dispatcher.HttpMethod,
      path: job.path,
      // undici's type forgets that it only reads the list.
      headers: job.headers as string[],
      body: body?.stream ?? null,
      headersTimeout: service.read_timeout,
      bodyTimeout: service.read_timeout,
    }
    job.pool.dispatch(
      options,
      answerHandler(job, onStart, error => onError(error, body)),
    )
  }

  function onStart(controller: Dispatcher.DispatchController): void {
    running = controller
    if (cancelled) controller.abort(new Error('the client went away'))
  }

  function openBody(): RequestBody {
    return openRequestBody(request, {
      stallMilliseconds: service.write_timeout,
      onStall: () => running?.abort(new WriteTimeoutError()),
      onStart: () => {
        if (request.headers.expect !== undefined) response.writeContinue()
      },
    })
  }

  function onError(error: Error, body: RequestBody | undefined): void {
    running = undefined
    if (cancelled) return
    if (response.headersSent) {
      // The client must not take half an answer for a whole one.
      job.onBreak(failureOf(error).reason)
      response.destroy()
    } else if (attempt <= service.retries && mayRetry(error, body)) {
      job.onRetry(failureOf(error).reason)
      start()
    } else job.onFailure(failureOf(error))
  }

  /** As nginx: another try only where the upstream saw nothing, or may safely see it twice. */
  function mayRetry(error: Error, body: RequestBody | undefined): boolean {
    if (body?.started) return false
    return isConnectError(error) || (isReset(error) && idempotentMethods.has(job.method))
  }

  start()
  return () => {
    cancelled = true
    running?.abort(new Error('the client went away'))
  }
}

class WriteTimeoutError extends Error {
  code = 'WRITE_TIMEOUT'
}

function answerHandler(
  { response, onAnswer, onBodyBytes }: ForwardJob,
  onRequestStart: (controller: Dispatcher.DispatchController) => void,
  onError: (error: Error) => void,
): Dispatcher.DispatchHandler {
  let expected = -1
  let wrote = false
  const flush = () => {
    if (!wrote) response.flushHeaders()
  }
  return {
    onRequestStart,
    onBodySent: chunk => onBodyBytes(chunk.length),
    // biome-ignore lint/complexity/useMaxParams: undici's interface.
    onResponseStart(controller, status, headers, statusMessage) {
      // 100, 102 and 103 are between the upstream and us.
      if (status < 200) return
      expected = Number(headers['content-length'] ?? -1)
      const answer = onAnswer(status, decodeHeaders(controller.rawHeaders))
      // Node's own writer keeps names and order of a flat list.
      if (statusMessage) response.writeHead(status, statusMessage, answer)
      else response.writeHead(status, answer)
      // What came with the head is parsed in this tick; a body that comes later does not hold the head back.
      if (expected !== 0) queueMicrotask(flush)
    },
    onResponseData(controller, chunk) {
      wrote = true
      // Head and the only chunk leave in one write.
      if (chunk.length === expected) response.end(chunk)
      else if (!response.write(chunk)) {
        controller.pause()
        response.once('drain', () => controller.resume())
      }
    },
    onResponseEnd() {
      wrote = true
      if (!response.writableEnded) response.end()
    },
    onResponseError(_controller, error) {
      onError(error)
    },
  }
}

/** undici gives the names and values of HTTP/1.1 as latin1 bytes. */
function decodeHeaders(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  if (!Array.isArray(raw)) return []
  return raw.map(value => (typeof value === 'string' ? value : value.toString('latin1')))
}

const connectCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
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

function isConnectError(error: Error): boolean {
  return connectCodes.has(errorCode(error))
}

function isReset(error: Error): boolean {
  return resetCodes.has(errorCode(error))
}

/** Kong's answer for each way to fail (kong/error_handlers.lua; kong/runloop/balancer for a name that does not resolve). */
export function failureOf(error: Error): ForwardFailure {
  const code = errorCode(error)
  const reason = error.message || code
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { status: 503, message: 'name resolution failed', reason }
  }
  if (timeoutCodes.has(code)) {
    return { status: 504, message: 'The upstream server is timing out', reason }
  }
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED') {
    return { status: 400, message: 'Bad request', reason }
  }
  return { status: 502, message: 'An invalid response was received from the upstream server', reason }
}
