/**
 * Sends one batch of usage events to an ingest endpoint: a POST with the bearer token, as Kong's http-log plugin
 * does it (kong/plugins/http-log/handler.lua). Errors are in that plugin's words; no error holds the token.
 */
import { Agent, request } from 'undici'
import type { BatchBody, BatchSender, DeliveryTarget, SendOutcome } from '#live/batch-sender.ts'
import { transportError } from './transport-error.ts'

/** A body longer than this is cut in the error text. */
const ERROR_BODY_CHARACTERS = 2000
/** What lua-nginx-module takes for a timeout of zero or less (lua_socket_read_timeout). */
const DEFAULT_TIMEOUT_MILLISECONDS = 60_000

export function createBatchSender(): BatchSender {
  const agents = new Map<string, Agent>()

  function agentFor(target: DeliveryTarget): Agent {
    const { sslVerify, keepaliveMilliseconds, timeoutMilliseconds } = target
    const key = `${sslVerify} ${keepaliveMilliseconds} ${timeoutMilliseconds}`
    const agent = agents.get(key) ?? openAgent(target)
    agents.set(key, agent)
    return agent
  }

  async function send(batch: BatchBody, target: DeliveryTarget): Promise<SendOutcome> {
    const url = URL.parse(target.endpoint)
    if (url === null || !/^https?:$/.test(url.protocol)) {
      return {
        ok: false,
        error: `the ingest endpoint is not an http or https URL: ${hideUserinfo(target.endpoint)}`,
      }
    }
    const place = `${url.hostname}:${portOf(url)}`
    try {
      const answer = await request(url.origin + url.pathname, {
        method: 'POST',
        dispatcher: agentFor(target),
        headers: { authorization: authorization(url, target.token), 'content-type': batch.contentType },
        body: batch.body,
      })
      const text = await answer.body.text()
      if (answer.statusCode < 300) return { ok: true, status: answer.statusCode }
      const body = withoutToken(text.slice(0, ERROR_BODY_CHARACTERS), target.token)
      return {
        ok: false,
        status: answer.statusCode,
        error: `request to ${place} returned status code ${answer.statusCode} and body ${body}`,
      }
    } catch (error) {
      return {
        ok: false,
        error: `failed request to ${place}: ${withoutToken(transportError(error), target.token)}`,
      }
    }
  }

  async function close(): Promise<void> {
    await Promise.all([...agents.values()].map(agent => agent.destroy()))
  }

  return { send, close }
}

/** `timeout` counts for connecting, sending and reading each; `keepalive` closes idle connections. */
function openAgent({ sslVerify, keepaliveMilliseconds, timeoutMilliseconds }: DeliveryTarget): Agent {
  const timeout = timeoutMilliseconds > 0 ? timeoutMilliseconds : DEFAULT_TIMEOUT_MILLISECONDS
  return new Agent({
    allowH2: false,
    // undici: no pipelining is no keep-alive.
    pipelining: keepaliveMilliseconds > 0 ? 1 : 0,
    keepAliveTimeout: Math.max(1, keepaliveMilliseconds),
    headersTimeout: timeout,
    bodyTimeout: timeout,
    connect: { timeout, rejectUnauthorized: sslVerify },
  })
}

/** The plugin's token; the user and password of the URL, as http-log sends them, where there is no token. */
function authorization(url: URL, token: string): string {
  if (token !== '' || url.username === '') return `Bearer ${token}`
  const userinfo = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return `Basic ${Buffer.from(userinfo).toString('base64')}`
}

function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80')
}

function withoutToken(text: string, token: string): string {
  return token === '' ? text : text.replaceAll(token, '(the token)')
}

function hideUserinfo(endpoint: string): string {
  return endpoint.replace(/\/\/[^/@]*@/, '//')
}
