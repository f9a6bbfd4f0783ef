/** What Kong's authentication plugins have in common: who is calling, the answer when nobody is, the headers they set. */
import type { Consumer, PluginRow } from '#entities/gateway-state.ts'
import type { HeaderList } from '#metering/exchange.ts'
import type { ReadBody } from './access.ts'

/** The request as a plugin finds it and leaves it. Plugins replace `headers` and `query`, they do not change them. */
export interface PluginRequest {
  readonly method: string
  /** The start of the request in milliseconds: a plugin's "now". */
  readonly startedAt: number
  headers: HeaderList
  /** Without `?`; undefined when there is none. */
  query: string | undefined
  /** For plugins that say so in `bodyBytes`. */
  body?: ReadBody | undefined
}

/** A credential that was found, with its owner. */
export interface Identity {
  consumer: Consumer
  /** What `X-Credential-Identifier` says. */
  identifier: string
}

/** Why an authentication plugin refuses, and its answer. */
export interface Rejection {
  status: number
  message: string
  challenge: string
  /** The claims that failed, in jwt's answer: instead of the message. */
  claims?: Record<string, string>
  /** Kong answers with bare JSON, without the request's id and whatever Accept says. */
  bare?: boolean
}

/** `unverified` says what could not be checked here; the identity counts all the same. */
export type Authentication = { identity: Identity; unverified?: string } | { rejection: Rejection }

/** One configured authentication plugin, ready to run. */
export interface Authenticator {
  row: PluginRow
  /** Username or id of the Consumer that a failing request continues as. */
  anonymous: string | undefined
  runOnPreflight: boolean
  /** How much of the body it reads; absent for none. */
  bodyBytes?: number
  /** Finds out who is calling, and hides the credential on `request` where the config says so. */
  authenticate(request: PluginRequest): Authentication
}

const CONSUMER_HEADERS: readonly string[] = [
  'x-consumer-id',
  'x-consumer-custom-id',
  'x-consumer-username',
  'x-credential-identifier',
  'x-anonymous-consumer',
]

/**
 * The headers after authentication: Kong sets or removes each of these on the request, so that a client cannot send
 * them. Without a credential it is the anonymous Consumer.
 */
export function withConsumerHeaders(
  headers: HeaderList,
  consumer: Consumer,
  identifier: string | undefined,
): HeaderList {
  const set: string[] = []
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? ''
    if (!isConsumerHeader(name)) set.push(name, headers[i + 1] ?? '')
  }
  set.push('X-Consumer-ID', consumer.id)
  if (consumer.custom_id !== undefined) set.push('X-Consumer-Custom-ID', consumer.custom_id)
  if (consumer.username !== undefined) set.push('X-Consumer-Username', consumer.username)
  if (identifier === undefined) set.push('X-Anonymous-Consumer', 'true')
  else set.push('X-Credential-Identifier', identifier)
  return set
}

function isConsumerHeader(name: string): boolean {
  // Most headers are told apart by their first letter.
  const first = name.charCodeAt(0)
  return (first === 120 || first === 88) && CONSUMER_HEADERS.includes(name.toLowerCase())
}
