import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  accessOf,
  alice,
  answered,
  forwarded,
  gatewayRequest,
  guest,
  pluginRow,
  requestWith,
} from '#testing/gateway-builders.ts'
import { verifySignature } from '../../server/gateway/verify-signature.ts'
import type { Access, GatewayRequest } from './access.ts'
import { firstHeader } from './header-list.ts'

const message = (access: Access) => {
  const { status, body } = answered(access)
  return `${status} ${(JSON.parse(body) as { message: string }).message}`
}
const caller = (access: Access) => {
  forwarded(access)
  return access.pass.consumer?.username
}

describe('key-auth', () => {
  const run = (config: Record<string, unknown>, request: GatewayRequest) =>
    accessOf({ plugins: [pluginRow('key-auth', { config })] }, request)
  const query = (text: string) => gatewayRequest({ uri: `/anything?${text}` })

  test.for<[string, Record<string, unknown>, GatewayRequest]>([
    ['in a header', {}, requestWith('apikey', 'alice-key')],
    ['in a header of any case', {}, requestWith('ApiKey', 'alice-key')],
    ['in the query', {}, query('a=1&apikey=alice-key')],
    ['escaped in the query', {}, query('apikey=alice%2Dkey')],
    ['under the second name', { key_names: ['a', 'x-key'] }, requestWith('x-key', 'alice-key')],
    ['under a name with underscores for dashes', { key_names: ['x_key'] }, requestWith('X-Key', 'alice-key')],
    [
      'in the header, whatever the query says',
      {},
      { ...query('apikey=x'), headers: ['apikey', 'alice-key'] },
    ],
  ])('finds the key %s', ([, config, request]) => {
    expect(caller(run(config, request))).toBe('alice')
  })

  test.for<[string, Record<string, unknown>, GatewayRequest]>([
    ['No API key found in request', {}, gatewayRequest()],
    ['No API key found in request', {}, requestWith('apikey', '')],
    ['No API key found in request', {}, query('apikey=')],
    ['No API key found in request', {}, query('apikey')],
    ['No API key found in request', {}, query('APIKEY=alice-key')],
    ['No API key found in request', { key_in_header: false }, requestWith('apikey', 'alice-key')],
    ['No API key found in request', { key_in_query: false }, query('apikey=alice-key')],
    ['No API key found in request', { key_names: ['a', 'b'] }, requestWith('a', '', 'b', 'alice-key')],
    ['Duplicate API key found', {}, requestWith('apikey', 'alice-key', 'apikey', 'alice-key')],
    ['Duplicate API key found', {}, query('apikey=a&apikey=b')],
    ['Unauthorized', {}, requestWith('apikey', 'bob-key')],
    ['Unauthorized', {}, requestWith('apikey', 'ALICE-KEY')],
  ])('refuses with %s (%j)', ([expected, config, request]) => {
    const access = run(config, request)
    expect(message(access)).toBe(`401 ${expected}`)
    expect(firstHeader(answered(access).headers, 'www-authenticate')).toBe('Key')
  })

  test('names its realm', () => {
    const access = run({ realm: 'usage' }, gatewayRequest())
    expect(firstHeader(answered(access).headers, 'www-authenticate')).toBe('Key realm="usage"')
  })

  test.for([
    [true, 401],
    [false, 200],
  ] as const)('run_on_preflight %s', ([run_on_preflight, status]) => {
    const access = run({ run_on_preflight }, gatewayRequest({ method: 'OPTIONS' }))
    expect(access.kind === 'forward' ? 200 : access.response.status).toBe(status)
  })

  test('hides the key in header and query since 3.14, and keeps the other arguments as they are', () => {
    const request = gatewayRequest({ uri: '/anything?b=%7E&apikey=q&a', headers: ['apikey', 'alice-key'] })
    const access = run({}, request)
    expect(forwarded(access).path).toBe('/anything?b=%7E&a')
    expect(firstHeader(access.pass.headers, 'apikey')).toBeUndefined()
    const shown = run({ hide_credentials: false }, request)
    expect(forwarded(shown).path).toBe('/anything?b=%7E&apikey=q&a')
    expect(firstHeader(forwarded(shown).headers, 'apikey')).toBe('alice-key')
  })

  test('replaces what a client says about the Consumer', () => {
    const spoofed = ['X-Consumer-ID', 'x', 'x-consumer-custom-id', 'x', 'X-Anonymous-Consumer', 'true']
    const { pass } = run({}, requestWith('apikey', 'alice-key', ...spoofed, 'X-Credential-Identifier', 'x'))
    expect(pass.headers.slice(2)).toEqual([
      'X-Consumer-ID',
      alice.id,
      'X-Consumer-Username',
      'alice',
      'X-Credential-Identifier',
      'alice-credential',
    ])
  })
})

