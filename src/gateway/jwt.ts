/** Decoding JSON Web Tokens with the answers of Kong's decoder (kong/plugins/jwt/jwt_parser.lua). No signature is checked. */
import { z } from 'zod'

export interface Jwt {
  header: Record<string, unknown> & { alg: string }
  claims: Record<string, unknown>
  signature: Uint8Array
  /** Header and claims as sent. */
  signed: string
}

const ALGORITHMS = new Set(
  ['HS256 HS384 HS512', 'RS256 RS384 RS512', 'ES256 ES384 ES512', 'PS256 PS384 PS512', 'EdDSA'].flatMap(
    family => family.split(' '),
  ),
)

const record = z.record(z.string(), z.unknown())

/** The parts of a token, or Kong's word for what is wrong with it. */
export function decodeJwt(token: string): Jwt | { error: string } {
  const [header64 = '', claims64 = '', ...rest] = token.split('.')
  const header = decodeJson(header64)
  const claims = decodeJson(claims64)
  if (header === undefined || claims === undefined) return { error: 'invalid JSON' }
  const { alg, typ } = header
  if (typ !== undefined && String(typ).toUpperCase() !== 'JWT') return { error: 'invalid typ' }
  if (typeof alg !== 'string' || !ALGORITHMS.has(alg)) return { error: 'invalid alg' }
  const signature = decodeBase64Url(rest.join('.'))
  if (signature === undefined || rest.length === 0) return { error: 'invalid signature' }
  return { header: { ...header, alg }, claims, signature, signed: `${header64}.${claims64}` }
}

/** The bytes of base64 or base64url text, padded or not; undefined when it is neither. */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(binary, char => char.charCodeAt(0))
  } catch {
    return undefined
  }
}

function decodeJson(text: string): Record<string, unknown> | undefined {
  const bytes = decodeBase64Url(text)
  if (bytes === undefined) return undefined
  try {
    const parsed = record.safeParse(JSON.parse(new TextDecoder().decode(bytes)))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
