import { once } from 'node:events'
import http, { type IncomingMessage, ServerResponse } from 'node:http'
import net, { type AddressInfo, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { createForwarding } from '#api/forwarding.ts'
import type { Service } from '#entities/gateway-state.ts'
import { asksForWebSocket, forwardUpgrade } from './forward-upgrade.ts'
import { createTunnels } from './tunnels.ts'
import { createUpstreamGuard } from './upstream-guard.ts'

const guard = createUpstreamGuard(createForwarding())
/** Hosts that nobody allows any more: this machine itself is one only here. */
const forbidden = new Set<string>()
const tunnels = createTunnels({ forbids: (host, address) => forbidden.has(`${host} ${address}`) })
afterEach(() => forbidden.clear())

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

/** A server that passes upgrades to the port. */
async function aProxy(port: number, host = '127.0.0.1'): Promise<number> {
  const service: Service = {
    id: 'service',
    protocol: 'http',
    host,
    port,
    path: null,
    retries: 5,
    connect_timeout: 60_000,
    write_timeout: 60_000,
    read_timeout: 60_000,
    enabled: true,
    tls_verify: null,
    tags: [],
    origin: [],
  }
  const server = http.createServer()
  server.on('upgrade', (request, socket, head) => {
    const response = new ServerResponse(request)
    response.assignSocket(socket as Socket)
    forwardUpgrade({
      request,
      response,
      socket,
      head,
      service,
      guard,
      tunnels,
      path: request.url ?? '/',
      headers: [
        'Host',
        'upstream',
        'Connection',
        'Upgrade',
        'Upgrade',
        'websocket',
        'Sec-WebSocket-Key',
        request.headers['sec-websocket-key'] ?? '',
      ],
      onAnswer: () => [],
      onBreak: () => {},
      onFailure: failure => response.writeHead(failure.status).end(failure.message),
    })
  })
  return listening(server)
}

function upgrade(port: number): http.ClientRequest {
  return http
    .request({
      port,
      path: '/chat',
      headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'k' },
    })
    .end()
}

test('after the upstream’s 101, bytes go both ways until one side closes', async () => {
  const upstream = http.createServer()
  upstream.on('upgrade', (request, socket) => {
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`)
    socket.write(`hello ${request.headers['sec-websocket-key']}`)
    socket.once('data', bytes => socket.end(`back ${bytes}`))
  })
  const proxy = await aProxy(await listening(upstream))
  const [answer, socket, head] = (await once(upgrade(proxy), 'upgrade')) as [IncomingMessage, Socket, Buffer]
  expect([answer.statusCode, answer.headers.upgrade]).toEqual([101, 'websocket'])
  let received = head.toString()
  socket.on('data', bytes => {
    received += bytes
  })
  socket.write('ping')
  await once(socket, 'close')
  expect(received).toBe('hello kback ping')
})

test.for(['127.0.0.1', 'localhost'])(
  'it ends when %s is no longer allowed, and others do not',
  async host => {
    const upstream = http.createServer()
    const others: Duplex[] = []
    upstream.on('upgrade', (_request, socket) => {
      others.push(socket)
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`)
      socket.on('data', bytes => socket.write(`back ${bytes}`))
      socket.on('end', () => socket.end())
    })
    const proxy = await aProxy(await listening(upstream), host)
    const [, socket] = (await once(upgrade(proxy), 'upgrade')) as [IncomingMessage, Socket, Buffer]
    forbidden.add('10.0.0.5 10.0.0.5')
    tunnels.endForbidden()
    socket.write('ping')
    expect(String((await once(socket, 'data'))[0])).toBe('back ping')
    forbidden.add(`${host} 127.0.0.1`).add(`${host} ::1`)
    tunnels.endForbidden()
    await once(socket.resume(), 'close')
    for (const other of others) if (!other.destroyed) await once(other, 'close')
  },
)

test('one whose host was forbidden while it was opening ends at once', async () => {
  const upstream = http.createServer()
  upstream.on('upgrade', (_request, socket) => {
    forbidden.add('127.0.0.1 127.0.0.1')
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`)
  })
  const [, socket] = (await once(upgrade(await aProxy(await listening(upstream))), 'upgrade')) as [
    IncomingMessage,
    Socket,
  ]
  await once(socket.resume(), 'close')
})

test('an upgrade that waits for its answer is refused when its host is no longer allowed', async () => {
  const upstream = http.createServer()
  upstream.on('upgrade', () => {
    forbidden.add('127.0.0.1 127.0.0.1')
    tunnels.endForbidden()
  })
  const [answer] = (await once(upgrade(await aProxy(await listening(upstream))), 'response')) as [
    IncomingMessage,
  ]
  expect(answer.statusCode).toBe(502)
  expect(Buffer.concat(await answer.toArray()).toString()).toBe(
    '127.0.0.1 is no longer allowed in Live traffic',
  )
})

test('an upstream that refuses the upgrade answers the client', async () => {
  const upstream = http.createServer((_request, response) => response.writeHead(404).end('no chat here'))
  const proxy = await aProxy(await listening(upstream))
  const [answer] = (await once(upgrade(proxy), 'response')) as [IncomingMessage]
  expect(answer.statusCode).toBe(404)
  expect(Buffer.concat(await answer.toArray()).toString()).toBe('no chat here')
})

test('nobody listens → 502', async () => {
  const gone = net.createServer()
  const port = await listening(gone)
  gone.close()
  const [answer] = (await once(upgrade(await aProxy(port)), 'response')) as [IncomingMessage]
  expect(answer.statusCode).toBe(502)
})

test.for([
  ['websocket', true],
  ['WebSocket', true],
  ['h2c', false],
  [undefined, false],
] as const)('upgrade: %s asks for a WebSocket: %s', ([upgrade, expected]) => {
  expect(asksForWebSocket({ headers: upgrade === undefined ? {} : { upgrade } })).toBe(expected)
})
