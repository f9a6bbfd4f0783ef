import { describe, expect, test } from 'vitest'
import { StoreUnavailable } from '#events/event-store.ts'
import { createMemoryBackend } from '../mocks/memory-backend.ts'
import { anEvent } from '../testing/an-event.ts'
import { createApiClient } from '../testing/api-client.ts'
import { createRoutes } from './routes.ts'
import { createApi } from './serve.ts'

const at = Date.parse('2026-01-02T03:04:05.678Z')
const content = {
  name: 'Tutorial',
  text: '_format_version: "3.0"',
  gateway_release: '3.14',
  delivery: 'studio',
  subject_format: 'plain',
  upstreams: {},
}

function start() {
  const backend = createMemoryBackend({ now: () => at })
  return { ...backend, send: createApiClient(backend.routes) }
}

describe('workspaces', () => {
  test('one that is put is kept, listed and rehearsed; one that is deleted is gone', async () => {
    const { send } = start()
    const kept = { ...content, id: 'w 1', updated_at: '2026-01-02T03:04:05.678Z' }
    expect(await send('PUT', '/api/workspaces/w%201', { json: content })).toMatchObject({
      status: 200,
      body: kept,
    })
    expect((await send('GET', '/api/workspaces')).body).toEqual([
      { id: 'w 1', name: 'Tutorial', updated_at: kept.updated_at },
    ])
    expect((await send('GET', '/api/workspaces/w%201')).body).toEqual(kept)
    expect((await send('GET', '/api/gateway')).body).toMatchObject({ workspace_id: 'w 1' })
    expect((await send('DELETE', '/api/workspaces/w%201')).status).toBe(204)
    expect((await send('GET', '/api/gateway')).body).toMatchObject({ workspace_id: null })
    expect(await send('GET', '/api/workspaces/w%201')).toMatchObject({
      status: 404,
      body: { title: 'Not Found', detail: 'Workspace [w 1] is not found' },
    })
    expect((await send('DELETE', '/api/workspaces/w%201')).status).toBe(404)
  })

  test('a change of a version that was changed since is refused; without based_on the last one wins', async () => {
    const { send, workspaces } = start()
    const put = (json: object) => send('PUT', '/api/workspaces/1', { json: { ...content, ...json } })
    await put({ based_on: 'of one that is not kept' })
    expect((await put({ based_on: '2026-01-02T03:04:05.678Z', text: 'mine' })).status).toBe(200)
    expect(await put({ based_on: 'earlier', text: 'late' })).toMatchObject({
      status: 409,
      body: { title: 'Conflict' },
    })
    expect(await workspaces.get('1')).toMatchObject({ text: 'mine' })
    expect(await workspaces.get('1')).not.toHaveProperty('based_on')
    expect((await put({ text: 'last' })).status).toBe(200)
  })

  test.for([
    { json: { ...content, name: '' }, field: 'name', reason: 'must not be empty' },
    {
      json: { ...content, gateway_release: '2.8' },
      field: 'gateway_release',
      reason: 'must be "3.14" or "3.15" or "3.16"',
    },
    {
      json: { ...content, upstreams: { a: 'b' } },
      field: 'upstreams.a',
      reason: 'must be "echo", "forward" or the settings of a simulated AI provider',
    },
    { json: [], field: 'body', reason: 'must be an object, found array' },
  ])('$field $reason', async ({ json, field, reason }) => {
    const reply = await start().send('PUT', '/api/workspaces/1', { json })
    expect(reply).toMatchObject({ status: 400, body: { invalid_parameters: [{ field, reason }] } })
  })
})

test('exchanges are listed newest first and paged by seq', async () => {
  const { send, rehearsal } = start()
  for (const outcome of ['emitted', 'dropped', 'emitted'] as const) rehearsal.record(anExchange(outcome))
  const seqs = async (query: string) => {
    const { body } = await send('GET', `/api/exchanges${query}`)
    return (body as { exchanges: { seq: number }[] }).exchanges.map(({ seq }) => seq)
  }
  expect(await seqs('')).toEqual([3, 2, 1])
  expect(await seqs('?limit=1&before=3')).toEqual([2])
  expect(await seqs('?outcome=emitted')).toEqual([3, 1])
  expect((await send('GET', '/api/exchanges?limit=0')).status).toBe(400)
})

test('changes of exchanges are told after a revision, and one exchange with its trace', async () => {
  const { send, rehearsal } = start()
  for (const outcome of ['emitted', 'dropped', 'emitted'] as const) rehearsal.record(anExchange(outcome))
  const changes = async (query: string) => {
    const { body } = await send('GET', `/api/exchanges/changes${query}`)
    return body as { exchanges: { seq: number; trace?: unknown }[]; revision: number }
  }
  expect((await changes('')).exchanges.map(({ seq }) => seq)).toEqual([3, 2, 1])
  expect((await changes('?limit=1&before=3')).exchanges.map(({ seq }) => seq)).toEqual([2])
  const { exchanges, revision } = await changes('?after=2')
  expect(exchanges).toEqual([expect.not.objectContaining({ trace: expect.anything() })])
  expect((await changes(`?after=${revision}`)).exchanges).toEqual([])
  const one = await send('GET', `/api/exchanges/${'0'.repeat(32)}`)
  expect(one.body).toMatchObject({ seq: 3, trace: [] })
  expect((await send('GET', '/api/exchanges/other')).status).toBe(404)
})

