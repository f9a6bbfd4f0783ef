import { once } from 'node:events'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { request as send } from 'undici'
import { afterEach, describe, expect, test } from 'vitest'
import type { ExchangeRecord, Workspace } from '#api/contract.ts'
import { meteringEvent } from '#events/ingested-event.ts'
import { createExchangeLog } from '#live/exchange-log.ts'
import type { SimulatedAi } from '#workspaces/simulated-ai.ts'
import { createBatchSender } from '../ingest/send-batch.ts'
import { loadConditions } from './conditions.ts'
import { createGatewayServer } from './gateway-server.ts'
import { judgeEvent } from './judge-event.ts'
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

const simulated: SimulatedAi = {
  kind: 'ai',
  prompt_tokens: 11,
  completion_tokens: 22,
  status: 200,
  latency_ms: 0,
  cached: false,
  stream_usage: true,
}

interface Setup {
  /** Of the AI plugin, beside its model. */
  config?: object
  options?: object
  provider?: string
  service?: object
  keyAuth?: object
  /** `default`: the workspace says nothing. */
  upstream?: Partial<SimulatedAi> | 'forward' | 'default'
}

const document = ({ config = {}, options = {}, provider = 'openai', service = {}, keyAuth = {} }: Setup) =>
  JSON.stringify({
    _format_version: '3.0',
    services: [
      {
        name: 'llm-service',
        url: 'http://localhost:32000',
        routes: [route('chat'), route('raw')],
        ...service,
      },
    ],
    consumers: [{ username: 'alice', keyauth_credentials: [{ key: 'alice-key' }] }],
    plugins: [
      { name: 'key-auth', config: keyAuth },
      {
        name: 'ai-proxy',
        route: 'chat',
        config: {
          route_type: 'llm/v1/chat',
          model: { provider, name: 'gpt-4o', options },
          logging: { log_statistics: true, log_payloads: true },
          ...config,
        },
      },
      {
        name: 'metering-and-billing',
        config: {
          ingest_endpoint: 'https://us.api.konghq.com/v3/openmeter/events',
          api_token: 'x',
          subject: { look_up_value_in: 'consumer' },
          attributes: [
            { source: 'header', look_up_value_in: 'x-department', event_property_name: 'department' },
          ],
        },
      },
    ],
  })

const route = (name: string) => ({ name, paths: [`/${name}`], protocols: ['http'] })

function upstreamsOf({ upstream = {} }: Setup): Workspace['upstreams'] {
  if (upstream === 'default') return {}
  return { 'llm-service': upstream === 'forward' ? upstream : { ...simulated, ...upstream } }
}

/** A gateway that rehearses an AI plugin; its next finished request. */
async function aGateway(setup: Setup = {}) {
  const ingest = await listening(http.createServer((_request, response) => response.writeHead(202).end()))
  const sender = createBatchSender()
  const pools = createUpstreamPools()
  const rehearsal = createRehearsal({
    studio: () => ({ endpoint: `http://127.0.0.1:${ingest}`, token: 'studio' }),
    gatewayPort: () => 0,
    environment: {},
    log: createExchangeLog(),
    sender,
    conditions,
  })
  const bugs: unknown[] = []
  const report = (bug: unknown) => bugs.push(bug)
  const server = createGatewayServer({ running: () => rehearsal.running(), pools, report })
  const url = `http://127.0.0.1:${await listening(server)}`
  closers.push(() => Promise.all([sender.close(), pools.close()]))
  closers.push(() => expect(bugs).toEqual([]))
  const workspace: Workspace = {
    id: 'w1',
    name: 'AI',
    text: document(setup),
    gateway_release: '3.14',
    delivery: 'studio',
    subject_format: 'plain',
    upstreams: upstreamsOf(setup),
    updated_at: '2026-01-01T00:00:00.000Z',
  }
  rehearsal.apply(workspace)
  const finished = async (): Promise<ExchangeRecord> => {
    const newest = () => rehearsal.exchanges({ limit: 1 }).exchanges[0]
    await expect.poll(newest).toBeDefined()
    return newest() as ExchangeRecord
  }
  return { url, finished, status: () => rehearsal.status() }
}

const prompt = { messages: [{ role: 'user', content: 'What is Kong?' }] }

