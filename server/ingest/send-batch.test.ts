import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net, { type AddressInfo, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { generate } from 'selfsigned'
import { afterEach, describe, expect, test } from 'vitest'
import type { BatchSender, DeliveryTarget } from '#live/batch-sender.ts'
import { createBatchSender } from './send-batch.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const body = '{"id":"1"}'
const batch = { contentType: 'application/cloudevents+json', pieces: [new TextEncoder().encode(body)] }

function aSender(): BatchSender {
  const sender = createBatchSender()
  closers.push(() => sender.close())
  return sender
}

function aTarget(endpoint: string, changes: Partial<DeliveryTarget> = {}): DeliveryTarget {
  return {
    endpoint,
    token: 'spat_secret',
    timeoutMilliseconds: 10_000,
    keepaliveMilliseconds: 60_000,
    sslVerify: true,
    ...changes,
  }
}

async function listening(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    if (server instanceof http.Server) server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

test('posts the batch with token, content type and length', async () => {
  const seen: unknown[] = []
  const port = await listening(
    http.createServer(async (request, response) => {
      const received = await request.toArray()
      const { authorization, 'content-type': type, 'content-length': length } = request.headers
      seen.push([
        request.method,
        request.url,
        authorization,
        type,
        length,
        Buffer.concat(received).toString(),
      ])
      response.writeHead(202).end()
    }),
  )
  const outcome = await aSender().send(batch, aTarget(`http://127.0.0.1:${port}/v3/events?lost=1`))
  expect(outcome).toEqual({ ok: true, status: 202 })
  // The endpoint's query string is dropped, as http-log drops it.
  expect(seen).toEqual([['POST', '/v3/events', 'Bearer spat_secret', batch.contentType, '10', body]])
})

test.for([
  ['ada:a%20b', 'ada:a b'],
  [':key', ':key'],
] as const)('sends user and password of the URL, %s, where there is no token', async ([userinfo, sent]) => {
  const port = await listening(
    http.createServer((request, response) => {
      response.writeHead(request.headers.authorization === `Basic ${btoa(sent)}` ? 202 : 401).end()
    }),
  )
  const target = aTarget(`http://${userinfo}@127.0.0.1:${port}/`, { token: '' })
  expect(await aSender().send(batch, target)).toEqual({ ok: true, status: 202 })
})

test.for([300, 401, 500])('status %i is a failure in Kong’s words, without the token', async status => {
  const port = await listening(
    http.createServer((_request, response) => response.writeHead(status).end('no spat_secret')),
  )
  const outcome = await aSender().send(batch, aTarget(`http://127.0.0.1:${port}/`))
  expect(outcome).toEqual({
    ok: false,
    status,
    error: `request to 127.0.0.1:${port} returned status code ${status} and body no (the token)`,
  })
})

test.for([1990, 1993, 2000, 5000])(
  'a token that begins at character %i of an error is not shown in part',
  async at => {
    const port = await listening(
      http.createServer((_request, response) => response.writeHead(400).end(`${'.'.repeat(at)}spat_secret`)),
    )
    const outcome = await aSender().send(batch, aTarget(`http://127.0.0.1:${port}/`))
    expect(outcome).toMatchObject({ ok: false, status: 400, error: expect.not.stringContaining('spat') })
  },
)

describe('a token', () => {
  test.for(['secret\r\nX-Admin: 1', 'secret\n', 'sec\0ret'])('%j is not sent, and not shown', async token => {
    const outcome = await aSender().send(batch, aTarget('http://127.0.0.1:1/', { token }))
    expect(outcome).toEqual({
      ok: false,
      error: expect.stringMatching(/^the api_token has a line break or another control character/),
    })
    expect(JSON.stringify(outcome)).not.toContain('sec')
  })

  test.for(['tök€n 😀', 'a\tb'])('%j is sent in its bytes of UTF-8', async token => {
    const seen: (string | undefined)[] = []
    const port = await listening(
      http.createServer((request, response) => {
        seen.push(request.headers.authorization)
        response.writeHead(202).end()
      }),
    )
    expect(await aSender().send(batch, aTarget(`http://127.0.0.1:${port}/`, { token }))).toMatchObject({
      ok: true,
    })
    expect(seen.map(text => Buffer.from(text ?? '', 'latin1').toString())).toEqual([`Bearer ${token}`])
  })
})

describe('no answer', () => {
  test('a slow server', async () => {
    const port = await listening(http.createServer(() => undefined))
    const outcome = await aSender().send(
      batch,
      aTarget(`http://127.0.0.1:${port}/`, { timeoutMilliseconds: 20 }),
    )
    expect(outcome).toEqual({ ok: false, error: `failed request to 127.0.0.1:${port}: timeout` })
  })

  test('a reset', async () => {
    const port = await listening(
      net.createServer(socket => socket.once('data', () => socket.resetAndDestroy())),
    )
    const outcome = await aSender().send(batch, aTarget(`http://127.0.0.1:${port}/`))
    expect(outcome).toEqual({
      ok: false,
      error: `failed request to 127.0.0.1:${port}: connection reset by peer`,
    })
  })

  test('nobody listens', async () => {
    const server = net.createServer()
    const port = await listening(server)
    server.close()
    const outcome = await aSender().send(batch, aTarget(`http://127.0.0.1:${port}/`))
    expect(outcome).toEqual({ ok: false, error: `failed request to 127.0.0.1:${port}: connection refused` })
  })

  test.for(['', 'localhost', 'ftp://localhost/'])('endpoint %j', async endpoint => {
    const outcome = await aSender().send(batch, aTarget(endpoint))
    expect(outcome).toEqual({
      ok: false,
      error: `the ingest endpoint is not an http or https URL: ${endpoint}`,
    })
  })
})

test('a self-signed certificate is refused, and accepted with ssl_verify off', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }])
  const port = await listening(
    https.createServer({ key, cert }, (_request, response) => response.writeHead(202).end()),
  )
  const sender = aSender()
  const endpoint = `https://127.0.0.1:${port}/`
  expect(await sender.send(batch, aTarget(endpoint))).toEqual({
    ok: false,
    error: `failed request to 127.0.0.1:${port}: 18: self-signed certificate`,
  })
  expect(await sender.send(batch, aTarget(endpoint, { sslVerify: false }))).toEqual({ ok: true, status: 202 })
})

