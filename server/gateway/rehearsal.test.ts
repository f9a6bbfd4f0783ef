import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { request as send } from 'undici'
import { afterEach, describe, expect, test } from 'vitest'
import type { Workspace } from '#api/contract.ts'
import { createExchangeLog } from '#live/exchange-log.ts'
import type { LiveRehearsal } from '#live/live-rehearsal.ts'
import { createBatchSender } from '../ingest/send-batch.ts'
import { loadConditions } from './conditions.ts'
import { createGatewayServer } from './gateway-server.ts'
import { createRehearsal } from './rehearsal.ts'
import { createUpstreamPools } from './upstream-pools.ts'

const conditions = await loadConditions()

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function listening(server: http.Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

interface Received {
  authorization: string | undefined
  body: unknown
}

/** An ingest endpoint that keeps what it got and answers with `status()`. */
async function anIngest(status: () => number = () => 202): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = http.createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString())
    received.push({ authorization: request.headers.authorization, body })
    response.writeHead(status()).end()
  })
  return { url: `http://127.0.0.1:${await listening(server)}/v3/openmeter/events`, received }
}

const tutorial = (endpoint: string, token = 'spat_real') => `_format_version: "3.0"
services:
  - name: example-service
    url: http://httpbin.konghq.com/anything
    routes:
      - name: example-route
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
    config:
      ingest_endpoint: ${endpoint}
      api_token: "${token}"
      subject:
        look_up_value_in: consumer
`

function aWorkspace(text: string, changes: Partial<Workspace> = {}): Workspace {
  return {
    id: 'w1',
    name: 'Tutorial',
    text,
    gateway_release: '3.14',
    delivery: 'studio',
    subject_format: 'plain',
    upstreams: {},
    updated_at: '2026-01-01T00:00:00.000Z',
    ...changes,
  }
}

interface Studio {
  rehearsal: LiveRehearsal
  url: string
  port: number
  studio: Received[]
}

async function aStudio(
  environment: Record<string, string> = {},
  keepFallBack?: (workspace: Workspace) => Workspace,
): Promise<Studio> {
  const studio = await anIngest()
  const sender = createBatchSender()
  const pools = createUpstreamPools()
  let port = 0
  const rehearsal = createRehearsal({
    studio: () => ({ endpoint: studio.url, token: 'studio' }),
    gatewayPort: () => port,
    environment,
    log: createExchangeLog(),
    sender,
    conditions,
    keepFallBack,
  })
  const bugs: unknown[] = []
  const server = createGatewayServer({
    running: () => rehearsal.running(),
    pools,
    report: bug => bugs.push(bug),
  })
  port = await listening(server)
  closers.push(() => Promise.all([sender.close(), pools.close()]))
  closers.push(() => expect(bugs).toEqual([]))
  return { rehearsal, url: `http://127.0.0.1:${port}`, port, studio: studio.received }
}

const withKey = { headers: { apikey: 'alice-key' } }

async function call(url: string, options: Parameters<typeof send>[1] = {}): Promise<number> {
  const { statusCode, body } = await send(url, options)
  await body.dump()
  return statusCode
}

const newest = (rehearsal: LiveRehearsal) => rehearsal.exchanges({ limit: 10 }).exchanges

test('before the first workspace, every request is 404', async () => {
  const { url, rehearsal } = await aStudio()
  expect(await call(url)).toBe(404)
  expect(rehearsal.status()).toMatchObject({ workspace_id: null, stale: false, services: [], queues: [] })
})