async function ask(url: string, body: unknown = prompt, headers: Record<string, string> = {}) {
  const answer = await send(url, {
    method: 'POST',
    headers: {
      apikey: 'alice-key',
      'content-type': 'application/json',
      'x-department': 'research',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() }
}

const dataOf = ({ events }: ExchangeRecord) =>
  events.map(({ event }) => event?.data as Record<string, unknown>)
const tokensOf = (record: ExchangeRecord) => dataOf(record).flatMap(({ tokens }) => tokens ?? [])

describe('a request to the simulated provider makes three events', () => {
  test('whose fields and types are those of the published catalogue', async () => {
    const { url, finished } = await aGateway()
    const { status, headers, text } = await ask(`${url}/chat`)
    expect([status, headers['x-kong-llm-model']]).toEqual([200, 'openai/gpt-4o'])
    expect(JSON.parse(text)).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant' } }],
      usage: { prompt_tokens: 11, completion_tokens: 22, total_tokens: 33 },
    })
    const record = await finished()
    expect(record.events.map(({ type, subject }) => [type, subject])).toEqual([
      ['kong.api_request', 'alice'],
      ['kong.llm_request', 'alice'],
      ['kong.llm_request', 'alice'],
    ])
    const shared = {
      http_status: 200,
      model: 'gpt-4o',
      provider: 'openai',
      ai_plugin_id: expect.any(String),
      ai_plugin_name: 'ai-proxy',
      api_request_id: record.request_id,
      service_id: record.service?.id,
      route_id: record.route?.id,
      subject_type: 'consumer_username',
      department: 'research',
    }
    expect(dataOf(record).slice(1)).toEqual([
      { type: 'request', tokens: 11, ...shared },
      { type: 'response', tokens: 22, ...shared },
    ])
    expect(dataOf(record)[0]).toMatchObject({ upstream_status: 200, department: 'research' })
  })

  test.for<[string, Setup, object, [number, number]]>([
    ['in one answer', {}, {}, [11, 22]],
    ['streamed', {}, { stream: true }, [11, 22]],
    [
      'streamed without usage: the words and the text',
      { upstream: { stream_usage: false } },
      { stream: true },
      [5, 22],
    ],
    [
      'streamed with the usage that the client asks for',
      { upstream: { stream_usage: false } },
      { stream: true, stream_options: { include_usage: true } },
      [11, 22],
    ],
    ['of a failed call: the words', { upstream: { status: 500 } }, {}, [3, 0]],
    ['without any completion', { upstream: { completion_tokens: 0 } }, { stream: true }, [11, 0]],
    [
      "in Anthropic's format: its first event's token counts too",
      { provider: 'anthropic', config: { llm_format: 'anthropic' } },
      { stream: true },
      [11, 23],
    ],
    ["in one answer of Anthropic's", { config: { llm_format: 'anthropic' } }, {}, [11, 22]],
    ['of many tokens', { upstream: { completion_tokens: 100_000 } }, { stream: true }, [11, 100_000]],
  ])('%s', async ([, setup, asked, tokens]) => {
    const { url, finished } = await aGateway(setup)
    await ask(`${url}/chat`, { ...prompt, ...asked })
    const record = await finished()
    expect(tokensOf(record)).toEqual(tokens)
    for (const { event } of record.events) {
      expect(judgeEvent(JSON.stringify(event))).toMatchObject({ outcome: 'ok' })
      expect(meteringEvent.safeParse(event).success).toBe(true)
    }
  })

  test('with cache_status Hit and no upstream_status where a cache answered', async () => {
    const { url, finished } = await aGateway({ upstream: { cached: true } })
    const { headers } = await ask(`${url}/chat`)
    expect(headers['x-cache-status']).toBe('Hit')
    const record = await finished()
    expect(dataOf(record).map(({ cache_status }) => cache_status)).toEqual([undefined, 'Hit', 'Hit'])
    expect(dataOf(record)[0]).not.toHaveProperty('upstream_status')
  })
})

describe('no kong.llm_request', () => {
  test.for<[string, Setup, string, object, string]>([
    [
      'without log_statistics',
      { config: { logging: {} } },
      '/chat',
      prompt,
      'ai-proxy: logging.log_statistics is off, so no token counts are logged',
    ],
    [
      'without an AI plugin on the Route',
      {},
      '/raw',
      prompt,
      'no kong.llm_request: no AI plugin ran, or its logging.log_statistics is off',
    ],
    [
      'for a request that the plugin refuses',
      {},
      '/chat',
      { ...prompt, model: 'other' },
      'ai-proxy: cannot use own model - must be: gpt-4o',
    ],
  ])('%s, and the trace says why', async ([, setup, path, body, reason]) => {
    const { url, finished } = await aGateway(setup)
    await ask(url + path, body)
    const record = await finished()
    expect(record.events.map(({ type }) => type)).toEqual(['kong.api_request'])
    expect(record.trace.map(({ summary }) => summary)).toContain(reason)
  })
})

