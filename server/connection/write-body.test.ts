import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import tls from 'node:tls'
import { generate } from 'selfsigned'
import { afterEach, expect, test } from 'vitest'
import { writeBody } from './write-body.ts'

const closers: (() => unknown)[] = []
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close()
})

const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }])

async function connected(scheme: 'http' | 'https', take: (socket: Socket) => void): Promise<Socket> {
  const server = scheme === 'http' ? net.createServer(take) : tls.createServer({ key, cert }, take)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket =
    scheme === 'http'
      ? net.connect(port, '127.0.0.1')
      : tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  closers.push(() => {
    socket.destroy()
    server.close()
  })
  await once(socket, scheme === 'http' ? 'connect' : 'secureConnect')
  return socket
}

const PIECE = 16_384
const pieces = Array.from({ length: 1000 }, (_, index) => new Uint8Array(PIECE).fill(index))

test.for([
  ['http', pieces.length],
  ['https', 4],
] as const)(
  'over %s, at most %i pieces of a page are with the socket, and all arrive',
  async ([scheme, most]) => {
    const received: Buffer[] = []
    const socket = await connected(scheme, other => {
      other.on('error', () => other.destroy())
      other.on('data', chunk => received.push(chunk))
      other.on('end', () => other.end())
    })
    let mostBytes = 0
    const isWanted = () => {
      setImmediate(() => {
        mostBytes = Math.max(mostBytes, socket.writableLength)
      })
      return true
    }
    const written = new Promise<void>(resolve => writeBody(socket, { pieces, isWanted, onWritten: resolve }))
    mostBytes = socket.writableLength
    await written
    socket.end()
    await once(socket.resume(), 'close')
    expect(mostBytes).toBeLessThanOrEqual(most * PIECE)
    expect(Buffer.concat(received).equals(Buffer.concat(pieces))).toBe(true)
  },
)

test('over https, the rest is not written for nobody', async () => {
  let received = 0
  const socket = await connected('https', other => {
    other.on('error', () => other.destroy())
    other.on('data', chunk => {
      received += chunk.length
    })
    other.on('end', () => other.end())
  })
  await new Promise<void>((resolve, reject) => {
    const isWanted = () => {
      resolve()
      return false
    }
    writeBody(socket, { pieces, isWanted, onWritten: () => reject(new Error('written')) })
  })
  socket.end()
  await once(socket.resume(), 'close')
  expect(received).toBe(4 * PIECE)
})