function anExchange(outcome: 'emitted' | 'dropped') {
  return {
    request_id: '0'.repeat(32),
    at: '2026-01-02T03:04:05.678Z',
    method: 'GET',
    uri: '/anything',
    status: 200,
    client_ip: '127.0.0.1',
    duration_ms: 1,
    outcome,
    events: [],
    trace: [],
  }
}

test('a variable is set and forgotten, its value never sent back', async () => {
  const { send } = start()
  const put = (value: string) => send('PUT', '/api/gateway/variables/AUTH_TOKEN', { json: { value } })
  expect((await put('kpat_secret')).body).toEqual({ name: 'AUTH_TOKEN', set: true })
  expect((await put('')).body).toEqual({ name: 'AUTH_TOKEN', set: false })
})

test.for([
  ['AUTH_TOKEN', 'one\ntwo', /A value is one line/],
  ['AUTH_TOKEN', 'bell\u0007', /no control characters/],
  ['1ST', 'kpat', /begins with no digit/],
  ['auth-token', 'kpat', /letters, digits and _/],
] as const)('the variable %s with the value %j is refused', async ([name, value, why]) => {
  const { send } = start()
  const { status, body } = await send('PUT', `/api/gateway/variables/${name}`, { json: { value } })
  expect(status).toBe(400)
  expect(JSON.stringify(body)).toMatch(why)
  expect(JSON.stringify(body)).not.toContain('kpat')
})

describe('a token', () => {
  const protectedBy = (token: string) => {
    const parts = { ...createMemoryBackend(), studio: () => ({}) as never, now: () => at, newUlid: () => '' }
    return createApiClient(createRoutes({ ...parts, token }))
  }

  test.for([
    { method: 'GET', path: '/v3/openmeter/events', site: 'same-origin', status: 200 },
    { method: 'POST', path: '/v3/openmeter/customers', site: 'same-origin', status: 201 },
    { method: 'GET', path: '/v3/openmeter/events', site: 'cross-site', status: 401 },
    { method: 'GET', path: '/v3/openmeter/events', site: undefined, status: 401 },
    { method: 'POST', path: '/v3/openmeter/events', site: 'same-origin', status: 401 },
    { method: 'POST', path: '/api/v3/openmeter/events', site: 'same-origin', status: 401 },
    { method: 'POST', path: '/api/v1/events', site: 'same-origin', status: 401 },
  ])('is not asked of the studio’s own page, but for events: $method $path $site', async given => {
    const headers = given.site === undefined ? {} : { 'sec-fetch-site': given.site }
    const json = given.path.endsWith('customers') ? { name: 'Alice', key: 'alice' } : anEvent()
    const send = protectedBy('right')
    const body = given.method === 'GET' ? {} : { json }
    expect((await send(given.method, given.path, { ...body, headers })).status).toBe(given.status)
  })

  test.for([
    { authorization: 'Bearer right', status: 202 },
    { authorization: 'bearer right', status: 202 },
    { authorization: 'Bearer wrong', status: 401 },
    { authorization: 'Bearer right!', status: 401 },
    { authorization: 'Basic right', status: 401 },
    { authorization: undefined, status: 401 },
  ])('$authorization: $status', async ({ authorization, status }) => {
    const send = protectedBy('right')
    const headers = authorization === undefined ? {} : { authorization }
    const reply = await send('POST', '/v3/openmeter/events', { json: anEvent(), headers })
    expect(reply.status).toBe(status)
    expect(JSON.stringify(reply.body) ?? '').not.toContain('right')
    expect((await send('GET', '/api/workspaces')).status).toBe(200)
  })
})

test.for([
  { method: 'GET', path: '/v3/openmeter/nothing', status: 404, allow: null },
  { method: 'GET', path: '/api/workspaces/', status: 404, allow: null },
  { method: 'GET', path: '/v3/openmeter/events/1', status: 404, allow: null },
  { method: 'DELETE', path: '/v3/openmeter/events', status: 405, allow: 'POST, GET' },
  { method: 'POST', path: '/api/workspaces/1', status: 405, allow: 'GET, PUT, DELETE' },
])('$method $path: $status', async ({ method, path, status, allow }) => {
  const reply = await start().send(method, path)
  expect(reply).toMatchObject({ status, body: { status, instance: 'kong:trace:1' } })
  expect(reply.headers.get('allow')).toBe(allow)
})

describe('failures', () => {
  const replyTo = async (error: Error, report: (error: unknown) => void) => {
    const { routes, events } = start()
    events.list = () => Promise.reject(error)
    return createApi(routes, { report })(new Request('http://studio/v3/openmeter/events'))
  }

  test('a store that cannot answer is a 503 with its own words', async () => {
    const reply = await replyTo(new StoreUnavailable('The disk is full'), () => {})
    expect([reply.status, await reply.json()]).toMatchObject([503, { detail: 'The disk is full' }])
  })

  test('a bug is a 500 that tells the client nothing and the log everything', async () => {
    const reported: unknown[] = []
    const bug = new Error('secret internals')
    const reply = await replyTo(bug, error => reported.push(error))
    expect([reply.status, await reply.text()]).toMatchObject([500, expect.not.stringContaining('secret')])
    expect(reported).toEqual([bug])
  })
})
