/** What nginx refuses before Kong looks for a Route: Kong's answer on the socket, and the row in the exchange list. */
import { once } from 'node:events'
import http from 'node:http'
import net, { type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { createExchangeLog } from '#live/exchange-log.ts'
import type { LiveRehearsal } from '#live/live-rehearsal.ts'
import { createBatchSender } from '../ingest/send-batch.ts'
import { loadConditions } from './conditions.ts'
import { createGatewayServer } from './gateway-server.ts'
import { createRehearsal } from './rehearsal.ts'
import { createUpstreamPools } from './upstream-pools.ts'

const conditions = await loadConditions()
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function listening(server: net.Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', socket => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A gateway that meters every request by a header that all requests below have, and a Route to an upstream. */
async function aGateway() {
  const upstream = await listening(
    http.createServer((request, response) => request.resume().once('end', () => response.end('fine'))),
  )
  const sender = createBatchSender()
  const pools = createUpstreamPools()
  const rehearsal = createRehearsal({
    studio: () => ({ endpoint: 'http://127.0.0.1:9/events', token: 'studio' }),
    gatewayPort: () => 0,
    environment: {},
    log: createExchangeLog(),
    sender,
    conditions,
  })
  rehearsal.apply({
    id: 'w1',
    name: 'W',
    text: `_format_version: "3.0"
services:
  - name: example-service
    url: http://127.0.0.1:${upstream}/
    routes: [{ name: example-route, paths: ["/open"], protocols: [http] }]
plugins:
  - name: metering-and-billing
    config:
      ingest_endpoint: http://127.0.0.1:9/events
      api_token: spat_x
      subject: { look_up_value_in: header, field: x-tenant }
      queue: { max_coalescing_delay: 3600, max_batch_size: 100 }
`,
    gateway_release: '3.14',
    delivery: 'studio',
    subject_format: 'plain',
    upstreams: {},
    updated_at: '2026-01-01T00:00:00.000Z',
  })
  const report = (error: unknown) => bugs.push(error)
  const bugs: unknown[] = []
  const port = await listening(createGatewayServer({ running: rehearsal.running, pools, report }))
  closers.push(() => Promise.all([sender.close(), pools.close()]))
  closers.push(() => expect(bugs).toEqual([]))
  return { port, rehearsal }
}

async function exchangeBytes(port: number, ...parts: string[]): Promise<string> {
  const socket = net.connect(port, '127.0.0.1')
  for (const part of parts) {
    socket.write(part, 'latin1')
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  return Buffer.concat(await socket.toArray()).toString('latin1')
}

const rows = (rehearsal: LiveRehearsal) => rehearsal.exchanges({ limit: 10 }).exchanges

const end = '\r\nX-Tenant: acme\r\nConnection: close\r\n\r\n'
const dropped = { outcome: 'dropped', reason: 'header_absent' } as const

interface Case {
  what: string
  bytes: string
  status: number
  /** nginx's own page in place of Kong's text. */
  body?: RegExp
  row: { method: string; uri: string }
  why: string
}

const cases: Case[] = [
  {
    what: 'HTTP/1.1 without Host',
    bytes: `GET /open HTTP/1.1${end}`,
    status: 400,
    body: /^Bad request\nrequest_id: [0-9a-f]{32}\n$/,
    row: { method: 'GET', uri: '/open' },
    why: 'client sent HTTP/1.1 request without "Host" header',
  },
  {
    what: 'two Hosts',
    bytes: `GET /open HTTP/1.1\r\nHost: a\r\nHost: b${end}`,
    status: 400,
    row: { method: 'GET', uri: '/open' },
    why: 'client sent duplicate host header',
  },
  {
    what: 'an impossible Host',
    bytes: `GET /open HTTP/1.1\r\nHost: a/b${end}`,
    status: 400,
    row: { method: 'GET', uri: '/open' },
    why: 'client sent invalid host header',
  },
  {
    what: 'no request line',
    bytes: 'nonsense\r\n\r\n',
    status: 400,
    body: /^Bad request\nrequest_id: /,
    row: { method: '-', uri: 'nonsense' },
    why: 'client sent invalid request',
  },
  {
    what: 'the beginning of TLS',
    bytes: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    status: 400,
    row: { method: '-', uri: '\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\x01\\xFC\\x03\\x03' },
    why: 'client sent invalid request',
  },
  {
    what: 'a header line that is none',
    bytes: `GET /open?key=1 HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\nbroken header${end}`,
    status: 400,
    body: /^\{\n {2}"message":"Bad request",\n {2}"request_id":"[0-9a-f]{32}"\n\}$/,
    row: { method: 'GET', uri: '/open' },
    why: 'client sent invalid request',
  },
  {
    what: 'a newer version of HTTP',
    bytes: 'GET /open HTTP/2.1\r\nHost: a\r\n\r\n',
    status: 505,
    body: /<center><h1>505 HTTP Version Not Supported<\/h1><\/center>\r\n<hr><center>openresty<\/center>/,
    row: { method: 'GET', uri: '/open' },
    why: 'client sent invalid version',
  },
  {
    what: 'a URI of more than 8 KiB',
    bytes: `GET /open/${'x'.repeat(8192)} HTTP/1.1\r\nHost: a${end}`,
    status: 414,
    body: /^URI too long\n/,
    row: { method: 'GET', uri: `/open/${'x'.repeat(8192)}` },
    why: 'client sent too long URI',
  },
  {
    what: 'a header line of more than 8 KiB',
    bytes: `GET /open HTTP/1.1\r\nHost: a\r\nX-Large: ${'x'.repeat(8192)}${end}`,
    status: 400,
    body: /^Request header or cookie too large\n/,
    row: { method: 'GET', uri: '/open' },
    why: 'client sent too large header',
  },
  {
    what: 'headers of more than 32 KiB',
    bytes: `GET /open HTTP/1.1\r\nHost: a\r\n${`X: ${'x'.repeat(4000)}\r\n`.repeat(9)}A: b${end}`,
    status: 400,
    body: /^Request header or cookie too large\n/,
    row: { method: 'GET', uri: '/open' },
    why: 'client sent too large header',
  },
  {
    what: 'TRACE',
    bytes: `TRACE /open HTTP/1.1\r\nHost: a${end}`,
    status: 405,
    body: /^Method not allowed\n/,
    row: { method: 'TRACE', uri: '/open' },
    why: 'client sent TRACE method',
  },
  {
    what: 'CONNECT',
    bytes: `CONNECT a:443 HTTP/1.1\r\nHost: a${end}`,
    status: 405,
    row: { method: 'CONNECT', uri: 'a:443' },
    why: 'client sent CONNECT method',
  },
  {
    what: 'an unknown Transfer-Encoding',
    bytes: `POST /open HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip${end}`,
    status: 501,
    body: /<title>501 Not Implemented<\/title>/,
    row: { method: 'POST', uri: '/open' },
    why: 'client sent unknown "Transfer-Encoding"',
  },
  {
    what: 'an unknown Transfer-Encoding before chunked',
    bytes: `POST /open HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked${end}0\r\n\r\n`,
    status: 501,
    row: { method: 'POST', uri: '/open' },
    why: 'client sent unknown "Transfer-Encoding"',
  },
  {
    what: 'a length and chunks',
    bytes: `POST /open HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked${end}0\r\n\r\n`,
    status: 400,
    row: { method: 'POST', uri: '/open' },
    why: 'client sent "Content-Length" and "Transfer-Encoding" headers at the same time',
  },
]

describe('nginx refuses', () => {
  test.for(cases)('$what: $status', async ({ bytes, status, body, row, why }) => {
    const { port, rehearsal } = await aGateway()
    const answer = await exchangeBytes(port, bytes)
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(answer).toMatch(/\r\nX-Kong-Request-Id: [0-9a-f]{32}\r\n/)
    if (body !== undefined) expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toMatch(body)
    await expect.poll(() => rows(rehearsal)).toMatchObject([{ ...row, ...dropped, status }])
    const [logged] = rows(rehearsal)
    expect(logged?.request_id).toBe(/X-Kong-Request-Id: (\w+)/.exec(answer)?.[1])
    expect(logged).not.toHaveProperty('route')
    expect(logged?.trace[0]).toMatchObject({ step: 'route', outcome: 'failed' })
    expect(logged?.trace[0]?.summary).toContain(why)
    // The row of the global plugin is the one that the log phase had.
    expect(logged?.trace.find(({ step }) => step === 'plugin')?.path).toEqual(['plugins', 0])
  })
})

test('HTTP/1.0 needs no Host, and unknown Expectations are nobody’s business', async () => {
  const { port, rehearsal } = await aGateway()
  expect(await exchangeBytes(port, `GET /open HTTP/1.0${end}`)).toMatch(/^HTTP\/1\.1 200 /)
  expect(await exchangeBytes(port, `GET /open HTTP/1.1\r\nHost: a\r\nExpect: luck${end}`)).toMatch(
    /^HTTP\/1\.1 200 /,
  )
  await expect.poll(() => rows(rehearsal)).toMatchObject([{ status: 200 }, { status: 200 }])
})

test('a chunk without a length is 400, on the Route that was found', async () => {
  const { port, rehearsal } = await aGateway()
  const head = `POST /open HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked${end}`
  const answer = await exchangeBytes(port, `${head}5\r\nhello\r\n`, 'zz\r\n')
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  expect(answer).toMatch(/\r\n\r\nBad request\nrequest_id: /)
  await expect
    .poll(() => rows(rehearsal))
    .toMatchObject([{ status: 400, route: { name: 'example-route' }, outcome: 'emitted' }])
  const [logged] = rows(rehearsal)
  expect(logged?.trace.find(({ step }) => step === 'upstream')?.summary).toContain(
    'the client sent an invalid body',
  )
})

test('garbage behind a request is refused after its answer, as a row of its own', async () => {
  const { port, rehearsal } = await aGateway()
  const answers = await exchangeBytes(
    port,
    'GET /open HTTP/1.1\r\nHost: a\r\nX-Tenant: acme\r\n\r\nnonsense\r\n\r\n',
  )
  expect([...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '400'])
  await expect
    .poll(() => rows(rehearsal))
    .toMatchObject([
      { status: 400, method: '-', uri: 'nonsense' },
      { status: 200, method: 'GET', uri: '/open' },
    ])
})
