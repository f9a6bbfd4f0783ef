import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import net, { type AddressInfo, type Socket } from 'node:net'
import { request as send } from 'undici'
import { afterEach, describe, expect, test } from 'vitest'
import type { Consumer, GatewayState, PluginRow, Route, Service } from '#entities/gateway-state.ts'
import type { Finished } from '#gateway/exchange-of.ts'
import { createGateway } from '#gateway/gateway.ts'
import type { RunningGateway } from '#live/running-gateway.ts'
import { createGatewayServer } from './gateway-server.ts'
import { createUpstreamPools } from './upstream-pools.ts'

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

function aService(port: number, changes: Partial<Service> = {}): Service {
  return {
    id: 'service-1',
    name: 'example-service',
    protocol: 'http',
    host: '127.0.0.1',
    port,
    path: '/base',
    retries: 5,
    connect_timeout: 60_000,
    write_timeout: 60_000,
    read_timeout: 60_000,
    enabled: true,
    tls_verify: null,
    tags: [],
    origin: [],
    ...changes,
  }
}

function aRoute(changes: Partial<Route>): Route {
  return {
    id: 'route-1',
    service: 'service-1',
    protocols: ['http', 'https'],
    strip_path: true,
    preserve_host: false,
    regex_priority: 0,
    https_redirect_status_code: 426,
    tags: [],
    origin: [],
    ...changes,
  }
}

const alice: Consumer = {
  id: 'alice-id',
  username: 'alice',
  tags: [],
  keyauth_credentials: [{ id: 'key-id', key: 'alice-key' }],
  basicauth_credentials: [],
  jwt_secrets: [],
  origin: [],
}

const keyAuth: PluginRow = {
  id: 'key-auth-1',
  name: 'key-auth',
  enabled: true,
  protocols: ['http', 'https'],
  route: 'route-2',
  config: {},
  tags: [],
  origin: [],
}

interface Started {
  url: string
  port: number
  /** One per finished request. */
  logged: { finished: Finished; milliseconds: number; consumer: string | undefined }[]
  /** Resolves with the next log phase. */
  next(): Promise<Finished>
}

interface Setup {
  service: Service
  upstreamOf?: RunningGateway['upstreamOf']
}

async function aGateway({ service, upstreamOf = () => 'forward' }: Setup): Promise<Started> {
  const state: GatewayState = {
    services: [service],
    routes: [
      aRoute({ id: 'route-1', paths: ['/open'] }),
      aRoute({ id: 'route-2', paths: ['/keyed'] }),
      aRoute({ id: 'route-3', paths: ['/tls'], protocols: ['https'] }),
    ],
    consumers: [alice],
    plugins: [keyAuth],
  }
  const logged: Started['logged'] = []
  let waiting: (finished: Finished) => void = () => undefined
  const running: RunningGateway = {
    gateway: createGateway(state, { release: '3.14', kongVersion: '3.14.0.0' }),
    kongVersion: '3.14.0.0',
    upstreamOf,
    log(pass, finished, milliseconds) {
      logged.push({ finished, milliseconds, consumer: pass.consumer?.username })
      waiting(finished)
    },
  }
  const pools = createUpstreamPools()
  const bugs: unknown[] = []
  const server = createGatewayServer({ running: () => running, pools, report: bug => bugs.push(bug) })
  const port = await listening(server)
  closers.push(() => pools.close())
  closers.push(() => expect(bugs).toEqual([]))
  const next = () =>
    new Promise<Finished>(resolve => {
      waiting = resolve
    })
  return { url: `http://127.0.0.1:${port}`, port, logged, next }
}

async function anUpstream(answer: http.RequestListener): Promise<Service> {
  return aService(await listening(http.createServer(answer)))
}

/** Sends bytes as they are; everything that comes back until the connection ends. */
async function exchangeBytes(port: number, bytes: string): Promise<Buffer> {
  const socket = net.connect(port, '127.0.0.1')
  socket.write(bytes, 'latin1')
  return Buffer.concat(await socket.toArray())
}