describe('anonymous', () => {
  test.for(['guest', guest.id])('continues as the Consumer %s', anonymous => {
    const { pass } = accessOf(
      { plugins: [pluginRow('key-auth', { config: { anonymous } })] },
      requestWith('apikey', 'x'),
    )
    expect(pass.headers.slice(2)).toEqual([
      'X-Consumer-ID',
      guest.id,
      'X-Consumer-Custom-ID',
      'g-1',
      'X-Consumer-Username',
      'guest',
      'X-Anonymous-Consumer',
      'true',
    ])
    expect(pass.consumer).toBe(guest)
  })

  test('that does not exist is answered with 500', () => {
    const access = accessOf(
      { plugins: [pluginRow('key-auth', { config: { anonymous: 'nobody' } })] },
      gatewayRequest(),
    )
    expect(message(access)).toBe("500 anonymous consumer nobody is configured but doesn't exist")
  })
})

const basic = (text: string) => `Basic ${btoa(text)}`

describe('basic-auth', () => {
  const run = (request: GatewayRequest, config = {}) =>
    accessOf({ plugins: [pluginRow('basic-auth', { config })] }, request)

  test.for<[string, string[]]>([
    ['Authorization', ['Authorization', basic('alice:pa:ss')]],
    ['Proxy-Authorization', ['Proxy-Authorization', basic('alice:pa:ss')]],
    [
      'Authorization after a Proxy-Authorization of nobody',
      ['Proxy-Authorization', basic('x:y'), 'Authorization', basic('alice:pa:ss')],
    ],
  ])('authenticates by %s', ([, headers]) => {
    const access = run(requestWith(...headers))
    expect(caller(access)).toBe('alice')
    expect(firstHeader(access.pass.headers, 'x-credential-identifier')).toBe('alice')
    expect(firstHeader(access.pass.headers, 'authorization')).toBeUndefined()
  })

  test.for<string[]>([
    [],
    ['Authorization', basic('alice:wrong')],
    ['Authorization', basic('bob:pa:ss')],
    ['Authorization', basic('alice')],
    ['Authorization', 'Basic ###'],
    ['Authorization', 'Bearer x'],
  ])('refuses %j', headers => {
    const access = run(requestWith(...headers))
    expect(message(access)).toBe('401 Unauthorized')
    expect(firstHeader(answered(access).headers, 'www-authenticate')).toBe('Basic realm="service"')
  })

  test('keeps the header with hide_credentials off', () => {
    const access = run(requestWith('Authorization', basic('alice:pa:ss')), { hide_credentials: false })
    expect(firstHeader(access.pass.headers, 'authorization')).toBe(basic('alice:pa:ss'))
  })
})

const base64Url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const NOW = 1_790_000_000

