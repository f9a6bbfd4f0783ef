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
const X = 'x'.charCodeAt(0)
/** More than sockets take while nobody reads. */
const MUCH = 16 * 1024 * 1024

/** As the queue's pages are. */
function piecesOf(size: number): Uint8Array<ArrayBuffer>[] {
  return Array.from({ length: Math.ceil(size / PAGE) }, (_, index) =>
    new Uint8Array(Math.min(PAGE, size - index * PAGE)).fill(X),
  )
}

/** Counts the bytes of bodies that come, those of `x`, since no header has one. Tells when a body begins. */
function countBodies(socket: Socket, size: number, onBegin: () => void): () => number {
  let bytes = 0
  let begun = 0
  socket.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === X) bytes += 1
    if (bytes <= begun * size) return
    begun += 1
    onBegin()
  })
  return () => bytes
}

const ACCEPTED = 'HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n'
const ACCEPTED_UNTIL_CLOSE = 'HTTP/1.1 202 Accepted\r\n\r\n'
const TIMEOUT = expect.stringMatching(/: timeout$/)

describe.for(['http', 'https'] as const)('over %s, a batch of many bytes', scheme => {
  test.for([
    ['keeps its side open', (socket: Socket) => socket.write(ACCEPTED), 1],
    ['ends its side', (socket: Socket) => socket.end(ACCEPTED), 2],
    ['ends its side, which ends the answer', (socket: Socket) => socket.end(ACCEPTED_UNTIL_CLOSE), 2],
    ['says more than it should', (socket: Socket) => socket.write(ACCEPTED + ACCEPTED), 2],
  ] as const)(
    'that is accepted at once by an endpoint that reads on, and %s, arrives whole',
    async ([, accept, connections]) => {
      const received: (() => number)[] = []
      const { post, sockets } = await anEndpoint(scheme, socket => {
        received.push(countBodies(socket, MUCH, () => accept(socket)))
      })
      const accepted = { ok: true, status: 202 }
      expect([await post(MUCH), await post(MUCH)]).toEqual([accepted, accepted])
      const bytes = () => received.reduce((sum, count) => sum + count(), 0)
      await expect.poll(bytes, { timeout: 10_000 }).toBe(2 * MUCH)
      expect(sockets).toHaveLength(connections)
    },
  )

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