describe('the upstream', () => {
  test('gets Kong’s path and headers; the client gets its answer with Kong’s headers', async () => {
    const seen: unknown[] = []
    const service = await anUpstream((request, response) => {
      seen.push(request.url, request.headers.via, request.headers['x-forwarded-path'], request.headers.host)
      response.writeHead(201, ['Content-Length', '2']).end('ok')
    })
    const { url, next } = await aGateway({ service })
    const logged = next()
    const answer = await send(`${url}/open/a?b=1`)
    expect([answer.statusCode, await answer.body.text()]).toEqual([201, 'ok'])
    expect(seen).toEqual(['/base/a?b=1', '1.1 kong/3.14.0.0', '/open/a', `127.0.0.1:${service.port}`])
    expect(answer.headers).toMatchObject({
      via: '1.1 kong/3.14.0.0',
      'x-kong-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
      'x-kong-upstream-latency': expect.stringMatching(/^\d+$/),
    })
    expect(await logged).toMatchObject({ status: 201, upstreamStatus: 201 })
  })

  test('knows the Consumer, and not the key', async () => {
    const seen: IncomingMessage['headers'][] = []
    const service = await anUpstream((request, response) => {
      seen.push(request.headers)
      response.end()
    })
    const { url, logged, next } = await aGateway({ service })
    const done = next()
    await (await send(`${url}/keyed`, { headers: { apikey: 'alice-key' } })).body.dump()
    await done
    expect(seen[0]).toMatchObject({ 'x-consumer-username': 'alice' })
    expect(seen[0]).not.toHaveProperty('apikey')
    expect(logged.map(({ consumer }) => consumer)).toEqual(['alice'])
  })
})

test.for([
  ['/nowhere', 404, 'no Route matched with those values'],
  ['/keyed', 401, 'No API key found in request'],
  ['/tls', 426, 'Please use HTTPS protocol'],
] as const)('%s → %i %s', async ([path, status, message]) => {
  const { url, next } = await aGateway({ service: aService(1) })
  const logged = next()
  const answer = await send(url + path)
  const id = answer.headers['x-kong-request-id']
  expect(answer.statusCode).toBe(status)
  expect(await answer.body.text()).toBe(`{\n  "message":"${message}",\n  "request_id":"${id}"\n}`)
  const finished = await logged
  expect(finished.status).toBe(status)
  expect(finished).not.toHaveProperty('upstreamStatus')
})

test('an upstream that is down is 502 in nginx’s shape, and 502 for the log phase', async () => {
  const gone = net.createServer()
  const port = await listening(gone)
  gone.close()
  const { url, next } = await aGateway({ service: aService(port) })
  const logged = next()
  const answer = await send(`${url}/open`, { headers: { accept: 'text/plain' } })
  const id = answer.headers['x-kong-request-id']
  expect([answer.statusCode, await answer.body.text()]).toEqual([
    502,
    `An invalid response was received from the upstream server\nrequest_id: ${id}\n`,
  ])
  expect(await logged).toMatchObject({ status: 502, upstreamStatus: 502 })
})

test('a Service that points at the gateway is 508', async () => {
  const { url, next } = await aGateway({ service: aService(8000), upstreamOf: () => 'loop' })
  const logged = next()
  const answer = await send(`${url}/open`)
  expect([answer.statusCode, await answer.body.json()]).toMatchObject([
    508,
    { message: 'Loop detected: the Service example-service points at the gateway itself (127.0.0.1:8000)' },
  ])
  await logged
})

test('the echo answers as an upstream would, without one', async () => {
  const { url, next } = await aGateway({
    service: aService(80, { host: 'httpbin.konghq.com' }),
    upstreamOf: () => 'echo',
  })
  const logged = next()
  const answer = await send(`${url}/open/x?a=1`, { method: 'POST', body: 'hi', headers: { 'x-test': '1' } })
  expect(await answer.body.json()).toMatchObject({
    args: { a: '1' },
    data: 'hi',
    method: 'POST',
    url: 'http://httpbin.konghq.com/base/x?a=1',
    headers: { 'X-Test': '1' },
  })
  expect(await logged).toMatchObject({ status: 200, upstreamStatus: 200 })
})