function token(claims: Record<string, unknown>, { alg = 'HS256', secret = 'secret', ...more } = {}): string {
  const signed = `${base64Url({ alg, typ: 'JWT', ...more })}.${base64Url(claims)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

describe('jwt', () => {
  const run = (request: GatewayRequest, config: Record<string, unknown> = {}, verifies = true) =>
    accessOf({ plugins: [pluginRow('jwt', { config })] }, request, verifies ? { verifySignature } : {})
  const bearer = (text: string) => requestWith('Authorization', `Bearer ${text}`)
  const good = token({ iss: 'alice-issuer', exp: NOW + 60 })

  test.for<[string, GatewayRequest, Record<string, unknown>]>([
    ['Authorization', bearer(good), {}],
    ['the query', gatewayRequest({ uri: `/anything?jwt=${good}` }), {}],
    ['a cookie', requestWith('Cookie', `a=b; session=${good}`), { cookie_names: ['session'] }],
    ['two places, if it is the same', { ...bearer(good), uri: `/anything?jwt=${good}` }, {}],
    ['a header of its own', requestWith('X-Token', `Bearer ${good}`), { header_names: ['x-token'] }],
    [
      'a key claim in the header',
      bearer(token({}, { kid: 'alice-issuer' } as object)),
      { key_claim_name: 'kid' },
    ],
    ['claims that hold', bearer(good), { claims_to_verify: ['exp'], maximum_expiration: 60 }],
  ])('takes the token from %s', ([, request, config]) => {
    const access = run(request, config)
    expect(caller(access)).toBe('alice')
    expect(firstHeader(access.pass.headers, 'x-credential-identifier')).toBe('alice-issuer')
  })

  test.for<[string, GatewayRequest, Record<string, unknown>]>([
    ['Unauthorized', gatewayRequest(), {}],
    ['Multiple tokens provided', { ...bearer(good), uri: '/anything?jwt=x' }, {}],
    ['Bad token; invalid JSON', bearer('x.y.z'), {}],
    ['Bad token; invalid alg', bearer(token({}, { alg: 'none' })), {}],
    ["No mandatory 'iss' in claims", bearer(token({})), {}],
    ["Invalid 'iss' in claims", bearer(token({ iss: '' })), {}],
    ["No credentials found for given 'iss'", bearer(token({ iss: 'bob' })), {}],
    ['Invalid algorithm', bearer(token({ iss: 'alice-issuer' }, { alg: 'HS512' })), {}],
    ['Invalid signature', bearer(token({ iss: 'alice-issuer' }, { secret: 'other' })), {}],
  ])('refuses with %s', ([expected, request, config]) => {
    const access = run(request, config)
    expect(answered(access).body).toBe(JSON.stringify({ message: expected }))
    expect(firstHeader(answered(access).headers, 'www-authenticate')).toBe(
      expected === 'Unauthorized' ? 'Bearer' : 'Bearer error="invalid_token"',
    )
  })

  test.for<[Record<string, unknown>, Record<string, unknown>, Record<string, string>]>([
    [{ exp: NOW }, { claims_to_verify: ['exp'] }, { exp: 'token expired' }],
    [{ exp: 'soon' }, { claims_to_verify: ['exp'] }, { exp: 'must be a number' }],
    [{ nbf: NOW + 1 }, { claims_to_verify: ['nbf'] }, { nbf: 'token not valid yet' }],
    [{}, { claims_to_verify: ['exp', 'nbf'] }, { exp: 'must be a number', nbf: 'must be a number' }],
    [{ exp: NOW + 61 }, { maximum_expiration: 60 }, { exp: 'exceeds maximum allowed expiration' }],
  ])('refuses the claims %j under %j', ([claims, config, errors]) => {
    const access = run(bearer(token({ iss: 'alice-issuer', ...claims })), config)
    expect(answered(access).status).toBe(401)
    expect(JSON.parse(answered(access).body)).toEqual(errors)
  })

  test('a credential without a secret', () => {
    const consumers = [{ ...alice, jwt_secrets: [{ id: 'j', key: 'alice-issuer', algorithm: 'HS256' }] }]
    const access = accessOf({ consumers, plugins: [pluginRow('jwt')] }, bearer(good), { verifySignature })
    expect(message(access)).toBe('401 Invalid key/secret')
  })

  test('a secret in base64', () => {
    const consumers = [
      {
        ...alice,
        jwt_secrets: [{ id: 'j', key: 'alice-issuer', algorithm: 'HS256', secret: btoa('secret') }],
      },
    ]
    const plugins = [pluginRow('jwt', { config: { secret_is_base64: true } })]
    expect(caller(accessOf({ consumers, plugins }, bearer(good), { verifySignature }))).toBe('alice')
  })

  test('without a verifier the signature counts as right, and the step says so', () => {
    const access = run(bearer(token({ iss: 'alice-issuer' }, { secret: 'other' })), {}, false)
    expect(caller(access)).toBe('alice')
    expect(access.pass.steps).toMatchObject([{ outcome: 'authenticated', detail: "the token's signature" }])
  })
})

describe('several authentication plugins', () => {
  const both = [pluginRow('basic-auth'), pluginRow('key-auth')]
  const either = both.map(row => ({ ...row, config: { anonymous: 'guest' } }))
  const key = ['apikey', 'alice-key']
  const password = ['Authorization', basic('guest:guest')]

  test.for<[string, typeof both, string[], string | undefined]>([
    ['all must succeed, and the last sets the Consumer', both, [...key, ...password], 'guest'],
    ['one is not enough', both, key, undefined],
    ['none', both, [], undefined],
    ['with anonymous the first is enough', either, [...key, ...password], 'alice'],
    ['with anonymous the second is enough', either, password, 'guest'],
  ])('%s', ([, plugins, headers, expected]) => {
    const access = accessOf({ plugins }, requestWith(...headers))
    expect(access.kind === 'forward' ? access.pass.consumer?.username : undefined).toBe(expected)
  })

  test('with anonymous and no success it is the anonymous Consumer', () => {
    const access = accessOf({ plugins: either }, gatewayRequest())
    expect(caller(access)).toBe('guest')
    expect(access.pass.credential).toBeUndefined()
  })
})