test.for([
  ['/raw/v1/messages', 'message'],
  ['/raw/v1/completions', 'text_completion'],
  ['/raw/v1/chat/completions', 'chat.completion'],
])('without a plugin the path tells the format: %s', async ([path, kind]) => {
  const { url } = await aGateway()
  const answer = JSON.parse((await ask(url + path)).text)
  expect(answer.object ?? answer.type).toBe(kind)
})

test('a body in chunks is read for the plugin and still sent whole, with the model', async () => {
  const seen: string[] = []
  const upstream = http.createServer(async (request, response) => {
    seen.push(request.url ?? '', String(request.headers.authorization), await text(request))
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: {"choices":[{"delta":{"content":"Hi"}}]}\n\nda')
    await new Promise(resolve => setImmediate(resolve))
    response.end('ta: {"usage":{"prompt_tokens":7,"completion_tokens":1}}\n\ndata: [DONE]\n\n')
  })
  const upstream_url = `http://127.0.0.1:${await listening(upstream)}/v1/chat/completions`
  const { url, finished } = await aGateway({
    upstream: 'forward',
    options: { upstream_url },
    config: { auth: { header_name: 'Authorization', header_value: 'Bearer sk' } },
  })
  const request = http.request(`${url}/chat`, {
    method: 'POST',
    headers: { apikey: 'alice-key', 'content-type': 'application/json', expect: '100-continue' },
  })
  request.flushHeaders()
  await once(request, 'continue')
  request.write('{"stream":true,')
  await new Promise(resolve => setTimeout(resolve, 20))
  request.end(JSON.stringify(prompt).slice(1))
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage]
  expect(await text(answer)).toContain('data: [DONE]')
  const [path, authorization, body] = seen
  expect([path, authorization]).toEqual(['/v1/chat/completions', 'Bearer sk'])
  expect(JSON.parse(body ?? '')).toEqual({ ...prompt, model: 'gpt-4o', stream: true })
  expect(tokensOf(await finished())).toEqual([7, 1])
})

test('a streamed answer passes as it comes: the client has its beginning before the model is done', async () => {
  const begun = Promise.withResolvers<void>()
  const piece = `data: ${JSON.stringify({ choices: [{ delta: { content: 'x'.repeat(10_000) } }] })}\n\n`
  const upstream = http.createServer(async (request, response) => {
    await text(request)
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(piece)
    await begun.promise
    for (let pieces = 0; pieces < 200; pieces++) {
      if (!response.write(piece)) await once(response, 'drain')
    }
    response.end('data: {"usage":{"prompt_tokens":7,"completion_tokens":8}}\n\n')
  })
  const upstream_url = `http://127.0.0.1:${await listening(upstream)}/`
  const { url, finished } = await aGateway({ upstream: 'forward', options: { upstream_url } })
  const request = http.request(`${url}/chat`, {
    method: 'POST',
    headers: { apikey: 'alice-key', 'content-type': 'application/json' },
  })
  request.end(JSON.stringify({ ...prompt, stream: true }))
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage]
  await once(answer, 'readable')
  begun.resolve()
  expect((await text(answer)).length).toBeGreaterThan(2_000_000)
  expect(tokensOf(await finished())).toEqual([7, 8])
})

test.for<[string, Setup, string, number[]]>([
  ['longer than the plugin reads', {}, '/chat', [200, 400, 200]],
  [
    'to an upstream that is down',
    { upstream: 'forward', service: { url: 'http://127.0.0.1:1' }, keyAuth: { key_in_body: true } },
    '/raw',
    [502, 502, 502],
  ],
])('after a body %s the connection goes on', async ([, setup, path, expected]) => {
  const { url } = await aGateway(setup)
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  closers.push(() => agent.destroy())
  const post = async (content: string) => {
    const request = http.request(url + path, {
      method: 'POST',
      agent,
      headers: { apikey: 'alice-key', 'content-type': 'application/json' },
    })
    request.end(JSON.stringify({ messages: [{ role: 'user', content }] }))
    const [answer] = (await once(request, 'response')) as [http.IncomingMessage]
    await text(answer)
    return answer.statusCode
  }
  const statuses = []
  for (const words of [100_000, 2_000_000, 1]) statuses.push(await post('word '.repeat(words)))
  expect(statuses).toEqual(expected)
})

