import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linesOf } from './lines-of.ts'
import type { TrafficRecord } from './observed-request.ts'
import type { TrafficOptions, TrafficSource } from './traffic-options.ts'
import { detectTraffic, readTraffic } from './traffic-source.ts'

const har = JSON.stringify({
  log: {
    entries: [
      {
        startedDateTime: '2026-11-21T07:00:00.250Z',
        time: 41.5,
        request: {
          method: 'POST',
          url: 'https://api.example.com/v1/chat?x=1',
          headers: [
            { name: ':authority', value: 'api.example.com' },
            { name: 'x-tenant-id', value: 'acme' },
          ],
          headersSize: 100,
          bodySize: 2,
          postData: { text: '{}' },
        },
        response: { status: 200, headersSize: 50, bodySize: 10 },
      },
    ],
  },
})
const kongLine = JSON.stringify({
  started_at: 1_763_708_400_250,
  client_ip: '10.0.0.1',
  request: {
    method: 'GET',
    uri: '/anything?a=1',
    url: 'https://gw.example.com:8443/anything?a=1',
    size: '120',
    headers: { host: 'gw.example.com', accept: ['a/b', 'c/d'], apikey: 'REDACTED' },
  },
  response: { status: 200, size: 300 },
  latencies: { request: 12 },
  upstream_status: '502, 200',
  consumer: { id: 'c1', username: 'alice', custom_id: null },
})
const combined =
  '203.0.113.9 - bob [21/Nov/2026:08:00:00 +0100] "GET /a?b=%20c HTTP/1.1" 404 153 "-" "Mozilla/5.0 (\\x22x\\x22)"'
const openapi = `openapi: 3.1.0
servers: [{ url: 'https://api.example.com/v1/' }]
paths:
  /users/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: integer } }
    get:
      parameters:
        - { name: q, in: query, required: true, example: 'a b' }
        - { name: page, in: query }
    delete: {}
`

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list
}

async function read(source: TrafficSource, text: string, options?: TrafficOptions): Promise<TrafficRecord[]> {
  return await collect(readTraffic(source, [text], options))
}
const requestsOf = (records: TrafficRecord[]) =>
  records.map(record => (record.kind === 'request' ? record.request : record.problem))

test.for<[TrafficSource | undefined, string]>([
  ['har', har],
  ['kong-log', `${kongLine}\n${kongLine}\n`],
  ['kong-log', `[${kongLine}]`],
  ['access-log', combined],
  ['openapi', openapi],
  ['openapi', '{"swagger": "2.0", "paths": {}}'],
  ['curl', 'for i in {1..3}; do curl http://localhost:8000/; done'],
  ['http', 'GET / HTTP/1.1\nHost: h\n'],
  ['csv', 'method,path,status\nGET,/a,200\n'],
  [undefined, 'Dear all,'.replace(',', '')],
  [undefined, ''],
])('detects %s', ([source, text]) => {
  expect(detectTraffic(text)).toBe(source)
})

