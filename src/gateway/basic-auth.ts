/** Kong's basic-auth: username and password in a header (kong/plugins/basic-auth). */
import { z } from 'zod'
import type { PluginRow } from '#entities/gateway-state.ts'
import type { Authentication, Authenticator, Identity, PluginRequest } from './authentication.ts'
import type { CredentialIndex } from './credential-index.ts'
import { firstHeader, withoutHeaders } from './header-list.ts'

export const basicAuthConfig = z.strictObject({
  anonymous: z.string().nullish(),
  hide_credentials: z.boolean().default(true),
  realm: z.string().min(1).default('service'),
  brute_force_protection: z.record(z.string(), z.unknown()).nullish(),
})

const AUTHORIZATION = new Set(['authorization', 'proxy-authorization'])

/** basic-auth with one row's config. Every failure has the same answer. */
export function createBasicAuth(
  row: PluginRow,
  config: z.output<typeof basicAuthConfig>,
  credentials: CredentialIndex,
): Authenticator {
  const refused: Authentication = {
    rejection: { status: 401, message: 'Unauthorized', challenge: `Basic realm="${config.realm}"` },
  }
  return {
    row,
    anonymous: config.anonymous ?? undefined,
    runOnPreflight: true,
    authenticate(request) {
      const identity =
        identityIn(request, 'proxy-authorization', credentials) ??
        identityIn(request, 'authorization', credentials)
      if (config.hide_credentials) {
        request.headers = withoutHeaders(request.headers, AUTHORIZATION)
      }
      return identity === undefined ? refused : { identity }
    },
  }
}

function identityIn(
  request: PluginRequest,
  header: string,
  { byBasicUsername }: CredentialIndex,
): Identity | undefined {
  const given = parseBasic(firstHeader(request.headers, header))
  const found = given && byBasicUsername.get(given.username)
  if (found === undefined || found.credential.password !== given?.password) return undefined
  return { consumer: found.consumer, identifier: found.credential.username }
}

/** Username up to the first colon, which must not be empty. */
function parseBasic(header: string | undefined): { username: string; password: string } | undefined {
  const encoded = header === undefined ? undefined : /[Bb]asic\s*(.+)/.exec(header)?.[1]
  if (encoded === undefined) return undefined
  const decoded = decodeBase64(encoded)
  const colon = decoded?.indexOf(':') ?? -1
  if (decoded === undefined || colon < 1) return undefined
  return { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) }
}

function decodeBase64(encoded: string): string | undefined {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(encoded), char => char.charCodeAt(0)))
  } catch {
    return undefined
  }
}
