import {
  constants,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  type SignKeyObjectInput,
  sign,
} from 'node:crypto'
import { expect, test } from 'vitest'
import { verifySignature } from './verify-signature.ts'

const signed = 'header.claims'
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })
const ed25519 = generateKeyPairSync('ed25519')

type Pair = { publicKey: KeyObject; privateKey: KeyObject }
const asymmetric: [string, Pair, Omit<SignKeyObjectInput, 'key'>][] = [
  ['RS256', rsa, {}],
  ['RS512', rsa, {}],
  ['PS256', rsa, { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }],
  ['ES256', curve('P-256'), { dsaEncoding: 'ieee-p1363' }],
  ['ES384', curve('P-384'), { dsaEncoding: 'ieee-p1363' }],
  ['ES512', curve('P-521'), { dsaEncoding: 'ieee-p1363' }],
  ['EdDSA', ed25519, {}],
]

test.for(asymmetric)('%s', ([algorithm, { publicKey, privateKey }, options]) => {
  const digest = algorithm === 'EdDSA' ? null : `sha${algorithm.slice(2)}`
  const signature = sign(digest, Buffer.from(signed), { key: privateKey, ...options })
  const key = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  expect(verifySignature({ algorithm, key, signed, signature })).toBe(true)
  expect(verifySignature({ algorithm, key, signed: `${signed}x`, signature })).toBe(false)
})

test.for(['256', '384', '512'])('HS%s', bits => {
  const key = new TextEncoder().encode('secret')
  const signature = createHmac(`sha${bits}`, key).update(signed).digest()
  expect(verifySignature({ algorithm: `HS${bits}`, key, signed, signature })).toBe(true)
  expect(verifySignature({ algorithm: `HS${bits}`, key, signed, signature: signature.subarray(1) })).toBe(
    false,
  )
})

test('a key that cannot be read verifies nothing', () => {
  expect(verifySignature({ algorithm: 'RS256', key: 'no key', signed, signature: new Uint8Array(256) })).toBe(
    false,
  )
})