describe('while a plugin waits for the body', () => {
  const head =
    'POST /chat HTTP/1.1\r\nHost: a\r\napikey: alice-key\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n'

  test.for<[string, (socket: net.Socket) => void]>([
    ['a client that hangs up', socket => socket.resetAndDestroy()],
    ['a client that ends early', socket => socket.end()],
    ['a broken chunk', socket => socket.write('nonsense\r\n')],
  ])('%s is 400 and logged', async ([, act]) => {
    const { url, finished } = await aGateway()
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1')
    socket.on('error', () => undefined)
    closers.push(() => socket.destroy())
    socket.write(head)
    // `100 Continue`: the body is waited for.
    await once(socket, 'data')
    socket.write('5\r\n{"mes\r\n')
    act(socket)
    expect(await finished()).toMatchObject({ status: 400, outcome: 'dropped' })
  })
})

async function text(message: http.IncomingMessage): Promise<string> {
  return Buffer.concat(await message.toArray()).toString()
}

test('a model that cannot be reached is 502; the prompt’s estimate stays', async () => {
  const gone = http.createServer()
  const port = await listening(gone)
  gone.close()
  const { url, finished } = await aGateway({
    upstream: 'forward',
    options: { upstream_url: `http://127.0.0.1:${port}/` },
  })
  expect((await ask(`${url}/chat`)).status).toBe(502)
  expect(tokensOf(await finished())).toEqual([3, 0])
})

test('a client that leaves while the model thinks leaves nothing behind', async () => {
  const { url, finished } = await aGateway({ upstream: { latency_ms: 600_000 } })
  const request = http.request(`${url}/chat`, {
    method: 'POST',
    headers: { apikey: 'alice-key', 'content-type': 'application/json' },
  })
  request.once('error', () => undefined)
  request.end(JSON.stringify(prompt), () => setTimeout(() => request.destroy(), 100))
  expect(await finished()).toMatchObject({ status: 499 })
})

test.for<[string, Setup, string]>([
  ['the provider', {}, 'https://api.openai.com/v1/chat/completions'],
  ['the URL in the config', { options: { upstream_url: 'http://localhost:9/v1' } }, 'http://localhost:9/v1'],
  ['the Service, where Kong would need more', { provider: 'azure' }, 'http://localhost:32000'],
])('the status names %s as the upstream', async ([, setup, upstream_url]) => {
  const { status } = await aGateway(setup)
  expect(status().services).toMatchObject([{ name: 'llm-service', upstream_url }])
})

test('unless the workspace says otherwise, no model is called', async () => {
  const { status } = await aGateway({ upstream: 'default' })
  expect(status().services).toMatchObject([{ upstream: { kind: 'ai', prompt_tokens: 12 } }])
})

test('a disabled Service has no upstream to choose', async () => {
  const { status } = await aGateway({ service: { enabled: false } })
  expect(status().services).toEqual([])
})

describe('a key in the body', () => {
  async function anUpstream() {
    const seen: string[] = []
    const server = http.createServer(async (request, response) => {
      seen.push(await text(request), String(request.headers['content-length']))
      response.end()
    })
    const service = { url: `http://127.0.0.1:${await listening(server)}` }
    return { seen, setup: { service, keyAuth: { key_in_body: true }, upstream: 'forward' as const } }
  }
  const form = { 'content-type': 'application/x-www-form-urlencoded', apikey: '' }

  test('is found, and does not reach the upstream', async () => {
    const { seen, setup } = await anUpstream()
    const { url, finished } = await aGateway({
      ...setup,
      keyAuth: { ...setup.keyAuth, key_in_header: false },
    })
    expect((await ask(`${url}/raw`, 'a=1&apikey=alice-key&b=2', form)).status).toBe(200)
    expect(seen).toEqual(['a=1&b=2', '7'])
    expect(await finished()).toMatchObject({ consumer: { username: 'alice' } })
  })

  test('is not looked for in a long body, which goes on as it is', async () => {
    const { seen, setup } = await anUpstream()
    const { url } = await aGateway(setup)
    const long = `apikey=other&a=${'x'.repeat(1_000_000)}`
    expect((await ask(`${url}/raw`, long, { ...form, apikey: 'alice-key' })).status).toBe(200)
    expect(seen).toEqual([long, String(long.length)])
  })
})
