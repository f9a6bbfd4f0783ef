/**
 * Sends one batch of usage events to an ingest endpoint: a POST with the bearer token, as Kong's http-log plugin
 * does it (kong/plugins/http-log/handler.lua). Errors are in that plugin's words; no error holds the token.
 */
import { buildConnector, type Dispatcher } from 'undici'
import type { BatchSender, DeliveryTarget, SendOutcome } from '#live/batch-sender.ts'
import type { BatchBody } from '#metering/batch.ts'
import { createPlainConnection, type PlainConnection } from '../connection/plain-connection.ts'
import { transportError } from './transport-error.ts'

/** A body longer than this is cut in the error text. */
const ERROR_BODY_CHARACTERS = 2000
/** What lua-nginx-module takes for a timeout of zero or less (lua_socket_read_timeout). */
const DEFAULT_TIMEOUT_MILLISECONDS = 60_000
const MAX_HEADER_BYTES = 65_536
/** Fewer of a token's characters tell nothing. */
const TELLING_CHARACTERS = 4
const HIDDEN = '(the token)'

/** Such a character would end the header, or have the request refused. */
const NOT_IN_HEADERS = /[^\t\x20-\x7e\u0080-\uffff]/
const UNFIT_TOKEN =
  'the api_token has a line break or another control character, which no request may carry: set it again without'

export function createBatchSender(): BatchSender {
  const pools = new Map<string, Pool>()
  const underWay = new Set<Promise<SendOutcome>>()
  let isClosed = false

  function poolFor(url: URL, target: DeliveryTarget): Pool {
    const { sslVerify, keepaliveMilliseconds, timeoutMilliseconds } = target
    const key = `${url.origin} ${sslVerify} ${keepaliveMilliseconds} ${timeoutMilliseconds}`
    const pool = pools.get(key) ?? openPool(url, target)
    pools.set(key, pool)
    return pool
  }

  async function post(batch: BatchBody, target: DeliveryTarget): Promise<SendOutcome> {
    const url = URL.parse(target.endpoint)
    if (url === null || !/^https?:$/.test(url.protocol)) {
      return {
        ok: false,
        error: `the ingest endpoint is not an http or https URL: ${hideUserinfo(target.endpoint)}`,
      }
    }
    if (NOT_IN_HEADERS.test(target.token)) return { ok: false, error: UNFIT_TOKEN }
    const place = `${url.hostname}:${portOf(url)}`
    try {
      const { status, text } = await poolFor(url, target).post(postOf(url, target, batch))
      if (status < 300) return { ok: true, status }
      const body = errorBody(text, target.token)
      return {
        ok: false,
        status,
        error: `request to ${place} returned status code ${status} and body ${body}`,
      }
    } catch (error) {
      const reason = withoutToken(transportError(error), target.token)
      return { ok: false, error: `failed request to ${place}: ${reason}` }
    }
  }

  return {
    async send(batch, target) {
      // Queues that still try would go on for as long as max_retry_time, and to whoever has the port by then.
      if (isClosed) return { ok: false, error: 'the studio has ended' }
      const outcome = post(batch, target)
      underWay.add(outcome)
      void outcome.then(() => underWay.delete(outcome))
      return outcome
    },
    async close() {
      isClosed = true
      await Promise.all(underWay)
      for (const pool of pools.values()) pool.close()
    },
  }
}

type Post = Parameters<PlainConnection['dispatch']>[0]

function postOf(
  url: URL,
  { token, timeoutMilliseconds }: DeliveryTarget,
  { pieces, contentType }: BatchBody,
): Post {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  return {
    method: 'POST',
    path: url.pathname,
    headers: [
      ...['Host', url.host],
      ...['Authorization', authorization(url, token)],
      ...['Content-Type', contentType],
      ...['Content-Length', String(length)],
    ],
    headersTimeout: timeoutOf(timeoutMilliseconds),
    pieces,
  }
}

interface Answer {
  status: number
  text: string
}

/** One request at a time on each connection; as many as there are batches under way. */
interface Pool {
  post(post: Post): Promise<Answer>
  close(): void
}

/** `timeout` counts for connecting, sending and reading each; `keepalive` closes idle connections. */
function openPool(
  { origin }: URL,
  { sslVerify, keepaliveMilliseconds, timeoutMilliseconds }: DeliveryTarget,
): Pool {
  const connect = buildConnector({
    timeout: timeoutOf(timeoutMilliseconds),
    rejectUnauthorized: sslVerify,
    allowH2: false,
    // Who says no more may read on.
    allowHalfOpen: true,
  })
  const idleMilliseconds = Math.max(0, keepaliveMilliseconds)
  const free: PlainConnection[] = []
  const open = () =>
    createPlainConnection({ connect, origin, idleMilliseconds, maxHeaderBytes: MAX_HEADER_BYTES })
  return {
    async post(post) {
      const connection = free.pop() ?? open()
      const answer = await answerTo(connection, post)
      free.push(connection)
      return answer
    },
    close() {
      for (const connection of free.splice(0)) connection.destroy()
    },
  }
}

function answerTo(connection: PlainConnection, post: Post): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const answer: Answer = { status: 0, text: '' }
    const decoder = new TextDecoder()
    const handler: Dispatcher.DispatchHandler = {
      onResponseStart(_controller, status) {
        answer.status = status
      },
      onResponseData(_controller, chunk) {
        if (answer.text.length < ERROR_BODY_CHARACTERS) answer.text += decoder.decode(chunk, { stream: true })
      },
      onResponseEnd: () => resolve(answer),
      onResponseError: (_controller, error) => reject(error),
    }
    connection.dispatch(post, handler)
  })
}

function timeoutOf(milliseconds: number): number {
  return milliseconds > 0 ? milliseconds : DEFAULT_TIMEOUT_MILLISECONDS
}

/**
 * The plugin's token; the user and password of the URL, as http-log sends them, where there is no token. One character a
 * byte, as headers are written.
 */
function authorization(url: URL, token: string): string {
  const hasUserinfo = url.username !== '' || url.password !== ''
  if (token !== '' || !hasUserinfo) return Buffer.from(`Bearer ${token}`).toString('latin1')
  const userinfo = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return `Basic ${Buffer.from(userinfo).toString('base64')}`
}

function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80')
}

function withoutToken(text: string, token: string): string {
  return token === '' ? text : text.replaceAll(token, HIDDEN)
}

/** The answer's text as errors show it: cut, and without the token, of which the cut may have left a part. */
function errorBody(text: string, token: string): string {
  const shown = withoutToken(text.slice(0, ERROR_BODY_CHARACTERS), token)
  if (token === '' || text.length < ERROR_BODY_CHARACTERS) return shown
  for (let length = token.length - 1; length >= TELLING_CHARACTERS; length -= 1) {
    if (shown.endsWith(token.slice(0, length))) return shown.slice(0, -length) + HIDDEN
  }
  return shown
}

function hideUserinfo(endpoint: string): string {
  // Of what is no URL nobody knows where the password ends: up to the last @ it may go on.
  return endpoint.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1')
}
