/** Kong's key-auth: an API key in a header, in the query or in a form body (kong/plugins/key-auth). */
import { z } from 'zod'
import type { PluginRow } from '#entities/gateway-state.ts'
import type { Authentication, Authenticator, PluginRequest, Rejection } from './authentication.ts'
import { BODY_BUFFER_BYTES, type BodyArguments, readBodyArguments } from './body-arguments.ts'
import type { CredentialIndex } from './credential-index.ts'
import { configuredHeader, firstHeader, withoutHeader } from './header-list.ts'
import { parseQuery, withoutArgument } from './query-arguments.ts'

/**
 * The fields of key-auth's config with the defaults of the gateways that have the metering plugin (3.14 and later:
 * `hide_credentials` is on).
 */
export const keyAuthConfig = z.strictObject({
  key_names: z
    .array(z.string().regex(/^[a-zA-Z0-9_-]+$/, 'a key name has only letters, digits, "_" and "-"'))
    .min(1)
    .default(['apikey']),
  key_in_header: z.boolean().default(true),
  key_in_query: z.boolean().default(true),
  key_in_body: z.boolean().default(false),
  hide_credentials: z.boolean().default(true),
  run_on_preflight: z.boolean().default(true),
  anonymous: z.string().nullish(),
  realm: z.string().nullish(),
  identity_realms: z.array(z.record(z.string(), z.unknown())).nullish(),
})
type KeyAuthConfig = z.output<typeof keyAuthConfig>

/** key-auth with one row's config. */
export function createKeyAuth(
  row: PluginRow,
  config: KeyAuthConfig,
  credentials: CredentialIndex,
): Authenticator {
  const challenge = config.realm ? `Key realm="${config.realm}"` : 'Key'
  const reject = (message: string): Authentication => ({ rejection: rejection(message, challenge) })
  return {
    row,
    anonymous: config.anonymous ?? undefined,
    runOnPreflight: config.run_on_preflight,
    ...(config.key_in_body && { bodyBytes: BODY_BUFFER_BYTES }),
    authenticate(request) {
      const found = findKey(request, config)
      if (found === 'duplicate') return reject('Duplicate API key found')
      if (found !== undefined && config.hide_credentials) hide(request, found.name, config.key_in_body)
      if (found === undefined || found.key === '') return reject('No API key found in request')
      const identity = credentials.byKey.get(found.key)
      return identity === undefined ? reject('Unauthorized') : { identity }
    },
  }
}

function rejection(message: string, challenge: string): Rejection {
  return { status: 401, message, challenge }
}

type FoundKey = { name: string; key: string }

/** For each name in turn: the header, the query, the body. The first string ends the search, even an empty one. */
function findKey(request: PluginRequest, config: KeyAuthConfig): FoundKey | 'duplicate' | undefined {
  for (const name of config.key_names) {
    const values = valuesOf(request, name, config)
    const [key] = values
    if (values.length > 1) return 'duplicate'
    // An argument without "=" is no string and does not count.
    if (typeof key === 'string') return { name, key }
  }
  return undefined
}

/** The values of the first place that has any. */
function valuesOf(request: PluginRequest, name: string, config: KeyAuthConfig): unknown[] {
  const sent = config.key_in_header ? configuredHeader(request.headers, name) : []
  if (sent.length > 0) return sent
  const asked = config.key_in_query ? inQuery(request, name) : []
  return asked.length > 0 || !config.key_in_body ? asked : inBody(request, name)
}

function inQuery(request: PluginRequest, name: string): (string | true)[] {
  return request.query ? (parseQuery(request.query).get(name) ?? []) : []
}

/** A JSON list or object counts as a repeated key, as any table does to Kong. */
function inBody(request: PluginRequest, name: string): unknown[] {
  const value = bodyOf(request)?.get(name)
  if (value === undefined || value === null) return []
  return typeof value === 'object' ? [value, value] : [value]
}

function bodyOf({ body, headers }: PluginRequest): BodyArguments | undefined {
  return readBodyArguments(body, firstHeader(headers, 'content-type'))
}

/** Removes the key from header, query and body, wherever it came from. The other arguments keep their order. */
function hide(request: PluginRequest, name: string, inBodyToo: boolean): void {
  const body = inBodyToo ? bodyOf(request) : undefined
  if (body?.get(name) !== undefined) request.body = { bytes: body.without(name), complete: true }
  request.headers = withoutHeader(request.headers, name.toLowerCase())
  if (request.query) request.query = withoutArgument(request.query, name) || undefined
}
