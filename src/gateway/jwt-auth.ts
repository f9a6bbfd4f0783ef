/** Kong's jwt: a signed token in the query, a cookie or a header (kong/plugins/jwt). */
import { z } from 'zod'
import type { Consumer, JwtSecret, PluginRow } from '#entities/gateway-state.ts'
import type { Authentication, Authenticator, PluginRequest } from './authentication.ts'
import type { CredentialIndex } from './credential-index.ts'
import { configuredHeader, headerValues } from './header-list.ts'
import { decodeBase64Url, decodeJwt, type Jwt } from './jwt.ts'
import { parseQuery } from './query-arguments.ts'

export const jwtAuthConfig = z.strictObject({
  uri_param_names: z.array(z.string()).default(['jwt']),
  cookie_names: z.array(z.string()).default([]),
  header_names: z.array(z.string()).default(['authorization']),
  key_claim_name: z.string().default('iss'),
  secret_is_base64: z.boolean().default(false),
  claims_to_verify: z.array(z.enum(['exp', 'nbf'])).nullish(),
  anonymous: z.string().nullish(),
  run_on_preflight: z.boolean().default(true),
  maximum_expiration: z.number().min(0).max(31_536_000).default(0),
  realm: z.string().nullish(),
})
type JwtAuthConfig = z.output<typeof jwtAuthConfig>

/** What has to be verified; `key` is the secret's bytes for HS algorithms, else a public key in PEM. */
export interface SignatureCheck {
  algorithm: string
  key: string | Uint8Array
  /** Header and claims as they were sent: what was signed. */
  signed: string
  signature: Uint8Array
}

/** Whether a signature is right; false also for a key that cannot be read. */
export type VerifySignature = (check: SignatureCheck) => boolean

/** jwt with one row's config. Without `verifySignature` signatures count as right, and the trace says so. */
export function createJwtAuth(
  row: PluginRow,
  config: JwtAuthConfig,
  {
    credentials,
    verifySignature,
  }: { credentials: CredentialIndex; verifySignature?: VerifySignature | undefined },
): Authenticator {
  const challenge = config.realm ? `Bearer realm="${config.realm}"` : 'Bearer'
  const refuse = (message: string, claims?: Record<string, string>): Authentication => ({
    rejection: {
      status: 401,
      message,
      challenge: message === 'Unauthorized' ? challenge : `${challenge} error="invalid_token"`,
      bare: true,
      ...(claims && { claims }),
    },
  })

  function authenticate(request: PluginRequest): Authentication {
    const [token, ...more] = findTokens(request, config)
    if (token === undefined) return refuse('Unauthorized')
    if (more.length > 0) return refuse('Multiple tokens provided')
    const jwt = decodeJwt(token)
    if ('error' in jwt) return refuse(`Bad token; ${jwt.error}`)
    const found = findCredential(jwt, config.key_claim_name, credentials)
    if (typeof found === 'string') return refuse(found)
    return verify(jwt, found, request.startedAt / 1000)
  }

  /** `now` in seconds. */
  function verify(jwt: Jwt, { consumer, credential }: Found, now: number): Authentication {
    if (jwt.header.alg !== credential.algorithm) return refuse('Invalid algorithm')
    const problem = verifySignature && signatureProblem(jwt, credential, { config, verifySignature })
    if (problem !== undefined) return refuse(problem)
    const claims = claimProblems(jwt, config, now)
    if (claims !== undefined) return refuse('Invalid claims', claims)
    const identity = { consumer, identifier: credential.key }
    return verifySignature ? { identity } : { identity, unverified: "the token's signature" }
  }

  return {
    row,
    anonymous: config.anonymous ?? undefined,
    runOnPreflight: config.run_on_preflight,
    authenticate,
  }
}

/** Every different token of the request; the same token twice is one. */
function findTokens(request: PluginRequest, config: JwtAuthConfig): string[] {
  const query = config.uri_param_names.length > 0 && request.query ? parseQuery(request.query) : undefined
  const inQuery = config.uri_param_names.flatMap(name => query?.get(name) ?? [])
  const inCookies = config.cookie_names.flatMap(name => cookie(request, name) ?? [])
  const inHeaders = config.header_names.flatMap(name => {
    const [value = ''] = configuredHeader(request.headers, name)
    return /\s*[Bb]earer\s+(.+)/.exec(value)?.[1] ?? []
  })
  const tokens = [...inQuery, ...inCookies, ...inHeaders].filter(
    token => typeof token === 'string' && token !== '',
  )
  return [...new Set(tokens)] as string[]
}

function cookie(request: PluginRequest, name: string): string | undefined {
  for (const pair of headerValues(request.headers, 'cookie').join(';').split(';')) {
    const equals = pair.indexOf('=')
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return undefined
}

type Found = { consumer: Consumer; credential: JwtSecret }

/** The credential that the token names, or why there is none. */
function findCredential(jwt: Jwt, claim: string, { byJwtKey }: CredentialIndex): Found | string {
  const key = jwt.claims[claim] ?? jwt.header[claim]
  if (key === undefined || key === null || key === false) return `No mandatory '${claim}' in claims`
  if (key === '') return `Invalid '${claim}' in claims`
  return byJwtKey.get(String(key)) ?? `No credentials found for given '${claim}'`
}

function signatureProblem(
  jwt: Jwt,
  credential: JwtSecret,
  { config, verifySignature }: { config: JwtAuthConfig; verifySignature: VerifySignature },
): string | undefined {
  const { algorithm } = credential
  const text = algorithm.startsWith('HS') ? credential.secret : credential.rsa_public_key
  if (text === undefined || text === '') return 'Invalid key/secret'
  const key = config.secret_is_base64 ? decodeBase64Url(text) : keyOf(algorithm, text)
  if (key === undefined) return 'Invalid key/secret'
  const right = verifySignature({ algorithm, key, signed: jwt.signed, signature: jwt.signature })
  return right ? undefined : 'Invalid signature'
}

function keyOf(algorithm: string, text: string): string | Uint8Array {
  return algorithm.startsWith('HS') ? new TextEncoder().encode(text) : text
}

/** What is wrong with `exp` and `nbf`; `now` in seconds. */
function claimProblems(jwt: Jwt, config: JwtAuthConfig, now: number): Record<string, string> | undefined {
  const problems: Record<string, string> = {}
  for (const claim of config.claims_to_verify ?? []) {
    const problem = claimProblem(claim, jwt.claims[claim], now)
    if (problem !== undefined) problems[claim] = problem
  }
  if (Object.keys(problems).length > 0) return problems
  const { exp } = jwt.claims
  const { maximum_expiration: longest } = config
  if (longest > 0 && !(typeof exp === 'number' && exp - now <= longest)) {
    return { exp: 'exceeds maximum allowed expiration' }
  }
  return undefined
}

function claimProblem(claim: 'exp' | 'nbf', value: unknown, now: number): string | undefined {
  if (typeof value !== 'number') return 'must be a number'
  if (claim === 'exp') return value <= Math.floor(now) ? 'token expired' : undefined
  return value > Math.floor(now) ? 'token not valid yet' : undefined
}