describe('a batch of many bytes', () => {
  const MEGABYTES = 4
  /** As the queue's pages are: each piece another letter. */
  const pieces = () =>
    Array.from({ length: MEGABYTES * 16 }, (_, index) => new Uint8Array(65_536).fill(97 + (index % 26)))
  const text = Buffer.concat(pieces()).toString()

  test.for(['http', 'https'] as const)('arrives as it was over %s', async scheme => {
    const received: string[] = []
    const take: http.RequestListener = async (request, response) => {
      received.push(Buffer.concat(await request.toArray()).toString())
      response.writeHead(202).end()
    }
    const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }])
    const server = scheme === 'http' ? http.createServer(take) : https.createServer({ key, cert }, take)
    const target = aTarget(`${scheme}://127.0.0.1:${await listening(server)}/`, { sslVerify: false })
    const sender = aSender()
    for (const _ of [1, 2]) {
      expect(await sender.send({ ...batch, pieces: pieces() }, target)).toEqual({ ok: true, status: 202 })
    }
    expect(received.map(one => one === text)).toEqual([true, true])
  })

  test('an endpoint that refuses it before it has it: nothing that is written there later reaches it', async () => {
    const sockets: Socket[] = []
    const answers = ['413 Payload Too Large', '202 Accepted'].map(
      status => `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`,
    )
    const port = await listening(
      net.createServer(socket => {
        sockets.push(socket)
        socket.on('error', () => socket.destroy())
        socket.once('readable', () => socket.write(answers.shift() ?? ''))
      }),
    )
    const sender = aSender()
    const given = pieces()
    const target = aTarget(`http://127.0.0.1:${port}/`)
    expect(await sender.send({ ...batch, pieces: given }, target)).toMatchObject({ ok: false, status: 413 })
    for (const piece of given) piece.fill('!'.charCodeAt(0))
    const [socket] = sockets
    const chunks: Buffer[] = []
    for await (const chunk of socket ?? []) chunks.push(chunk)
    const arrived = Buffer.concat(chunks).toString()
    expect(arrived).not.toContain('!')
    expect(arrived.length).toBeLessThan(text.length)
    expect(await sender.send(batch, target)).toEqual({ ok: true, status: 202 })
    expect(sockets).toHaveLength(2)
  })
})

test.for([
  ['ftp://ada:secret@host/', 'ftp://host/'],
  ['http://ada:sec/ret@host:99999/', 'http://host:99999/'],
  ['http://ada:sec@ret@host:99999/', 'http://host:99999/'],
  ['ada:secret@host/v3/events', 'host/v3/events'],
] as const)('of the endpoint %s the error shows %s', async ([endpoint, shown]) => {
  expect(await aSender().send(batch, aTarget(endpoint))).toEqual({
    ok: false,
    error: `the ingest endpoint is not an http or https URL: ${shown}`,
  })
})

test('the words of a connection that fails do not show the token either', async () => {
  const port = await listening(net.createServer(socket => socket.once('data', () => socket.end('garbage'))))
  const target = aTarget(`http://127.0.0.1:${port}/`, { token: 'protocol' })
  expect(await aSender().send(batch, target)).toEqual({
    ok: false,
    error: expect.stringMatching(/ does not match the HTTP\/1\.1 \(the token\) /),
  })
})

test('closing waits for the batch under way, and nothing is sent after it', async () => {
  const answers: http.ServerResponse[] = []
  const server = http.createServer((_request, response) => answers.push(response))
  const port = await listening(server)
  const sender = createBatchSender()
  const outcome = sender.send(batch, aTarget(`http://127.0.0.1:${port}/`))
  await once(server, 'request')
  const closed = sender.close()
  answers[0]?.writeHead(202).end()
  await closed
  expect(await outcome).toEqual({ ok: true, status: 202 })
  const late = await sender.send(batch, aTarget(`http://127.0.0.1:${port}/`))
  expect(late).toEqual({ ok: false, error: 'the studio has ended' })
  expect(answers).toHaveLength(1)
})

test.for([
  [60_000, 1],
  [0, 2],
] as const)(
  'keepalive %i ms: two batches over %i connections',
  async ([keepaliveMilliseconds, connections]) => {
    const server = http.createServer((_request, response) => response.writeHead(202).end())
    let opened = 0
    server.on('connection', () => {
      opened += 1
    })
    const target = aTarget(`http://127.0.0.1:${await listening(server)}/`, { keepaliveMilliseconds })
    const sender = aSender()
    await sender.send(batch, target)
    await setImmediate()
    await sender.send(batch, target)
    expect(opened).toBe(connections)
  },
)
