import { expect, test } from 'vitest'
import {
  accessOf,
  answered,
  exampleRoute,
  forwarded,
  gatewayRequest,
  pluginRow,
  tutorialState,
} from '#testing/gateway-builders.ts'
import type { Access } from './access.ts'
import { createGateway } from './gateway.ts'
import { firstHeader } from './header-list.ts'

const FORM = 'application/x-www-form-urlencoded'
const PARTS = 'multipart/form-data; boundary=x'
const utf8 = new TextEncoder()

interface Sent {
  config?: object
  type?: string
  body: string
  headers?: string[]
  complete?: boolean
}

function run({ config = {}, type = FORM, body, headers = [], complete = true }: Sent): Access {
  const row = pluginRow('key-auth', { config: { key_in_body: true, ...config } })
  const bytes = utf8.encode(body)
  const sent = ['Content-Type', type, 'Content-Length', String(bytes.length), ...headers]
  return accessOf(
    { plugins: [row] },
    gatewayRequest({ method: 'POST', headers: sent, body: { bytes, complete } }),
  )
}

const part = (name: string, value: string) =>
  `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`

test('the body is asked for only where a plugin reads it', () => {
  const access = (config: object) =>
    createGateway(
      {
        ...tutorialState,
        routes: [exampleRoute],
        plugins: [pluginRow('key-auth', { config: { ...config } })],
      },
      { release: '3.14' },
    ).access(gatewayRequest())
  expect(access({ key_in_body: true })).toEqual({ kind: 'read-body', maxBytes: 8192 })
  expect(access({}).kind).toBe('respond')
})

test.for<[string, Sent, string]>([
  ['a form', { body: 'a=1&apikey=alice-key&b=%7E' }, 'a=1&b=%7E'],
  ['JSON', { type: 'application/json', body: '{"a":[1],"apikey":"alice-key"}' }, '{"a":[1]}'],
  [
    'a form in parts',
    { type: PARTS, body: `${part('a', '1')}${part('apikey', 'alice-key')}--x--\r\n` },
    `${part('a', '1')}--x--\r\n`,
  ],
])('a key in %s is found and hidden', ([, sent, body]) => {
  const access = run(sent)
  const upstream = forwarded(access)
  expect(access.pass.consumer?.username).toBe('alice')
  expect(new TextDecoder().decode(upstream.body)).toBe(body)
  expect(firstHeader(upstream.headers, 'content-length')).toBe(String(body.length))
})

test.for<[string, Sent]>([
  ['where nothing is hidden', { config: { hide_credentials: false }, body: 'apikey=alice-key' }],
  ['where the key is in the header', { headers: ['apikey', 'alice-key'], body: 'a=1' }],
])('the body goes on as it is %s', ([, sent]) => {
  expect(forwarded(run(sent)).body).toBeUndefined()
})

test('a key in the header comes before one in the body, and both are hidden', () => {
  const access = run({ headers: ['apikey', 'alice-key'], body: 'apikey=other&a=1' })
  expect(new TextDecoder().decode(forwarded(access).body)).toBe('a=1')
})

test.for<[string, Sent, string]>([
  ['no key', { body: 'a=1' }, 'No API key found in request'],
  ['an empty one', { body: 'apikey=' }, 'No API key found in request'],
  ['one without =', { body: 'apikey' }, 'No API key found in request'],
  ['a number', { type: 'application/json', body: '{"apikey":1}' }, 'No API key found in request'],
  ['broken JSON', { type: 'application/json', body: '{"apikey":' }, 'No API key found in request'],
  ['a JSON list', { type: 'application/json', body: '["alice-key"]' }, 'No API key found in request'],
  ['another type', { type: 'text/plain', body: 'apikey=alice-key' }, 'No API key found in request'],
  [
    'no boundary',
    { type: 'multipart/form-data', body: part('apikey', 'alice-key') },
    'No API key found in request',
  ],
  [
    'a body longer than the buffer',
    { body: `apikey=alice-key&a=${'x'.repeat(8192)}` },
    'No API key found in request',
  ],
  ['the beginning of a body', { body: 'apikey=alice-key', complete: false }, 'No API key found in request'],
  ['a repeated key', { body: 'apikey=a&apikey=b' }, 'Duplicate API key found'],
  [
    'a list of keys',
    { type: 'application/json', body: '{"apikey":["alice-key"]}' },
    'Duplicate API key found',
  ],
  ['an unknown key', { body: 'apikey=other' }, 'Unauthorized'],
])('%s is refused', ([, sent, message]) => {
  expect(answered(run(sent)).body).toContain(`"message":"${message}"`)
})
