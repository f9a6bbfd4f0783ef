import {
  constants,
  createHmac,
  createPublicKey,
  timingSafeEqual,
  type VerifyKeyObjectInput,
  verify,
} from 'node:crypto'
import type { SignatureCheck } from '#gateway/jwt-auth.ts'

/** Verifies a JSON Web Token's signature: HS, RS, PS and ES with 256, 384 or 512 bits, and EdDSA. */
export function verifySignature({ algorithm, key, signed, signature }: SignatureCheck): boolean {
  const digest = `sha${algorithm.slice(2)}`
  try {
    if (algorithm.startsWith('HS')) {
      const expected = createHmac(digest, key).update(signed).digest()
      return expected.length === signature.length && timingSafeEqual(expected, signature)
    }
    const publicKey = createPublicKey(Buffer.from(key))
    const options: VerifyKeyObjectInput = { key: publicKey, ...optionsOf(algorithm) }
    return verify(algorithm === 'EdDSA' ? null : digest, Buffer.from(signed), options, signature)
  } catch {
    // A key that cannot be read verifies nothing.
    return false
  }
}

function optionsOf(algorithm: string): Omit<VerifyKeyObjectInput, 'key'> {
  if (algorithm.startsWith('ES')) return { dsaEncoding: 'ieee-p1363' }
  if (algorithm.startsWith('PS')) {
    return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
  }
  return {}
}