describe('what each source tells', () => {
  test('HAR', async () => {
    expect(requestsOf(await read('har', har))).toEqual([
      {
        position: 1,
        method: 'POST',
        target: '/v1/chat?x=1',
        scheme: 'https',
        host: 'api.example.com',
        headers: [['x-tenant-id', 'acme']],
        body: '{}',
        at: Date.parse('2026-11-21T07:00:00.250Z'),
        requestBytes: 102,
        response: { status: 200, bytes: 60, latencyMilliseconds: 41.5 },
      },
    ])
  })

  test("Kong's log serializer", async () => {
    expect(requestsOf(await read('kong-log', kongLine))).toEqual([
      {
        position: 1,
        method: 'GET',
        target: '/anything?a=1',
        scheme: 'https',
        host: 'gw.example.com',
        headers: [
          ['host', 'gw.example.com'],
          ['accept', 'a/b'],
          ['accept', 'c/d'],
          ['apikey', 'REDACTED'],
        ],
        at: 1_763_708_400_250,
        clientIp: '10.0.0.1',
        requestBytes: 120,
        consumer: { id: 'c1', username: 'alice' },
        response: { status: 200, upstreamStatus: 200, bytes: 300, latencyMilliseconds: 12 },
      },
    ])
  })

  test('combined access log', async () => {
    expect(requestsOf(await read('access-log', combined))).toEqual([
      {
        position: 1,
        method: 'GET',
        target: '/a?b=%20c',
        headers: [['user-agent', 'Mozilla/5.0 ("x")']],
        at: Date.parse('2026-11-21T07:00:00Z'),
        clientIp: '203.0.113.9',
        response: { status: 404, bytes: 153 },
      },
    ])
  })

  test('an access log in a given format', async () => {
    const logFormat =
      '$msec $http_host "$request_method $request_uri" $status $upstream_status $request_length $bytes_sent ${request_time}s "$http_x_tenant_id"'
    const line = '1763708400.500 gw:8000 "PUT /t?x" 200 200 77 99 0.250s "acme"'
    expect(requestsOf(await read('access-log', line, { logFormat }))).toEqual([
      {
        position: 1,
        method: 'PUT',
        target: '/t?x',
        host: 'gw:8000',
        headers: [
          ['host', 'gw:8000'],
          ['x-tenant-id', 'acme'],
        ],
        at: 1_763_708_400_250,
        requestBytes: 77,
        response: { status: 200, upstreamStatus: 200, bytes: 99, latencyMilliseconds: 250 },
      },
    ])
  })

  test('CSV with columns of usual names, quoted cells over two lines among them', async () => {
    const csv =
      'Timestamp,Method,URL,Status Code,duration_ms,x-tenant-id,note\r\n' +
      '2026-11-21T07:00:00Z,get,"/a?b=1,2",200,12.5,acme,"one\ntwo ""x"""\r\n' +
      '1763708400,POST,https://h/b,,,,\n'
    expect(requestsOf(await read('csv', csv))).toEqual([
      {
        position: 2,
        method: 'GET',
        target: '/a?b=1,2',
        headers: [['x-tenant-id', 'acme']],
        at: Date.parse('2026-11-21T07:00:00Z'),
        response: { status: 200, latencyMilliseconds: 12.5 },
      },
      {
        position: 4,
        method: 'POST',
        target: '/b',
        scheme: 'https',
        host: 'h',
        headers: [],
        at: 1_763_708_400_000,
      },
    ])
  })

  test('CSV by a given mapping', async () => {
    const csv = { fields: { url: 'wohin', consumer: 'wer' }, headers: { 'x-team': 'team' } }
    expect(requestsOf(await read('csv', 'wohin,wer,team\n/a,alice,core', { csv }))).toEqual([
      {
        position: 2,
        method: 'GET',
        target: '/a',
        headers: [['x-team', 'core']],
        consumer: { username: 'alice' },
      },
    ])
  })

  test('OpenAPI', async () => {
    expect(requestsOf(await read('openapi', openapi))).toEqual([
      {
        position: 1,
        method: 'GET',
        target: '/v1/users/1?q=a%20b',
        scheme: 'https',
        host: 'api.example.com',
        headers: [],
      },
      {
        position: 2,
        method: 'DELETE',
        target: '/v1/users/1',
        scheme: 'https',
        host: 'api.example.com',
        headers: [],
      },
    ])
  })

  test('raw HTTP', async () => {
    const text = '\nPOST /a?b HTTP/1.1\r\nHost: h:8000\r\nX-A: 1\r\nX-A: 2\r\n\r\nhello\nworld'
    expect(requestsOf(await read('http', text))).toEqual([
      {
        position: 2,
        method: 'POST',
        target: '/a?b',
        host: 'h:8000',
        headers: [
          ['Host', 'h:8000'],
          ['X-A', '1'],
          ['X-A', '2'],
        ],
        body: 'hello\nworld',
      },
    ])
  })
})

describe('what is no request is named with its place, and the rest is read', () => {
  test.for<[TrafficSource, string, (number | string)[]]>([
    ['har', '{', ['Expected a HAR file']],
    ['har', '{"log":{"entries":[{"request":{"method":"GET"}}]}}', ['Entry 1: request.url']],
    ['har', '{"log":{"entries":[{"request":{"method":"GET","url":"data:,x"}}]}}', ['data:,x is no http URL']],
    [
      'kong-log',
      `${kongLine}\nnot json\n{"request":{}}\n\n${kongLine}`,
      [1, 'Line 2 is no JSON', 'Line 3: request.method', 5],
    ],
    ['access-log', `${combined}\nnonsense\n`, [1, 'Line 2 does not have the format']],
    [
      'access-log',
      combined.replace('GET /a?b=%20c HTTP/1.1', '\\x16\\x03\\x01'),
      ['Line 1 holds no HTTP request'],
    ],
    ['csv', 'a,b\n1,2', ['Say which column holds the URL or path. The columns are: a, b.']],
    ['csv', 'path\n::\n/a', ['Line 2: "::" is no URL', 3]],
    ['openapi', 'openapi: [', ['']],
    ['openapi', 'a: 1', ['Expected an OpenAPI document']],
    ['http', 'hello', ['Expected a request line']],
    ['http', 'GET / HTTP/1.1\nno header\nA: b', [1, 'it is no header']],
  ])('%s: %j', async ([source, text, expected]) => {
    const found = requestsOf(await read(source, text))
    expect(found.map(record => ('message' in record ? record.message : record.position))).toEqual(
      expected.map(part => (typeof part === 'string' ? expect.stringContaining(part) : part)),
    )
  })

  test('a log format without a request is refused', async () => {
    await expect(read('access-log', combined, { logFormat: '$remote_addr $status' })).rejects.toThrow(
      'The format needs $request',
    )
  })

  test('a mapping to a column that is not there says which columns are', async () => {
    const csv = { fields: { url: 'nope' }, headers: {} }
    expect(requestsOf(await read('csv', 'path\n/a', { csv }))).toEqual([
      { position: 1, message: 'There is no column "nope". The columns are: path.' },
    ])
  })
})

test('lines are the same however the text is cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: fc.constantFrom('a', '\n', '\r', 'é') })), async pieces => {
      const cut = await collect(linesOf(pieces))
      const whole = await collect(linesOf([pieces.join('')]))
      expect(cut).toEqual(whole)
      expect(whole.length).toBe(
        pieces.join('').replace(/\n$/, '').split('\n').length - (pieces.join('') === '' ? 1 : 0),
      )
    }),
  )
})
