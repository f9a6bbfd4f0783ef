/** Kong's key-auth: an API key in a header, in the query or in a form body (kong/plugins/key-auth). */
import { z } from 'zod'
import type { PluginRow } from '#entities/gateway-state.ts'
import type { Authentication, Authenticator, PluginRequest, Rejection } from './authentication.ts'
import type { CredentialIndex } from './credential-index.ts'
import { configuredHeader, withoutHeader } from './header-list.ts'
import { parseQuery, withoutArgument } from './query-arguments.ts'

/**
 * The fields of key-auth's config with the defaults of the gateways that have the metering plugin (3.14 and later:
 * `hide_credentials` is on). `key_in_body` is accepted, a body is not read here.
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
    authenticate(request) {
      const found = findKey(request, config)
      if (found === 'duplicate') return reject('Duplicate API key found')
      if (found !== undefined && config.hide_credentials) hide(request, found.name)
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

/** For each name in turn: the header, then the query. The first string ends the search, even an empty one. */
function findKey(request: PluginRequest, config: KeyAuthConfig): FoundKey | 'duplicate' | undefined {
  for (const name of config.key_names) {
    const sent = config.key_in_header ? configuredHeader(request.headers, name) : []
    const values = sent.length > 0 || !config.key_in_query ? sent : inQuery(request, name)
    const [key] = values
    if (values.length > 1) return 'duplicate'
    // An argument without "=" is no string and does not count.
    if (typeof key === 'string') return { name, key }
  }
  return undefined
}

function inQuery(request: PluginRequest, name: string): (string | true)[] {
  return request.query ? (parseQuery(request.query).get(name) ?? []) : []
}

/** Removes the key from header and query, wherever it came from. The other arguments keep their order. */
function hide(request: PluginRequest, name: string): void {
  request.headers = withoutHeader(request.headers, name.toLowerCase())
  if (request.query) request.query = withoutArgument(request.query, name) || undefined
}
