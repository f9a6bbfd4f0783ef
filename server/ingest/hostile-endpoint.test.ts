import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import tls from 'node:tls'
import { generate } from 'selfsigned'
import { afterEach, describe, expect, test } from 'vitest'
import type { DeliveryTarget, SendOutcome } from '#live/batch-sender.ts'
import { createBatchSender } from './send-batch.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

type Scheme = 'http' | 'https'

const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }])

interface Endpoint {
  post(size: number, changes?: Partial<DeliveryTarget>): Promise<SendOutcome>
  /** The connections that came, in order. */
  sockets: Socket[]
}

/** An endpoint that does with each connection, counted from 1, what `take` does. */
async function anEndpoint(scheme: Scheme, take: (socket: Socket, count: number) => void): Promise<Endpoint> {
  const sockets: Socket[] = []
  const onConnection = (socket: Socket) => {
    sockets.push(socket)
    socket.on('error', () => socket.destroy())
    take(socket, sockets.length)
  }
  const options = { allowHalfOpen: true }
  const server =
    scheme === 'http'
      ? net.createServer(options, onConnection)
      : tls.createServer({ ...options, key, cert }, onConnection)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sender = createBatchSender()
  closers.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await sender.close()
  })
  const target: DeliveryTarget = {
    endpoint: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    token: 'spat_secret',
    timeoutMilliseconds: 10_000,
    keepaliveMilliseconds: 60_000,
    sslVerify: false,
  }
  return {
    sockets,
    post: (size, changes) =>
      sender.send(
        { contentType: 'application/cloudevents+json', pieces: piecesOf(size) },
        { ...target, ...changes },
      ),
  }
}

const PAGE = 16_384
/** More than sockets take while nobody reads. */
const MUCH = 16 * 1024 * 1024

/** As the queue's pages are. */
function piecesOf(size: number): Uint8Array<ArrayBuffer>[] {
  return Array.from({ length: Math.ceil(size / PAGE) }, (_, index) =>
    new Uint8Array(Math.min(PAGE, size - index * PAGE)).fill('x'.charCodeAt(0)),
  )
}

/** The bytes of `x` that came: the body, since no header has one. */
function countBody(socket: Socket): () => number {
  let bytes = 0
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.toString('latin1').replace(/[^x]/g, '').length
  })
  return () => bytes
}

const ACCEPTED = 'HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n'
const TIMEOUT = expect.stringMatching(/: timeout$/)

describe.for(['http', 'https'] as const)('over %s, a batch of many bytes', scheme => {
  test('that is accepted before it came is sent to its end, and then its connection is kept', async () => {
    const received: (() => number)[] = []
    const { post, sockets } = await anEndpoint(scheme, socket => {
      received.push(countBody(socket))
      socket.once('data', () => socket.write(ACCEPTED))
    })
    expect(await post(MUCH)).toEqual({ ok: true, status: 202 })
    expect(sockets).toHaveLength(1)
    const [socket] = sockets
    while (received[0]?.() !== MUCH) await once(socket ?? net.connect(0), 'data')
    expect(received.map(count => count())).toEqual([MUCH])
  })

  test.for([
    ['keeps its side open', false],
    ['closes its side', true],
  ] as const)('that is accepted at once by an endpoint that %s and reads on, arrives whole', async ([, ends]) => {
    let count = () => 0
    const { post, sockets } = await anEndpoint(scheme, socket => {
      count = countBody(socket)
      socket.once('data', () => (ends ? socket.end(ACCEPTED) : socket.write(ACCEPTED)))
    })
    expect(await post(MUCH)).toEqual({ ok: true, status: 202 })
    const [socket] = sockets
    while (count() !== MUCH) await once(socket ?? net.connect(0), 'data')
    expect(count()).toBe(MUCH)
  })

  test('that is accepted by an endpoint that never reads it is not delivered', async () => {
    const { post } = await anEndpoint(scheme, socket => {
      socket.write(ACCEPTED)
    })
    expect(await post(MUCH, { timeoutMilliseconds: 50 })).toEqual({ ok: false, error: TIMEOUT })
  })

  test('that is accepted by an endpoint that closes instead of reading it is not delivered', async () => {
    const { post } = await anEndpoint(scheme, socket => {
      socket.once('readable', () => socket.write(ACCEPTED, () => socket.destroy()))
    })
    expect(await post(MUCH)).toEqual({
      ok: false,
      error: expect.stringMatching(/: (closed|connection reset by peer)$/),
    })
  })
})
