import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import { buildConnector } from 'undici'
import { afterEach, describe, expect, test } from 'vitest'
import { createPlainConnection } from './plain-connection.ts'
import type { UpstreamConnection } from './upstream-connection.ts'

const closers: (() => unknown)[] = []
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close()
})

interface Upstream {
  connection: UpstreamConnection
  /** The connections that came, in order. */
  sockets: Socket[]
  /** The requests that came, in order. */
  heads: string[]
}

/** An upstream that answers each request by writing what `answer` says, and a connection to it. */
async function upstream(
  answer: (socket: Socket, count: number) => void,
  maxHeaderBytes = 1000,
): Promise<Upstream> {
  const sockets: Socket[] = []
  const heads: string[] = []
  const server = net.createServer(socket => {
    sockets.push(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', head => {
      heads.push(head.toString('latin1'))
      answer(socket, heads.length)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const connect = buildConnector({ timeout: 5000 })
  const connection = createPlainConnection({ connect, origin, idleMilliseconds: 60_000, maxHeaderBytes })
  closers.push(() => {
    connection.destroy()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { connection, sockets, heads }
}

/** What became of a GET: `status message: body`, or the code of its error behind what came before. */
function get(connection: UpstreamConnection, headers: string[] = [], timeout = 5000): Promise<string> {
  return new Promise(resolve => {
    let text = ''
    connection.dispatch(
      { method: 'GET', path: '/a?b', headers, headersTimeout: timeout },
      {
        // biome-ignore lint/complexity/useMaxParams: undici's interface.
        onResponseStart(_controller, status, _headers, message) {
          text += `${status} ${message}: `
        },
        onResponseData(_controller, chunk) {
          text += chunk.toString('latin1')
        },
        onResponseEnd: () => resolve(text),
        onResponseError: (_controller, error) =>
          resolve(`${text}${'code' in error ? (error.code ?? error.name) : error.name}`),
      },
    )
  })
}

async function drip(socket: Socket, text: string): Promise<void> {
  for (const character of text) {
    socket.write(character, 'latin1')
    await new Promise(setImmediate)
  }
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'

describe('a connection for GETs', () => {
  test('writes the request as it is given, and is kept for the next one', async () => {
    const { connection, sockets, heads } = await upstream(socket => socket.write(OK))
    expect(await get(connection, ['Host', 'example.com', 'X-A', '\xe9'])).toBe('200 OK: hi')
    expect(await get(connection, ['X-A', ''])).toBe('200 OK: hi')
    expect(sockets).toHaveLength(1)
    expect(heads[0]).toBe('GET /a?b HTTP/1.1\r\nHost: example.com\r\nX-A: \xe9\r\n\r\n')
    expect(heads[1]).toMatch(/^GET \/a\?b HTTP\/1\.1\r\nX-A: \r\nHost: 127\.0\.0\.1:\d+\r\n\r\n$/)
  })

  test.for([
    ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', '200 OK: hello'],
    [
      'chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n',
      '200 OK: hello',
    ],
    ['no body', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n', '304 Not Modified: '],
    [
      'interim answers',
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n${OK}`,
      '200 OK: hi',
    ],
  ] as const)(
    '%s: read alike at once and byte by byte, and the connection is kept',
    async ([, answer, expected]) => {
      const { connection, sockets } = await upstream((socket, count) => {
        if (count === 1) socket.write(answer, 'latin1')
        else void drip(socket, answer)
      })
      expect([await get(connection), await get(connection)]).toEqual([expected, expected])
      expect(sockets).toHaveLength(1)
    },
  )

  test.for([
    ['Connection: close', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi'],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi'],
    ['bytes behind the answer', `${OK}${OK}`],
    ['bytes behind an answer without a body', `HTTP/1.1 204 OK: hi\r\n\r\nhi`],
  ] as const)('%s: the next request has a connection of its own', async ([, answer]) => {
    const { connection, sockets } = await upstream(socket => socket.write(answer))
    expect(await get(connection)).toContain('OK: ')
    expect(await get(connection)).toContain('OK: ')
    expect(sockets).toHaveLength(2)
  })

  test('an answer that nobody asked for is not the answer to the next request', async () => {
    const { connection, sockets } = await upstream(socket => socket.write(OK))
    await get(connection)
    const [first] = sockets
    first?.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil')
    if (first !== undefined) await once(first, 'close')
    expect(await get(connection)).toBe('200 OK: hi')
    expect(sockets).toHaveLength(2)
  })

  test('an upstream that ended the idle connection is connected to again', async () => {
    const { connection, sockets } = await upstream(socket => socket.write(OK))
    await get(connection)
    const [first] = sockets
    first?.end()
    if (first !== undefined) await once(first, 'close')
    expect(await get(connection)).toBe('200 OK: hi')
  })

  test('a body without a length ends with its connection', async () => {
    const { connection } = await upstream(socket => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'))
    expect(await get(connection)).toBe('200 OK: all of it')
  })

  test.for([
    ['garbage', 'garbage', 'HTTPParserError'],
    ['a head with bare line feeds', 'HTTP/1.1 200 OK\nX: 1\n\n', 'HTTPParserError'],
    [
      'length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nhi',
      'HTTPParserError',
    ],
    ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n', 'HTTPParserError'],
    ['a bad chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', '200 OK: HTTPParserError'],
    ['a head that is too long', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(2000)}`, 'UND_ERR_HEADERS_OVERFLOW'],
    ['no head in time', 'HTTP/1.1 200', 'UND_ERR_HEADERS_TIMEOUT'],
    ['no body in time', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe', '200 OK: heUND_ERR_BODY_TIMEOUT'],
  ] as const)('%s → an error, and the connection is closed', async ([, answer, error]) => {
    const { connection, sockets } = await upstream(socket => socket.write(answer))
    expect(await get(connection, [], 100)).toBe(error)
    const [first] = sockets
    if (first?.closed === false) await once(first, 'close')
    expect(first?.closed).toBe(true)
  })

  test.for([
    ['before the answer', '', 'UND_ERR_SOCKET'],
    ['in the head', 'HTTP/1.1 200 OK\r\nX', 'UND_ERR_SOCKET'],
    ['in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe', '200 OK: heUND_ERR_SOCKET'],
    [
      'in a chunk',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe',
      '200 OK: heUND_ERR_SOCKET',
    ],
  ] as const)('an upstream that ends %s → an error', async ([, answer, error]) => {
    const { connection } = await upstream(socket => socket.end(answer))
    expect(await get(connection)).toBe(error)
  })

  test('a client that takes nothing is waited for, and its last piece stops nobody', async () => {
    const { connection, sockets } = await upstream((socket, count) => {
      socket.write(count === 1 ? 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab' : OK)
      if (count === 1) setTimeout(() => socket.write('cd'), 20)
    })
    const first = await new Promise(resolve => {
      let text = ''
      connection.dispatch(
        { method: 'GET', path: '/', headers: [], headersTimeout: 100 },
        {
          onResponseData(controller, chunk) {
            text += chunk.toString('latin1')
            controller.pause()
            // Later than the timeout, which is the upstream's and not the client's.
            if (text === 'ab') setTimeout(() => controller.resume(), 250)
          },
          onResponseEnd: () => resolve(text),
          onResponseError: (_controller, error) => resolve(error),
        },
      )
    })
    expect(first).toBe('abcd')
    expect(await get(connection)).toBe('200 OK: hi')
    expect(sockets).toHaveLength(1)
  })

  test('an answer that came in time is read, however late this process looks', async () => {
    const { connection } = await upstream(socket => {
      socket.write(OK)
      const until = performance.now() + 60
      while (performance.now() < until);
    })
    expect(await get(connection, [], 30)).toBe('200 OK: hi')
  })

  test('a request that is given up closes its connection and ends in its reason', async () => {
    const { connection, sockets } = await upstream(() => undefined)
    const reason = new Error('the client went away')
    const error = new Promise(resolve => {
      connection.dispatch(
        { method: 'GET', path: '/', headers: [] },
        {
          onRequestStart: controller => setTimeout(() => controller.abort(reason), 20),
          onResponseError: (_controller, given) => resolve(given),
        },
      )
    })
    expect(await error).toBe(reason)
    const [first] = sockets
    if (first?.closed === false) await once(first, 'close')
    expect(first?.closed).toBe(true)
  })

  test.for([
    ['http://[::1]:8000', '::1'],
    ['http://127.0.0.1:8000', '127.0.0.1'],
    ['http://localhost:8000', 'localhost'],
  ] as const)('%s connects to %s', async ([origin, hostname]) => {
    const asked: string[] = []
    const connect: buildConnector.connector = (options, callback) => {
      asked.push(options.hostname)
      callback(new Error('far'), null)
    }
    const connection = createPlainConnection({ connect, origin, idleMilliseconds: 1, maxHeaderBytes: 1000 })
    expect(await get(connection)).toBe('Error')
    expect(asked).toEqual([hostname])
  })

  test('a header that would begin another one is not sent', async () => {
    const { connection, sockets } = await upstream(socket => socket.write(OK))
    expect(await get(connection, ['X-Consumer-Username', 'a\r\nX-Admin: 1'])).toBe('UND_ERR_INVALID_ARG')
    expect(sockets).toHaveLength(0)
  })
})