test('the tutorial: a request by key is an event of its Consumer, delivered to the studio without the real token', async () => {
  const { url, rehearsal, studio } = await aStudio()
  rehearsal.apply(aWorkspace(tutorial('https://us.api.konghq.com/v3/openmeter/events')))
  expect(await call(`${url}/anything`, withKey)).toBe(200)
  await expect.poll(() => newest(rehearsal)[0]?.events[0]?.delivery).toBe('delivered')
  expect(studio).toMatchObject([
    {
      authorization: 'Bearer studio',
      body: { subject: 'alice', type: 'kong.api_request', specversion: '1.0' },
    },
  ])
  expect(newest(rehearsal)).toMatchObject([
    {
      seq: 1,
      method: 'GET',
      status: 200,
      upstream_status: 200,
      consumer: { username: 'alice' },
      outcome: 'emitted',
      events: [{ subject: 'alice', attempts: [{ status: 202 }] }],
    },
  ])
  expect(newest(rehearsal)[0]?.events[0]?.attempts[0]).not.toHaveProperty('elsewhere')
  const trace = newest(rehearsal)[0]?.trace ?? []
  const order = [
    'route',
    'service',
    'authentication',
    'plugin',
    'upstream',
    'subject',
    'event',
    'queue',
    'delivery',
  ]
  expect([...new Set(trace.map(({ step }) => step))]).toEqual(order)
  expect(trace.find(({ step }) => step === 'upstream')?.summary).toContain(
    'answered by the built-in echo = 200',
  )
  expect(trace.find(({ step }) => step === 'queue')?.summary).toContain('in batch 1 of its queue (1 event)')
  expect(rehearsal.status()).toMatchObject({
    services: [
      { name: 'example-service', upstream_url: 'http://httpbin.konghq.com:80/anything', upstream: 'echo' },
    ],
    queues: [{ phase: 'idle', waiting: 0, delivered: 1, lost: 0, dropped: 0 }],
  })
})

test('a request without key is dropped, with the reason', async () => {
  const { url, rehearsal } = await aStudio()
  rehearsal.apply(aWorkspace(tutorial('https://us.api.konghq.com/v3/openmeter/events')))
  expect(await call(`${url}/anything`)).toBe(401)
  await expect.poll(() => newest(rehearsal)).toMatchObject([{ status: 401, outcome: 'dropped', events: [] }])
  expect(rehearsal.exchanges({ limit: 10, outcome: 'emitted' }).exchanges).toEqual([])
})

test('events that queues gave up are counted in all, those of queues that are gone too', async () => {
  const { url, rehearsal } = await aStudio()
  const to = (endpoint: string, maxEntries: number) =>
    aWorkspace(`${tutorial(endpoint)}      queue: { max_entries: ${maxEntries}, max_retry_time: 0.001 }\n`, {
      delivery: 'endpoint',
    })
  const lost = () => rehearsal.exchangeChanges({ after: 0, limit: 1 }).missed.lost
  for (const maxEntries of [10, 20]) {
    const before = lost().all
    rehearsal.apply(to('http://127.0.0.1:9/events', maxEntries))
    await call(`${url}/anything`, withKey)
    await expect.poll(lost).toEqual({ all: before + 1, kept: before + 1 })
  }
  expect(rehearsal.missed()).toMatchObject({
    missed: [{}, {}],
    discarded: 0,
    unkept: { dropped: 0, lost: 0 },
  })
})

