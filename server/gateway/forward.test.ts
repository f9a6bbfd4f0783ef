import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import net, { type AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { generate } from 'selfsigned'
import { request as send } from 'undici'
import { afterEach, describe, expect, test } from 'vitest'
import type { Service } from '#entities/gateway-state.ts'
import { type ForwardFailure, forward } from './forward.ts'
import { createUpstreamPools } from './upstream-pools.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function listening(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    if (server instanceof http.Server || server instanceof https.Server) server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

function aService(port: number, changes: Partial<Service> = {}): Service {
  return {
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
    ...changes,
  }
}

interface Proxy {
  url: string
  failures: ForwardFailure[]
  /** Why each further try was made. */
  retries: string[]
}

/** A server that forwards every request to the Service, as it came. */
async function aProxy(service: Service): Promise<Proxy> {
  const pools = createUpstreamPools()
  const failures: ForwardFailure[] = []
  const retries: string[] = []
  const hop = new Set(['connection', 'transfer-encoding', 'expect', 'keep-alive', 'host'])
  const server = http.createServer()
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const headers: string[] = []
    for (const [name = '', value = ''] of pairs(request.rawHeaders)) {
      if (!hop.has(name.toLowerCase())) headers.push(name, value)
    }
    const cancel = forward({
      onRetry: reason => retries.push(reason),
      onBreak: () => {},
      onAnswerBytes: undefined,
      request,
      response,
      pool: pools.poolOf(service),
      service,
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers,
      onAnswer: (_status, answer) =>
        [...pairs(answer)].filter(([name = '']) => !hop.has(name.toLowerCase())).flat(),
      onBodyBytes: () => undefined,
      onFailure: failure => {
        failures.push(failure)
        response.writeHead(failure.status).end(failure.message)
      },
    })
    response.once('close', () => {
      if (!response.writableFinished) cancel()
    })
  }
  server.on('request', handle).on('checkContinue', handle)
  const url = `http://127.0.0.1:${await listening(server)}`
  closers.push(() => pools.close())
  return { url, failures, retries }
}

function* pairs(flat: readonly string[]): Generator<string[]> {
  for (let index = 0; index < flat.length; index += 2) yield flat.slice(index, index + 2)
}

async function proxyTo(answer: http.RequestListener, changes: Partial<Service> = {}): Promise<Proxy> {
  return aProxy(aService(await listening(http.createServer(answer)), changes))
}

async function echoBack(request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.pipe(response)
}

describe('forward', () => {
  test('status, reason, header names, repeated headers and body arrive as the upstream sent them', async () => {
    const { url } = await proxyTo((_request, response) => {
      response
        .writeHead(418, 'Teapot', ['X-Odd-CASE', 'a', 'Set-Cookie', 'b=1', 'Set-Cookie', 'c=2'])
        .end('tea')
    })
    const [request] = [http.get(url)]
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    expect([response.statusCode, response.statusMessage]).toEqual([418, 'Teapot'])
    expect(response.rawHeaders.slice(0, 6)).toEqual([
      'X-Odd-CASE',
      'a',
      'Set-Cookie',
      'b=1',
      'Set-Cookie',
      'c=2',
    ])
    expect(Buffer.concat(await response.toArray()).toString()).toBe('tea')
  })

  test('a large body streams both ways, chunked and with a length', async () => {
    const { url } = await proxyTo(echoBack)
    const payload = randomBytes(8_000_000)
    const digest = createHash('sha256').update(payload).digest('hex')
    for (const body of [
      payload,
      Readable.from([payload.subarray(0, 3_000_000), payload.subarray(3_000_000)]),
    ]) {
      const answer = await send(url, { method: 'POST', body })
      const received = Buffer.from(await answer.body.arrayBuffer())
      expect(createHash('sha256').update(received).digest('hex')).toBe(digest)
    }
  })

  test('the answer streams before the request has ended', async () => {
    const { url } = await proxyTo(echoBack)
    const request = http.request(url, { method: 'POST' })
    request.write('first')
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    expect(String((await once(response, 'data'))[0])).toBe('first')
    request.end('last')
    expect(String((await once(response, 'data'))[0])).toBe('last')
  })

  test('the head does not wait for a body that comes later', async () => {
    const open: ServerResponse[] = []
    const { url } = await proxyTo((_request, response) => {
      open.push(response)
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    })
    const [response] = (await once(http.get(url), 'response')) as [IncomingMessage]
    expect(response.headers['content-type']).toBe('text/event-stream')
    open[0]?.end('data: 1\n\n')
    expect(Buffer.concat(await response.toArray()).toString()).toBe('data: 1\n\n')
  })

  test.for([
    ['HEAD', 200, '5'],
    ['GET', 204, undefined],
    ['GET', 304, undefined],
  ] as const)('%s answered with %i has no body', async ([method, status, length]) => {
    const { url } = await proxyTo((_request, response) => {
      response.writeHead(status, status === 200 ? { 'content-length': 5 } : {}).end()
    })
    const answer = await send(url, { method })
    expect([answer.statusCode, answer.headers['content-length']]).toEqual([status, length])
    expect(await answer.body.text()).toBe('')
  })

  test('Expect: 100-continue is answered when the upstream takes the body', async () => {
    const { url } = await proxyTo(echoBack)
    const request = http.request(url, {
      method: 'POST',
      headers: { expect: '100-continue', 'content-length': 2 },
    })
    request.flushHeaders()
    await once(request, 'continue')
    request.end('ok')
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    expect(Buffer.concat(await response.toArray()).toString()).toBe('ok')
  })

  test('connections to the upstream are kept', async () => {
    const server = http.createServer((_request, response) => response.end('ok'))
    let opened = 0
    server.on('connection', () => {
      opened += 1
    })
    const { url } = await aProxy(aService(await listening(server)))
    for (let count = 0; count < 5; count += 1) await (await send(url)).body.text()
    expect(opened).toBe(1)
  })

  test('a client that leaves ends the request to the upstream', async () => {
    const left = Promise.withResolvers<void>()
    const { url, failures } = await proxyTo((_request, response) => {
      response.once('close', left.resolve)
      response.write('half')
    })
    const request = http.get(url)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    await once(response, 'data')
    request.destroy()
    await left.promise
    expect(failures).toEqual([])
  })

  test('an upstream that breaks off in the body breaks off the answer', async () => {
    const { url } = await proxyTo((_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half', () => response.destroy())
    })
    const answer = await send(url)
    await expect(answer.body.text()).rejects.toThrow('other side closed')
  })
})

