import fc from 'fast-check'
import { expect, test } from 'vitest'
import { echo } from './echo.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const ask = (body = '', contentType?: string, path = '/anything') => {
  const headers = ['Host', 'httpbin.konghq.com', 'X-Forwarded-For', '127.0.0.1', 'connection', 'keep-alive']
  if (contentType !== undefined) headers.push('content-type', contentType)
  return JSON.parse(echo({ method: 'POST', path, headers, protocol: 'http' }, encode(body)).body)
}

test('answers as /anything does', () => {
  const response = echo(
    {
      method: 'GET',
      path: '/anything/a?b=1&b=2&c=%C3%A9&d',
      headers: [
        'Host',
        'httpbin.konghq.com',
        'x-tenant-id',
        't1',
        'X-Tenant-Id',
        't2',
        'X-Forwarded-For',
        '127.0.0.1',
      ],
      protocol: 'http',
    },
    new Uint8Array(),
  )
  expect(response.status).toBe(200)
  expect(JSON.parse(response.body)).toEqual({
    args: { b: ['1', '2'], c: 'é', d: '' },
    data: '',
    files: {},
    form: {},
    headers: { Host: 'httpbin.konghq.com', 'X-Forwarded-For': '127.0.0.1', 'X-Tenant-Id': 't1,t2' },
    json: null,
    method: 'GET',
    origin: '127.0.0.1',
    url: 'http://httpbin.konghq.com/anything/a?b=1&b=2&c=%C3%A9&d',
  })
})

const multipart = [
  '--x',
  'Content-Disposition: form-data; name="a"',
  '',
  '1',
  '--x',
  'Content-Disposition: form-data; name="f"; filename="f.txt"',
  'Content-Type: text/plain',
  '',
  'line 1\r\nline 2',
  '--x--',
  '',
].join('\r\n')

test.for<[string | undefined, string, Record<string, unknown>]>([
  ['application/json', '{"a":[1]}', { data: '{"a":[1]}', json: { a: [1] }, form: {} }],
  ['application/json', '{"a":', { data: '{"a":', json: null }],
  [undefined, 'text', { data: 'text', json: null }],
  ['application/x-www-form-urlencoded', 'a=1&a=2&b=x+y', { data: '', form: { a: ['1', '2'], b: 'x y' } }],
  [
    'multipart/form-data; boundary=x',
    multipart,
    { data: '', form: { a: '1' }, files: { f: 'line 1\r\nline 2' } },
  ],
])('a body of %s', ([contentType, body, parts]) => {
  expect(ask(body, contentType)).toMatchObject(parts)
})

test('bytes that are no text come back as a data URL', () => {
  const { body } = echo({ method: 'POST', path: '/', headers: [], protocol: 'http' }, Uint8Array.of(0xff, 0))
  expect(JSON.parse(body)).toMatchObject({ data: 'data:application/octet-stream;base64,/wA=' })
})

test('HEAD has the length of GET and no body', () => {
  const get = echo({ method: 'GET', path: '/', headers: [], protocol: 'http' }, new Uint8Array())
  const head = echo({ method: 'HEAD', path: '/', headers: [], protocol: 'http' }, new Uint8Array())
  expect(head.body).toBe('')
  expect(Number(head.headers[3])).toBe(encode(get.body).length + 1)
})

test('any body is answered', () => {
  const contentType = fc.constantFrom(
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'x',
  )
  fc.assert(
    fc.property(fc.uint8Array(), contentType, (body, type) => {
      const headers = ['content-type', type]
      expect(() =>
        JSON.parse(echo({ method: 'POST', path: '/', headers, protocol: 'http' }, body).body),
      ).not.toThrow()
    }),
  )
})