describe('delivery to the endpoint', () => {
  test('goes to the config’s endpoint with the variable’s value', async () => {
    const real = await anIngest()
    const { url, rehearsal, studio } = await aStudio({ DECK_TOKEN: 'spat_from_environment' })
    const text = tutorial(real.url, '${{ env "DECK_TOKEN" }}')
    rehearsal.apply(aWorkspace(text, { delivery: 'endpoint' }))
    expect(rehearsal.status()).toMatchObject({
      delivery: { target: 'endpoint', endpoints: [real.url], problems: [] },
      variables: [{ name: 'TOKEN', set: true }],
    })
    await call(`${url}/anything`, withKey)
    await expect.poll(() => real.received).toMatchObject([{ authorization: 'Bearer spat_from_environment' }])
    expect(studio).toEqual([])
    const attempts = () => newest(rehearsal)[0]?.events[0]?.attempts
    await expect.poll(attempts).toMatchObject([{ status: 202, elsewhere: true }])
  })

  test('a variable without a value is a problem, and retried until it has one', async () => {
    const real = await anIngest()
    const { url, rehearsal } = await aStudio()
    rehearsal.apply(aWorkspace(tutorial(real.url, '${{ env "DECK_TOKEN" }}'), { delivery: 'endpoint' }))
    const problem = 'config.api_token: the variable TOKEN has no value'
    expect(rehearsal.status().delivery.problems).toEqual([problem])
    await call(`${url}/anything`, withKey)
    await expect
      .poll(() => newest(rehearsal)[0]?.events[0])
      .toMatchObject({
        delivery: 'retrying',
        attempts: expect.arrayContaining([expect.objectContaining({ error: problem })]),
      })
    expect(rehearsal.setVariable('TOKEN', 'spat_typed')).toEqual({ name: 'TOKEN', set: true })
    await expect.poll(() => real.received).toMatchObject([{ authorization: 'Bearer spat_typed' }])
    expect(JSON.stringify([rehearsal.status(), newest(rehearsal)])).not.toContain('spat_typed')
  })

  test('a 500 is retried; the attempts are told', async () => {
    let answers = 0
    const real = await anIngest(() => {
      answers += 1
      return answers === 1 ? 500 : 202
    })
    const { url, rehearsal } = await aStudio()
    rehearsal.apply(aWorkspace(tutorial(real.url), { delivery: 'endpoint' }))
    await call(`${url}/anything`, withKey)
    await expect
      .poll(() => newest(rehearsal)[0]?.events[0])
      .toMatchObject({
        delivery: 'delivered',
        attempts: [
          { status: 500, error: expect.stringContaining('returned status code 500') },
          { status: 202 },
        ],
      })
  })
})

describe('real delivery stays with the endpoints that it was confirmed for', () => {
  const toVariable = tutorial('${{ env "DECK_INGEST" }}')

  async function confirmed(text = toVariable) {
    const [first, second] = [await anIngest(), await anIngest()]
    const kept: Workspace[] = []
    const studio = await aStudio({ DECK_INGEST: first.url }, fallen => {
      const workspace = { ...fallen, updated_at: 'later' }
      kept.push(workspace)
      return workspace
    })
    studio.rehearsal.apply(aWorkspace(text, { delivery: 'endpoint' }))
    return { ...studio, first, second, kept }
  }

  test('a new value of a variable in it ends real delivery, until it is confirmed again', async () => {
    const { rehearsal, url, studio, first, second, kept } = await confirmed()
    await call(`${url}/anything`, withKey)
    await expect.poll(() => first.received.length).toBe(1)
    rehearsal.setVariable('INGEST', second.url)
    expect(rehearsal.status().delivery.target).toBe('studio')
    expect(kept).toMatchObject([{ id: 'w1', delivery: 'studio', updated_at: 'later' }])
    expect(rehearsal.workspace()).toEqual(kept[0])
    await call(`${url}/anything`, withKey)
    await expect.poll(() => studio.length).toBe(1)
    rehearsal.apply(aWorkspace(toVariable, { delivery: 'endpoint' }))
    await call(`${url}/anything`, withKey)
    await expect.poll(() => second.received.length).toBe(1)
    expect(first.received.length).toBe(1)
  })

  test('events that wait when it ends go to the studio', async () => {
    const lazy = '      queue: { max_batch_size: 100, max_coalescing_delay: 3600 }\n      subject:'
    const { rehearsal, url, studio, second, first } = await confirmed(
      toVariable.replace('      subject:', lazy),
    )
    await call(`${url}/anything`, withKey)
    await expect.poll(() => rehearsal.waiting()).toBe(1)
    rehearsal.setVariable('INGEST', second.url)
    await rehearsal.drain()
    expect(studio).toMatchObject([{ authorization: 'Bearer studio', body: { subject: 'alice' } }])
    expect([first.received, second.received]).toEqual([[], []])
  })

  test('the same value again, and the value of another variable, change nothing', async () => {
    const { rehearsal, first, kept } = await confirmed()
    rehearsal.setVariable('INGEST', first.url)
    rehearsal.setVariable('OTHER', 'x')
    expect(rehearsal.status().delivery).toMatchObject({ target: 'endpoint', endpoints: [first.url] })
    expect(kept).toEqual([])
  })

  test('a change that confirmed nothing is kept as simulated when it names another endpoint', async () => {
    const { rehearsal, first, second } = await confirmed()
    const to = (endpoint: string) => aWorkspace(tutorial(endpoint), { delivery: 'endpoint' })
    expect(rehearsal.guarded(to(first.url)).delivery).toBe('endpoint')
    expect(rehearsal.guarded(to(second.url)).delivery).toBe('studio')
    expect(rehearsal.guarded(aWorkspace('services: [', { delivery: 'endpoint' })).delivery).toBe('endpoint')
  })

  test.for([
    ['a variable', 'studio', toVariable],
    ['a URL', 'endpoint', tutorial('http://127.0.0.1:9/events')],
  ] as const)('a restart with %s as the ingest endpoint goes on as %s', async ([, target, text]) => {
    const kept: string[] = []
    const { rehearsal } = await aStudio({ DECK_INGEST: 'http://127.0.0.1:9/events' }, fallen => {
      kept.push(fallen.delivery)
      return fallen
    })
    rehearsal.restore(aWorkspace(text, { delivery: 'endpoint' }))
    expect(rehearsal.status().delivery.target).toBe(target)
    expect(kept).toEqual(target === 'studio' ? ['studio'] : [])
  })
})

