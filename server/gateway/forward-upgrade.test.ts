import { once } from 'node:events'
import http, { type IncomingMessage, ServerResponse } from 'node:http'
import net, { type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createForwarding } from '#api/forwarding.ts'
import type { Service } from '#entities/gateway-state.ts'
import { asksForWebSocket, forwardUpgrade } from './forward-upgrade.ts'
import { createUpstreamGuard } from './upstream-guard.ts'

const guard = createUpstreamGuard(createForwarding())

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
async function aProxy(port: number): Promise<number> {
  const service: Service = {
    id: 'service',
    protocol: 'http',
    host: '127.0.0.1',
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