describe('no answer', () => {
  test.for(['GET', 'POST'] as const)('%s: nobody listens → 502', async method => {
    const server = net.createServer()
    const port = await listening(server)
    server.close()
    const { url, failures } = await aProxy(aService(port))
    const answer = await send(url, { method, body: method === 'POST' ? 'x'.repeat(100_000) : null })
    expect(answer.statusCode).toBe(502)
    expect(await answer.body.text()).toBe('An invalid response was received from the upstream server')
    expect(failures).toHaveLength(1)
  })

  test('garbage → 502', async () => {
    const server = net.createServer(socket => socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n')))
    const { url, retries } = await aProxy(aService(await listening(server)))
    expect((await send(url)).statusCode).toBe(502)
    expect(retries).toEqual([])
  })

  test.for([
    ['GET', 6],
    ['POST', 1],
  ] as const)('a reset → 502 after %s was tried %i times', async ([method, tries]) => {
    let opened = 0
    const server = net.createServer(socket => {
      opened += 1
      socket.once('data', () => socket.resetAndDestroy())
    })
    const { url } = await aProxy(aService(await listening(server)))
    expect((await send(url, { method })).statusCode).toBe(502)
    expect(opened).toBe(tries)
  })

  test.for([
    ['GET', 2],
    ['PUT', 2],
    ['POST', 1],
    ['PATCH', 1],
  ] as const)('no answer within read_timeout → 504 after %s was tried %i times', async ([method, tries]) => {
    let asked = 0
    const { url, retries } = await proxyTo(
      () => {
        asked += 1
      },
      { read_timeout: 30, retries: 1 },
    )
    const answer = await send(url, { method })
    expect([answer.statusCode, await answer.body.text()]).toEqual([504, 'The upstream server is timing out'])
    expect([asked, retries.length]).toEqual([tries, tries - 1])
  })

  test('a body that has begun to leave is not sent a second time', async () => {
    let opened = 0
    const server = net.createServer(socket => {
      opened += 1
      socket.once('data', () => socket.resetAndDestroy())
    })
    const { url } = await aProxy(aService(await listening(server)))
    expect((await send(url, { method: 'PUT', body: 'x'.repeat(100_000) })).statusCode).toBe(502)
    expect(opened).toBe(1)
  })

  test('a TLS handshake that fails is tried again, whatever the method: nothing was sent', async () => {
    const server = net.createServer(socket => socket.once('data', () => socket.end('no TLS here')))
    const { url, retries } = await aProxy(
      aService(await listening(server), { protocol: 'https', retries: 2 }),
    )
    expect((await send(url, { method: 'POST', body: 'once' })).statusCode).toBe(502)
    expect(retries).toHaveLength(2)
  })

  test('a name that does not resolve → 503', async () => {
    const { url, retries } = await aProxy(aService(80, { host: 'nowhere.invalid' }))
    const answer = await send(url)
    expect([answer.statusCode, await answer.body.text()]).toEqual([503, 'name resolution failed'])
    expect(retries).toEqual([])
  })

  test.for([
    [true, 502],
    [false, 200],
    [null, 200],
  ] as const)('a self-signed upstream with tls_verify %s → %i', async ([tls_verify, status]) => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }])
    const port = await listening(https.createServer({ key, cert }, (_request, response) => response.end()))
    const { url } = await aProxy(aService(port, { protocol: 'https', tls_verify }))
    expect((await send(url)).statusCode).toBe(status)
  })
})

test.for(['10.255.255.1', '169.254.169.254', '[fd00:ec2::254]', '0xa9fea9fe'])(
  'an upstream at %s is refused without a try, until its host is allowed',
  async host => {
    const { url, failures, retries } = await aProxy(aService(1, { host, connect_timeout: 500 }))
    const { statusCode } = await send(url)
    expect(statusCode).toBe(502)
    expect(failures).toEqual([
      {
        status: 502,
        message: expect.stringMatching(/^The studio does not forward to /),
        reason: expect.any(String),
      },
    ])
    expect(retries).toEqual([])
  },
)