describe('sizes are those on the wire', () => {
  test.for([
    'GET /open HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    'POST /open HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello',
    'GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    'GET /open HTTP/1.1\r\nConnection: close\r\n\r\n',
    'nonsense\r\n\r\n',
  ])('%j', async request => {
    const service = await anUpstream((_request, response) => response.end('x'.repeat(100_000)))
    const { port, next } = await aGateway({ service })
    const logged = next()
    const received = await exchangeBytes(port, request)
    const { requestBytes, responseBytes } = await logged
    expect([requestBytes, responseBytes]).toEqual([request.length, received.length])
  })

  test('of each request on a kept and pipelined connection', async () => {
    const service = await anUpstream((_request, response) => response.end('ok'))
    const { port, logged } = await aGateway({ service })
    const one = 'GET /open HTTP/1.1\r\nHost: a\r\n\r\n'
    const last = 'GET /open HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
    const received = await exchangeBytes(port, one + one + last)
    await expect.poll(() => logged.length).toBe(3)
    const sizes = logged.map(({ finished }) => finished.responseBytes)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(received.length)
    // Each ends where the next begins: the answers' latencies may differ in digits.
    expect(sizes[0]).toBe(received.indexOf('HTTP/1.1', 1))
    expect((sizes[0] ?? 0) + (sizes[1] ?? 0)).toBe(received.lastIndexOf('HTTP/1.1'))
  })
})

test('a client that leaves before the answer is 499', async () => {
  const arrived = Promise.withResolvers<void>()
  const service = await anUpstream(() => arrived.resolve())
  const { url, next } = await aGateway({ service })
  const logged = next()
  const request = http.get(`${url}/open`)
  request.once('error', () => undefined)
  await arrived.promise
  request.destroy()
  const finished = await logged
  expect(finished).toMatchObject({ status: 499, responseBytes: 0 })
})

test('a 401 does not ask for the body of a client that waits to send it', async () => {
  const { port } = await aGateway({ service: aService(1) })
  const head = 'POST /keyed HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n'
  expect(String(await exchangeBytes(port, head))).toMatch(/^HTTP\/1.1 401 /)
})

test('a WebSocket is passed through and logged when it closes', async () => {
  const upstream = http.createServer()
  upstream.on('upgrade', (request, socket) => {
    socket.end(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n${request.url}`,
    )
  })
  const { url, next } = await aGateway({ service: aService(await listening(upstream)) })
  const logged = next()
  const request = http.get(`${url}/open/chat`, { headers: { connection: 'Upgrade', upgrade: 'websocket' } })
  const [answer, socket, head] = (await once(request, 'upgrade')) as [IncomingMessage, Socket, Buffer]
  expect(answer.headers.upgrade).toBe('websocket')
  expect(String(head) + Buffer.concat(await socket.toArray())).toBe('/base/chat')
  expect(await logged).toMatchObject({ status: 101, upstreamStatus: 101 })
})

test('another upgrade is answered without one', async () => {
  const service = await anUpstream((request, response) => response.end(request.headers.upgrade ?? 'none'))
  const { url } = await aGateway({ service })
  const request = http.get(`${url}/open`, {
    headers: { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c' },
  })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  expect(Buffer.concat(await answer.toArray()).toString()).toBe('none')
})

test('an absolute request target is its path on its host', async () => {
  const service = await anUpstream((request, response) => response.end(request.url))
  const { port, next } = await aGateway({ service })
  const logged = next()
  const answer = String(
    await exchangeBytes(
      port,
      'GET http://other.example/open?a=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    ),
  )
  expect(answer).toMatch(/^HTTP\/1.1 200 /)
  expect(await logged).toMatchObject({ status: 200 })
})
