import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createApi } from '#api/serve.ts'
import { createMemoryBackend, type MemoryBackend } from '../src/mocks/memory-backend.ts'
import { anEvent } from '../src/testing/an-event.ts'
import { closeServer } from './close-server.ts'
import { createHttpServer } from './http/listen.ts'

const noon = Date.parse('2026-03-29T12:00:00Z')
let server: ReturnType<typeof createHttpServer>
let backend: MemoryBackend

beforeEach(async () => {
  backend = createMemoryBackend({ now: () => noon, token: 'om_secret' })
  server = createHttpServer({ api: createApi(backend.routes) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => closeServer(server))

/** The bytes as they are, over one connection; the replies as text. */
async function exchange(...requests: readonly string[]): Promise<string[]> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  let received = ''
  socket.on('data', chunk => {
    received += chunk.toString()
  })
  const replies: string[] = []
  for (const request of requests) {
    received = ''
    socket.write(request)
    while (!isWhole(received)) await once(socket, 'data')
    replies.push(received)
  }
  socket.destroy()
  return replies
}

function isWhole(reply: string): boolean {
  const [head = '', body] = reply.split('\r\n\r\n')
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0)
  return body !== undefined && Buffer.byteLength(body) >= length
}

const statusOf = (reply = '') => Number(reply.split(' ', 2)[1])
const bodyOf = (reply = '') => reply.slice(reply.indexOf('\r\n\r\n') + 4)
const jsonOf = (reply = '') => JSON.parse(bodyOf(reply))

interface Post {
  path: string
  type: string
  body: string
  host?: string
  token?: string
}

/** As lua-resty-http writes a request, from which Kong's http-log plugin sends (kong/plugins/http-log/handler.lua). */
function kongPost({ path, type, body, host = '127.0.0.1:4400', token = 'om_secret' }: Post): string {
  return [
    `POST ${path} HTTP/1.1`,
    'User-Agent: lua-resty-http/0.17.2 (Lua) ngx_lua/10028',
    `Host: ${host}`,
    `Content-Type: ${type}`,
    `Authorization: Bearer ${token}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')
}

const one = 'application/cloudevents+json'
const many = 'application/cloudevents-batch+json'
const path = '/v3/openmeter/events'
const single = JSON.stringify(anEvent())
const batch = `[${single},${JSON.stringify(anEvent({ id: '2', subject: 'zoë' }))}]`
const isolated = `[${single}]`

describe('a Kong data plane', () => {
  test.for<[what: string, post: Post, status: number, stored: number]>([
    ['one event', { path, type: one, body: single }, 202, 1],
    ['a batch', { path, type: many, body: batch }, 202, 2],
    ['a batch of one', { path, type: many, body: isolated }, 202, 1],
    ['one event as plain JSON', { path, type: 'application/json', body: single }, 202, 1],
    ['a batch as plain JSON', { path, type: 'application/json; charset=utf-8', body: batch }, 202, 2],
    ["self-hosted OpenMeter's path", { path: `/api${path}`, type: many, body: batch }, 202, 2],
    ["the SDKs' path", { path: '/api/v1/events', type: one, body: single }, 204, 1],
    ['a slash at the end', { path: `${path}/`, type: one, body: single }, 202, 1],
    ["a slash at the end of the SDKs' path", { path: '/api/v1/events/', type: many, body: batch }, 204, 2],
    ['a container', { path, type: one, body: single, host: 'host.docker.internal:4400' }, 202, 1],
    [
      'another machine',
      { path: '/api/v1/events', type: one, body: single, host: '192.168.1.20:4400' },
      204,
      1,
    ],
    ['another token', { path, type: one, body: single, token: 'spat_old' }, 401, 0],
    ['an array as one event', { path, type: one, body: batch }, 400, 0],
  ])('%s', async ([, post, status, stored]) => {
    const [reply] = await exchange(kongPost(post))
    expect([statusOf(reply), await backend.events.count()]).toEqual([status, stored])
  })

  test('keeps its connection for the next batch', async () => {
    const posts = ['1', '2', '3'].map(id => ({ path, type: one, body: JSON.stringify(anEvent({ id })) }))
    const replies = await exchange(...posts.map(kongPost))
    expect(replies.map(statusOf)).toEqual([202, 202, 202])
    expect(await backend.events.count()).toBe(3)
  })

  test('is told where events go when its endpoint is another path of the API', async () => {
    const [reply] = await exchange(kongPost({ path: '/v3/openmeter', type: one, body: single }))
    expect(jsonOf(reply)).toMatchObject({
      status: 404,
      detail: expect.stringContaining('/v3/openmeter/events'),
    })
  })
})

/** As the Python client writes a request (openmeter on PyPI: corehttp over requests). */
function pythonRequest(
  line: string,
  { type, body, accept }: { type?: string; body?: unknown; accept?: string },
) {
  const text = body === undefined ? '' : JSON.stringify(body)
  return [
    `${line} HTTP/1.1`,
    'Host: 127.0.0.1:4400',
    'User-Agent: corehttp/1.0.0b7 Python/3.13.1 (Linux)',
    'Accept-Encoding: gzip, deflate',
    `Accept: ${accept ?? 'application/json'}`,
    'Connection: keep-alive',
    ...(body === undefined ? [] : [`Content-Type: ${type ?? 'application/json'}`]),
    ...(body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(text)}`]),
    'Authorization: Bearer om_secret',
    '',
    text,
  ].join('\r\n')
}

