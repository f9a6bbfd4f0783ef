import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { request as send } from 'undici'
import { afterEach, describe, expect, test } from 'vitest'
import type { Workspace } from '#api/contract.ts'
import { readDocument } from '#formats/document.ts'
import { loadConditions } from '../gateway/conditions.ts'
import { createAdminServer } from './admin-server.ts'

const conditions = await loadConditions()

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const tutorial = `_format_version: "3.0"
# Who answers.
services:
  - name: example-service
    url: http://httpbin.konghq.com/anything
    routes:
      - name: example-route # kept
        paths: ["/anything"]
        protocols: [http, https]
    plugins:
      - name: key-auth
consumers:
  - username: alice
    keyauth_credentials:
      - key: alice-key
plugins:
  - name: metering-and-billing
    instance_name: all
    config:
      ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
      api_token: "spat_x"
      subject:
        look_up_value_in: consumer
`

async function anAdmin(text: string = tutorial) {
  let workspace: Workspace | undefined = {
    id: 'w1',
    name: 'Tutorial',
    text,
    gateway_release: '3.14',
    delivery: 'studio',
    subject_format: 'plain',
    upstreams: {},
    updated_at: '2026-01-01T00:00:00.000Z',
  }
  let ids = 0
  const server = createAdminServer({
    workspace: () => workspace,
    save: async changed => {
      workspace = changed
    },
    conditions,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    now: () => Date.parse('2026-02-02T00:00:00.000Z'),
    report: error => {
      throw error
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  async function call(method: string, path: string, body?: unknown) {
    const { statusCode, body: answer } = await send(url + path, {
      method: method as 'GET',
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    })
    const said = await answer.text()
    return { status: statusCode, body: said === '' ? undefined : JSON.parse(said) }
  }
  return {
    url,
    call,
    text: () => workspace?.text ?? '',
    state: () => readDocument(workspace?.text ?? '', '3.14').state,
    close: () => {
      workspace = undefined
    },
  }
}

describe('reading', () => {
  test.for<[string, number, unknown]>([
    ['/', 200, { version: '3.14.0.0-enterprise-edition', tagline: 'Welcome to kong' }],
    [
      '/services',
      200,
      { data: [{ name: 'example-service', host: 'httpbin.konghq.com', tags: null }], next: null },
    ],
    ['/services/example-service/', 200, { port: 80, path: '/anything', retries: 5, created_at: 1767225600 }],
    ['/services/example-service/routes', 200, { data: [{ name: 'example-route', paths: ['/anything'] }] }],
    ['/routes/example-route', 200, { service: { id: expect.any(String) }, headers: null, strip_path: true }],
    ['/routes/example-route/plugins', 200, { data: [] }],
    ['/consumers?size=10', 200, { data: [{ username: 'alice', custom_id: null }] }],
    ['/consumers/alice/key-auth', 200, { data: [{ key: 'alice-key', ttl: null }] }],
    ['/consumers/alice/key-auth/alice-key', 200, { key: 'alice-key' }],
    ['/plugins', 200, { data: [{ name: 'metering-and-billing' }, { name: 'key-auth' }] }],
    ['/plugins/all', 200, { service: null, config: { subject: { look_up_value_in: 'consumer' } } }],
    ['/services/example-service/plugins', 200, { data: [{ name: 'key-auth' }] }],
    ['/services/nope', 404, { message: 'Not found' }],
    ['/services/nope/plugins', 404, { message: 'Not found' }],
    ['/services/example-service/consumers', 404, { message: 'Not found' }],
    ['/upstreams', 404, { message: 'Not found' }],
    ['/%E0%A4%A', 404, { message: 'Not found' }],
  ])('GET %s is %i', async ([path, status, body]) => {
    const { call } = await anAdmin()
    expect(await call('GET', path)).toMatchObject({ status, body })
  })

  test('an entity is found by its id', async () => {
    const { call } = await anAdmin()
    const { body } = await call('GET', '/services/example-service')
    expect((await call('GET', `/services/${body.id}`)).body).toEqual(body)
  })
})

describe('creating', () => {
  test('an entity of each kind', async () => {
    const { call, state } = await anAdmin('')
    expect(await call('POST', '/services', { name: 's', url: 'http://a.example:81/x' })).toMatchObject({
      status: 201,
      body: { host: 'a.example', port: 81, path: '/x' },
    })
    const service = (await call('GET', '/services/s')).body.id
    const route = { name: 'r', paths: ['/r'], service: { id: service } }
    expect(await call('POST', '/routes', route)).toMatchObject({
      status: 201,
      body: { service: { id: service } },
    })
    expect((await call('POST', '/consumers', { username: 'bob' })).status).toBe(201)
    expect(await call('POST', '/consumers/bob/key-auth', {})).toMatchObject({
      status: 201,
      body: { key: '00000000000040008000000000000001' },
    })
    expect(
      await call('POST', '/consumers/bob/plugins', { name: 'acl', config: { allow: ['a'] } }),
    ).toMatchObject({
      status: 201,
      body: { name: 'acl', consumer: { id: expect.any(String) } },
    })
    expect(state()).toMatchObject({
      services: [{ name: 's' }],
      routes: [{ name: 'r', service }],
      consumers: [{ username: 'bob', keyauth_credentials: [{ key: '00000000000040008000000000000001' }] }],
      plugins: [{ name: 'acl' }],
    })
  })

  test('by PUT with a name or an id that is new', async () => {
    const { call } = await anAdmin('')
    expect(await call('PUT', '/services/s', { url: 'http://a.example' })).toMatchObject({
      status: 200,
      body: { name: 's' },
    })
    const id = '11111111-1111-4111-8111-111111111111'
    expect(await call('PUT', `/services/${id}`, { host: 'b.example' })).toMatchObject({
      status: 200,
      body: { id, name: null },
    })
  })

  test('with a form, as curl sends it', async () => {
    const { url, state } = await anAdmin('')
    const { statusCode, body } = await send(`${url}/services`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'name=s&url=http://a.example/x',
    })
    await body.dump()
    expect(statusCode).toBe(201)
    expect(state()?.services).toMatchObject([{ name: 's', path: '/x' }])
  })

  const schemaViolation = { name: 'schema violation', code: 2 }
  test.for<[string, unknown, number, unknown]>([
    [
      '/plugins',
      { name: 'metering-and-billing', config: {} },
      400,
      { ...schemaViolation, fields: { config: { api_token: expect.any(String) } } },
    ],
    ['/services', { name: 's' }, 400, { ...schemaViolation, fields: { '@entity': expect.any(String) } }],
    [
      '/services',
      { name: 's', host: 'a', colour: 1 },
      400,
      { ...schemaViolation, message: expect.stringMatching(/^schema violation \(colour: /) },
    ],
    [
      '/services',
      { name: 'example-service', host: 'a' },
      409,
      {
        code: 5,
        name: 'unique constraint violation',
        message: `UNIQUE violation detected on '{name="example-service"}'`,
        fields: { name: 'example-service' },
      },
    ],
    ['/consumers/alice/key-auth', { key: 'alice-key' }, 409, { code: 5, fields: { key: 'alice-key' } }],
    [
      '/plugins',
      {
        name: 'metering-and-billing',
        config: { ingest_endpoint: 'http://a/v3/openmeter/events', api_token: 'x' },
      },
      409,
      {
        message: `UNIQUE violation detected on '{name="metering-and-billing",service=null,route=null,consumer=null}'`,
      },
    ],
    [
      '/routes',
      { name: 'r', paths: ['/r'], service: { id: 'nope' } },
      400,
      { code: 4, message: `the foreign key '{id="nope"}' does not reference an existing 'services' entity.` },
    ],
    ['/services', '{"name":', 400, { message: 'Cannot parse JSON body' }],
  ])('POST %s with %j is %i, and nothing changes', async ([path, body, status, said]) => {
    const { call, text } = await anAdmin()
    expect(await call('POST', path, body)).toMatchObject({ status, body: said })
    expect(text()).toBe(tutorial)
  })
})

describe('changing', () => {
  test('PATCH changes what it names; every other byte stays', async () => {
    const { call, text } = await anAdmin()
    const change = { config: { subject: { field: 'custom_id' } }, enabled: false }
    expect(await call('PATCH', '/plugins/all', change)).toMatchObject({
      status: 200,
      body: { enabled: false, config: { subject: { look_up_value_in: 'consumer', field: 'custom_id' } } },
    })
    expect(text()).toBe(
      `${tutorial.replace('        look_up_value_in: consumer\n', '        look_up_value_in: consumer\n        field: custom_id\n')}    enabled: false\n`,
    )
  })

  test('null unsets a field', async () => {
    const { call } = await anAdmin()
    await call('PATCH', '/services/example-service', { retries: 2 })
    expect((await call('PATCH', '/services/example-service', { retries: null })).body.retries).toBe(5)
  })

  test('PUT leaves nothing else, but what is nested', async () => {
    const { call, state } = await anAdmin()
    const { body } = await call('PUT', '/services/example-service', { host: 'b.example', port: 8080 })
    expect(body).toMatchObject({ name: 'example-service', host: 'b.example', port: 8080, path: null })
    expect(state()).toMatchObject({
      routes: [{ name: 'example-route' }],
      plugins: [{}, { name: 'key-auth' }],
    })
  })

  test('what GET answers, PUT takes: the document stays as it is for the gateway', async () => {
    const { call, state } = await anAdmin()
    const before = state()
    for (const path of [
      '/services/example-service',
      '/routes/example-route',
      '/consumers/alice',
      '/plugins/all',
    ]) {
      const { body } = await call('GET', path)
      const { updated_at, ...put } = (await call('PUT', path, body)).body
      expect(put).toEqual({ ...body, updated_at: undefined, created_at: put.created_at })
    }
    const ids = (of: ReturnType<typeof state>) =>
      of && [...of.services, ...of.routes, ...of.consumers, ...of.plugins].map(({ id }) => id)
    expect(ids(state())).toEqual(ids(before))
  })

  test('a new name: the id stays, and plugins follow', async () => {
    const { call } = await anAdmin()
    const { body } = await call('POST', '/plugins', { name: 'acl', consumer: { username: 'alice' } })
    const { id } = (await call('GET', '/consumers/alice')).body
    expect(await call('PATCH', '/consumers/alice', { username: 'anna' })).toMatchObject({ body: { id } })
    expect(await call('GET', '/consumers/anna/plugins')).toMatchObject({
      body: { data: [{ name: 'acl', consumer: { id } }] },
    })
    expect(body.consumer).toEqual({ id })
  })

  test('a nested plugin that is attached to something else', async () => {
    const { call } = await anAdmin()
    const [{ id }] = (await call('GET', '/services/example-service/plugins')).body.data
    expect(await call('PATCH', `/plugins/${id}`, { service: null })).toMatchObject({
      status: 200,
      body: { id, name: 'key-auth', service: null },
    })
    expect((await call('GET', '/services/example-service/plugins')).body.data).toEqual([])
  })

  test.for<[string, string, number]>([
    ['PATCH', '/services/nope', 404],
    ['POST', '/services/example-service', 405],
    ['DELETE', '/services', 405],
  ])('%s %s is %i', async ([method, path, status]) => {
    const { call } = await anAdmin()
    expect((await call(method, path, {})).status).toBe(status)
  })
})

describe('deleting', () => {
  test('an entity takes its plugins and keys with it; a Service with Routes stays', async () => {
    const { call, state } = await anAdmin()
    await call('POST', '/consumers/alice/plugins', { name: 'acl' })
    expect(await call('DELETE', '/services/example-service')).toMatchObject({
      status: 400,
      body: { code: 4, message: "an existing 'routes' entity references this 'services' entity" },
    })
    expect(await call('DELETE', '/consumers/alice')).toEqual({ status: 204, body: undefined })
    expect(await call('DELETE', '/consumers/alice')).toEqual({ status: 204, body: undefined })
    expect((await call('DELETE', '/routes/example-route')).status).toBe(204)
    expect((await call('DELETE', '/services/example-service')).status).toBe(204)
    expect(state()).toMatchObject({
      services: [],
      routes: [],
      consumers: [],
      plugins: [{ name: 'metering-and-billing' }],
    })
  })

  test('a credential', async () => {
    const { call } = await anAdmin()
    expect((await call('DELETE', '/consumers/alice/key-auth/alice-key')).status).toBe(204)
    expect((await call('GET', '/consumers/alice/key-auth')).body.data).toEqual([])
  })
})

test('a document with errors is not touched, nor is there one without a workspace', async () => {
  const { call, text, close } = await anAdmin('services: [')
  expect(await call('POST', '/services', { name: 's', host: 'a' })).toMatchObject({ status: 503 })
  expect(text()).toBe('services: [')
  close()
  expect(await call('GET', '/services')).toMatchObject({ status: 503 })
  expect((await call('GET', '/')).status).toBe(200)
})

test('a page of another site changes nothing', async () => {
  const { url, text } = await anAdmin()
  const { statusCode, body } = await send(`${url}/services`, {
    method: 'POST',
    headers: { origin: 'https://evil.example', 'content-type': 'text/plain' },
    body: 'name=s&host=a',
  })
  await body.dump()
  expect(statusCode).toBe(403)
  expect(text()).toBe(tutorial)
})

test('requests at the same time are answered one after the other: no change is lost', async () => {
  const { call, state } = await anAdmin('')
  const names = Array.from({ length: 10 }, (_, index) => `s${index}`)
  await Promise.all(names.map(name => call('POST', '/services', { name, host: 'a' })))
  expect(
    state()
      ?.services.map(({ name }) => name)
      .sort(),
  ).toEqual(names)
})
