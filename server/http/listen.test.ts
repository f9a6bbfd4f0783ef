import { request as httpRequest, type Server } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { createCall } from '#api/call.ts'
import { getStudio, getWorkspace } from '#api/contract.ts'
import { ingestEvents, listEvents } from '#api/konnect-contract.ts'
import { createApi } from '#api/serve.ts'
import { createMemoryBackend } from '../../src/mocks/memory-backend.ts'
import { anEvent } from '../../src/testing/an-event.ts'
import { createHttpServer, type HttpParts } from './listen.ts'
import { listenOnFreePort } from './listen-on-free-port.ts'

const host = '127.0.0.1'
const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
})

async function start(parts: Partial<HttpParts> = {}) {
  const backend = createMemoryBackend()
  const server = createHttpServer({ api: createApi(backend.routes), ...parts })
  servers.push(server)
  const port = await listenOnFreePort(server, { host, port: 0 })
  return { ...backend, port, url: `http://${host}:${port}`, server }
}

interface Sent {
  method?: string
  path?: string
  headers?: Record<string, string>
  body?: string
}

/** fetch would not let a test choose Host or Origin. */
function send(port: number, { method = 'GET', path = '/api/studio', headers = {}, body }: Sent) {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const outgoing = httpRequest({ host, port, method, path, headers }, incoming => {
      let text = ''
      incoming.setEncoding('utf8')
      incoming.on('data', chunk => {
        text += chunk
      })
      incoming.on('end', () => resolve({ status: incoming.statusCode, body: text }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

test('the typed client speaks with the server over a socket', async () => {
  const { url } = await start()
  const call = createCall(url)
  expect((await call(getStudio)).version).toBe('0.1.0')
  await call(ingestEvents, { body: [anEvent(), anEvent({ id: '2', subject: 'bob' })] })
  const page = await call(listEvents, { query: { filter: { subject: { eq: 'bob' } }, page: { size: 5 } } })
  expect(page.data.map(row => row.event)).toEqual([anEvent({ id: '2', subject: 'bob' })])
  await expect(call(getWorkspace, { params: { id: 'A/B ü' } })).rejects.toMatchObject({
    problem: { status: 404, detail: expect.stringContaining('[A/B ü]') },
  })
})

test('a client without a server says so', async () => {
  const { url, server } = await start()
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  await expect(createCall(url)(getStudio)).rejects.toMatchObject({
    problem: { status: 0, detail: 'The studio does not answer: is it running?' },
  })
})

describe('requests of other sites', () => {
  const write = { method: 'PUT', path: '/api/gateway/variables/A', body: '{"value":"x"}' }
  test.for([
    { name: 'curl', headers: {}, status: 200 },
    { name: 'the page itself', headers: { origin: 'http://127.0.0.1:PORT' }, status: 200 },
    {
      name: 'the page by another of its names',
      headers: { host: 'localhost:PORT', origin: 'http://localhost:PORT' },
      status: 200,
    },
    { name: 'a name that was allowed', headers: { host: 'studio.internal' }, status: 200 },
    { name: 'an origin that was allowed', headers: { origin: 'http://127.0.0.1:5173' }, status: 200 },
    { name: 'another site', headers: { origin: 'https://evil.example' }, status: 403 },
    { name: 'another local app', headers: { origin: 'http://127.0.0.1:3000' }, status: 403 },
    { name: 'a sandboxed page', headers: { origin: 'null' }, status: 403 },
    { name: 'a form without Origin', headers: { 'sec-fetch-site': 'cross-site' }, status: 403 },
    { name: 'a rebound name', headers: { host: 'evil.example', origin: 'http://evil.example' }, status: 403 },
    { name: 'a name that looks like ours', headers: { host: '127.0.0.1.evil.example' }, status: 403 },
  ])('$name: $status', async ({ headers, status }) => {
    const { port } = await start({
      trusted: { hosts: ['studio.internal'], origins: ['http://127.0.0.1:5173'] },
    })
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', String(port))]),
    )
    const reply = await send(port, { ...write, headers: { 'content-type': 'application/json', ...filled } })
    expect(reply.status).toBe(status)
  })

  test.for([
    { name: 'a data plane', headers: {}, status: 202 },
    { name: 'another site', headers: { origin: 'http://studio.lan:4400' }, status: 403 },
    { name: 'a sandboxed page', headers: { origin: 'null' }, status: 403 },
    { name: 'a form without Origin', headers: { 'sec-fetch-site': 'same-origin' }, status: 403 },
  ])('$name hands events in under another name: $status', async ({ headers, status }) => {
    const { port } = await start()
    const body = JSON.stringify(anEvent())
    const own = { 'content-type': 'application/json', host: 'studio.lan:4400', ...headers }
    const reply = await send(port, { method: 'POST', path: '/v3/openmeter/events', body, headers: own })
    expect(reply.status).toBe(status)
  })

  test('the name of an origin that was allowed may be read under', async () => {
    const { port } = await start({ trusted: { origins: ['http://host.docker.internal:4400'] } })
    const get = (host: string) => send(port, { path: '/v3/openmeter/events', headers: { host } })
    expect((await get('host.docker.internal:4400')).status).toBe(200)
    expect((await get('studio.lan:4400')).status).toBe(403)
  })

  test('another site may not read under a rebound name either', async () => {
    const { port } = await start()
    expect((await send(port, { headers: { host: 'evil.example' } })).body).toContain(
      'loopback addresses only',
    )
  })
})

describe('bodies', () => {
  test.for([
    { name: 'declared', headers: { 'content-length': '2000' } },
    { name: 'chunked', headers: { 'transfer-encoding': 'chunked' } },
  ])('a $name body over the limit is answered 413', async ({ headers }) => {
    const { port } = await start({ maxBodyBytes: 1000 })
    const body = JSON.stringify(anEvent({ data: { text: 'x'.repeat(2000) } }))
    const declared = 'content-length' in headers ? { 'content-length': String(body.length) } : headers
    const reply = await send(port, {
      method: 'POST',
      path: '/v3/openmeter/events',
      body,
      headers: { 'content-type': 'application/json', ...declared },
    })
    expect(reply).toMatchObject({ status: 413, body: expect.stringContaining('larger than 1000 bytes') })
  })

  test('a client that goes away in the middle of a body leaves the server well and nothing stored', async () => {
    const { port, events, url } = await start()
    await new Promise<void>(resolve => {
      const socket = connect(port, host, () => {
        socket.write(
          'POST /v3/openmeter/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"id":',
        )
        socket.end()
      })
      socket.on('close', () => resolve())
      socket.resume()
    })
    expect(await events.count()).toBe(0)
    expect((await fetch(`${url}/api/studio`)).status).toBe(200)
  })
})

test.for([
  { method: 'GET', path: '/api/nothing', status: 404, title: 'Not Found' },
  { method: 'GET', path: '/v3/openmeter/', status: 404, title: 'Not Found' },
  { method: 'DELETE', path: '/v3/openmeter/events', status: 405, title: 'Method Not Allowed' },
  { method: 'TRACE', path: '/api/studio', status: 400, title: 'Bad Request' },
  { method: 'GET', path: '/api/workspaces/%ff', status: 400, title: 'Bad Request' },
  { method: 'GET', path: '//evil.example/api/studio', status: 404, title: 'Not Found' },
])('$method $path is a problem $status', async ({ method, path, status, title }) => {
  const { port } = await start()
  const reply = await send(port, { method, path })
  expect({ status: reply.status, ...JSON.parse(reply.body) }).toMatchObject({
    status,
    title,
    instance: expect.stringMatching(/^kong:trace:/),
  })
})

test('a failure of ours is a 500 that is reported, not a crash', async () => {
  const reported: unknown[] = []
  const { url } = await start({
    api: () => Promise.reject(new Error('boom')),
    report: error => reported.push(error),
  })
  expect((await fetch(`${url}/api/studio`)).status).toBe(500)
  expect(reported).toEqual([new Error('boom')])
})

test('a port that is taken is replaced by the next free one that is not to be avoided', async () => {
  const { port } = await start()
  const second = createHttpServer({ api: createApi([]) })
  servers.push(second)
  const found = await listenOnFreePort(second, { host, port }, [port + 1])
  expect(found).toBeGreaterThan(port + 1)
})