const prompt = {
  id: '5c10fade-1c9e-4d6c-8275-c52c36731d3c',
  source: 'my-app',
  specversion: '1.0',
  type: 'prompt',
  subject: 'customer-1',
  time: '2026-03-29T11:59:59.123456Z',
  data: { tokens: 100, model: 'gpt-4o', type: 'input' },
}
const meter = {
  slug: 'tokens_total',
  aggregation: 'SUM',
  eventType: 'prompt',
  valueProperty: '$.tokens',
  groupBy: { model: '$.model' },
}
const acme = {
  name: 'Acme',
  key: 'acme',
  usageAttribution: { subjectKeys: ['customer-1'] },
  metadata: { industry: 'technology' },
}
const encoded = (filter: object) => encodeURIComponent(JSON.stringify(filter))
const query = '/api/v1/meters/tokens_total/query'
const hour = 'from=2026-03-29T11%3A00%3A00.000Z&to=2026-03-29T12%3A00%3A00.000Z'

/** In this order, on one server: what each is answered with. */
const calls: [line: string, given: { type?: string; body?: unknown; accept?: string }, expected: unknown][] =
  [
    ['POST /api/v1/meters', { body: meter }, { slug: 'tokens_total', name: 'tokens_total' }],
    ['POST /api/v1/customers', { body: acme }, { key: 'acme', metadata: { industry: 'technology' } }],
    [
      'GET /api/v1/customers?page=1&pageSize=10&orderBy=createdAt&includeDeleted=false',
      {},
      { totalCount: 1 },
    ],
    ['GET /api/v1/customers/acme', {}, { name: 'Acme' }],
    ['PUT /api/v1/customers/acme', { body: { ...acme, name: 'Acme Ltd.' } }, { name: 'Acme Ltd.' }],
    ['POST /api/v1/events', { type: one, body: prompt }, 204],
    ['POST /api/v1/events', { type: many, body: [{ ...prompt, id: '2', subject: 'other' }] }, 204],
    [
      'POST /api/v1/events',
      {
        body: [
          { ...prompt, id: '3' },
          { ...prompt, id: '4' },
        ],
      },
      204,
    ],
    ['GET /api/v1/events?limit=1&subject=customer', {}, [{ event: { id: '4' } }]],
    [
      `GET /api/v2/events?limit=9&filter=${encoded({ id: { $eq: '2' } })}`,
      {},
      { items: [{ event: { id: '2' } }] },
    ],
    ['GET /api/v1/meters?page=1&pageSize=100&order=DESC&orderBy=key', {}, [{ slug: 'tokens_total' }, {}, {}]],
    ['GET /api/v1/meters/tokens_total', {}, { aggregation: 'SUM' }],
    [`GET ${query}`, {}, { data: [{ value: 400, subject: null }] }],
    [
      `GET ${query}?groupBy=subject&groupBy=model`,
      {},
      { data: [{ value: 300, groupBy: { model: 'gpt-4o' } }, {}] },
    ],
    [
      `GET ${query}?${hour}&windowSize=HOUR&subject=other&subject=none`,
      {},
      { data: [{ value: 100, subject: 'other' }] },
    ],
    [
      `GET ${query}?advancedMeterGroupByFilters=${encoded({ model: { $eq: 'gpt-4o' } })}`,
      {},
      { data: [{ value: 400 }] },
    ],
    [`POST ${query}`, { body: { filterGroupBy: { model: ['x', 'y'] } } }, { data: [] }],
    [
      `GET ${query}?windowSize=DAY&groupBy=subject`,
      { accept: 'text/csv' },
      'window_start,window_end,subject,subject_display_name,value\n2026-03-29T00:00:00Z,2026-03-30T00:00:00Z,customer-1,Acme Ltd.,300\n2026-03-29T00:00:00Z,2026-03-30T00:00:00Z,other,,100\n',
    ],
    ['GET /api/v1/meters/tokens_total/subjects', {}, ['customer-1', 'other']],
    ['GET /api/v1/meters/tokens_total/group-by/model/values', {}, ['gpt-4o']],
    ['POST /api/v1/subjects', { body: [{ key: 'other', displayName: 'Other' }] }, [{ key: 'other' }]],
    ['GET /api/v1/subjects', {}, [{ key: 'customer-1' }, { key: 'other' }]],
    ['GET /api/v1/subjects/customer-1', {}, { displayName: 'Acme Ltd.' }],
    ['DELETE /api/v1/subjects/other', {}, 204],
    ['PUT /api/v1/meters/tokens_total', { body: { name: 'Tokens' } }, { name: 'Tokens' }],
    ['DELETE /api/v1/meters/tokens_total', {}, 204],
    ['DELETE /api/v1/customers/acme', {}, 204],
  ]

test("the Python client's requests are answered as OpenMeter answers them", async () => {
  const replies = await exchange(...calls.map(([line, given]) => pythonRequest(line, given)))
  for (const [index, [line, , expected]] of calls.entries()) {
    const reply = replies[index]
    if (typeof expected === 'number') expect([line, statusOf(reply)]).toEqual([line, expected])
    else if (typeof expected === 'string') expect([line, bodyOf(reply)]).toEqual([line, expected])
    else expect([line, jsonOf(reply)]).toMatchObject([line, expected as object])
  }
})