test('a broken document leaves the last valid one running; another workspace’s does not run in its place', async () => {
  const { url, rehearsal } = await aStudio()
  rehearsal.apply(aWorkspace(tutorial('https://us.api.konghq.com/v3/openmeter/events')))
  rehearsal.apply(aWorkspace('services: [', {}))
  expect(rehearsal.status()).toMatchObject({ stale: true, services: [{ name: 'example-service' }] })
  expect(await call(`${url}/anything`, withKey)).toBe(200)
  rehearsal.apply(aWorkspace('services: [', { id: 'w2' }))
  expect(rehearsal.status()).toMatchObject({ workspace_id: 'w2', stale: true, services: [] })
})

test('an upstream that refuses the connection: each try and its end are in the trace', async () => {
  const { url, rehearsal } = await aStudio()
  const text = tutorial('https://a.example').replace(
    'url: http://httpbin.konghq.com/anything',
    'url: http://127.0.0.1:9/\n    retries: 2',
  )
  rehearsal.apply(aWorkspace(text))
  expect(await call(`${url}/anything`, withKey)).toBe(502)
  await expect
    .poll(() => newest(rehearsal)[0]?.trace.find(({ step }) => step === 'upstream'))
    .toMatchObject({
      outcome: 'failed',
      summary: expect.stringMatching(
        /^GET http:\/\/127.0.0.1:9\/ = \(no answer\) after 2 failed tries \(.*ECONNREFUSED/,
      ),
      path: ['services', 0, 'retries'],
    })
})

test('deleting the workspace that runs empties the gateway; deleting another one does nothing', async () => {
  const { url, rehearsal } = await aStudio()
  rehearsal.apply(aWorkspace(tutorial('https://a.example')))
  rehearsal.forget('w2')
  expect(await call(`${url}/anything`, withKey)).toBe(200)
  await expect.poll(() => rehearsal.status().queues).toMatchObject([{ phase: 'idle', delivered: 1 }])
  rehearsal.forget('w1')
  expect(await call(`${url}/anything`, withKey)).toBe(404)
  expect(rehearsal.status()).toMatchObject({ workspace_id: null, services: [], queues: [] })
})

test('an event that waits is told whole', async () => {
  const { url, rehearsal } = await aStudio()
  const lazy = '      queue: { max_batch_size: 100, max_coalescing_delay: 3600 }\n      subject:'
  rehearsal.apply(aWorkspace(tutorial('https://a.example', 'spat_secret').replace('      subject:', lazy)))
  await call(`${url}/anything`, withKey)
  await expect
    .poll(() => newest(rehearsal)[0]?.events[0])
    .toMatchObject({
      delivery: 'waiting',
      event: { subject: 'alice', data: { route_name: 'example-route' } },
    })
  expect(JSON.stringify(newest(rehearsal))).not.toContain('spat_secret')
  await rehearsal.drain()
})

test('a Service that points at the gateway is refused', async () => {
  const { url, port, rehearsal } = await aStudio()
  const text = tutorial('https://a.example').replace(
    'http://httpbin.konghq.com/anything',
    `http://localhost:${port}/`,
  )
  rehearsal.apply(aWorkspace(text))
  expect(await call(`${url}/anything`, withKey)).toBe(508)
})

test('draining delivers what the queue still holds', async () => {
  const { url, rehearsal, studio } = await aStudio()
  const text = tutorial('https://a.example').replace(
    '      subject:',
    '      queue: { max_batch_size: 100, max_coalescing_delay: 3600 }\n      subject:',
  )
  rehearsal.apply(aWorkspace(text))
  await call(`${url}/anything`, withKey)
  await call(`${url}/anything`, withKey)
  await expect.poll(() => rehearsal.waiting()).toBe(2)
  await rehearsal.drain()
  expect(studio).toMatchObject([{ body: [{ subject: 'alice' }, { subject: 'alice' }] }])
})

describe('a condition', () => {
  const conditional = (condition: string) =>
    tutorial('http://127.0.0.1:9').replace(
      '    config:\n      ingest',
      `    condition: '${condition}'\n    config:\n      ingest`,
    )
  const ask = (port: number, headers: Record<string, string> = {}) =>
    send(`http://127.0.0.1:${port}/anything`, { headers: { apikey: 'alice-key', ...headers } })

  test.for([
    {
      release: '3.14',
      condition: 'http.headers.x_tenant_id ~ ".+"',
      headers: { 'x-tenant-id': 'acme' },
      outcome: 'emitted',
    },
    { release: '3.14', condition: 'http.headers.x_tenant_id ~ ".+"', headers: {}, outcome: 'not_metered' },
    {
      release: '3.15',
      condition: 'http.headers.x_tenant_id != null',
      headers: { 'x-tenant-id': 'acme' },
      outcome: 'emitted',
    },
    { release: '3.15', condition: 'http.headers.x_tenant_id != null', headers: {}, outcome: 'not_metered' },
    { release: '3.15', condition: 'consumer.username == "alice"', headers: {}, outcome: 'emitted' },
  ] as const)(
    '$condition under $release with $headers: $outcome',
    async ({ release, condition, headers, outcome }) => {
      const { rehearsal, port } = await aStudio()
      rehearsal.apply(aWorkspace(conditional(condition), { gateway_release: release }))
      const answer = await ask(port, headers)
      await answer.body.dump()
      expect(rehearsal.exchanges({ limit: 1 }).exchanges).toMatchObject([{ status: 200, outcome }])
    },
  )

  test('that fails at run time is a 500 to the client, from 3.15 on', async () => {
    const { rehearsal, port } = await aStudio()
    const condition = 'kong.ctx.shared.tier == "gold"'
    rehearsal.apply(aWorkspace(conditional(condition), { gateway_release: '3.15' }))
    const answer = await ask(port)
    await answer.body.dump()
    expect(answer.statusCode).toBe(500)
  })
})

test('a key that key-auth takes out of the query stands in no record and no trace', async () => {
  const { rehearsal, port } = await aStudio()
  rehearsal.apply(aWorkspace(tutorial('http://127.0.0.1:9')))
  const answer = await send(`http://127.0.0.1:${port}/anything?apikey=alice-key&page=2`)
  await answer.body.dump()
  const { exchanges } = rehearsal.exchanges({ limit: 1 })
  expect(exchanges).toMatchObject([{ status: 200, uri: '/anything?page=2' }])
  expect(JSON.stringify(exchanges)).not.toContain('alice-key')
})
