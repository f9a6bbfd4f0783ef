import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { createCall } from '#api/call.ts'
import { type GatewayStatus, getGateway, listExchanges, putWorkspace } from '#api/contract.ts'
import { listEvents } from '#api/konnect-contract.ts'
import { type GatewayRequestToSend, sendRequests } from '#api/send-contract.ts'
import { createApi } from '#api/serve.ts'
import { loadConditionLanguages } from '#conditions/languages.ts'
import { realClock } from '#live/real-clock.ts'
import { createDemoRoutes } from './demo-backend.ts'

const wasm = fileURLToPath(import.meta.resolve('@kong/atc-router/atc-router_bg.wasm'))
const origin = 'http://demo.example'

function aDemo({ loads = true } = {}) {
  const loadConditions = vi.fn(async () => {
    if (!loads) throw new Error('the host has no such file')
    return loadConditionLanguages(readFileSync(wasm))
  })
  const ids = Array.from({ length: 99 }, (_, at) => `00000000-0000-4000-8000-0000000000${at + 10}`)
  const routes = createDemoRoutes({
    origin,
    version: 'demo',
    now: Date.now,
    clock: realClock,
    random: Math.random,
    newId: () => ids.shift() ?? '',
    loadConditions,
  })
  const api = createApi(routes)
  const call = createCall(origin, (input, init) => api(new Request(input, init)))
  return { call, loadConditions }
}

type Call = ReturnType<typeof aDemo>['call']

const alice: GatewayRequestToSend = { method: 'GET', uri: '/anything', headers: [['apikey', 'alice-key']] }
const nobody: GatewayRequestToSend = { method: 'GET', uri: '/anything', headers: [] }

const documentOf = (plugins: object[] = [], metering: object = {}) =>
  JSON.stringify({
    _format_version: '3.0',
    services: [
      {
        name: 'own',
        url: 'http://10.0.0.9:9000',
        routes: [{ name: 'own', paths: ['/anything'], protocols: ['http'] }],
      },
    ],
    consumers: [{ username: 'alice', keyauth_credentials: [{ key: 'alice-key' }] }],
    plugins: [
      { name: 'key-auth', config: { key_names: ['apikey'] } },
      ...plugins,
      {
        name: 'metering-and-billing',
        config: {
          ingest_endpoint: 'https://us.api.konghq.com/v3/openmeter/events',
          api_token: 'spat_x',
          meter_ai_token_usage: plugins.length > 0,
          subject: { look_up_value_in: 'consumer' },
        },
        ...metering,
      },
    ],
  })

/** With all that would leave the page, if it could. */
async function rehearse(call: Call, text: string, upstreams = {}): Promise<GatewayStatus> {
  const body = {
    name: 'One',
    text,
    gateway_release: '3.15',
    delivery: 'endpoint',
    subject_format: 'plain',
    upstreams: { own: 'forward', ...upstreams },
  } as const
  await call(putWorkspace, { params: { id: 'one' }, body })
  return call(getGateway)
}

const send = (call: Call, ...requests: GatewayRequestToSend[]) =>
  call(sendRequests, { body: { requests } }).then(({ answers }) => answers)

const stored = (call: Call) => async () =>
  (await call(listEvents, { query: {} })).data.map(({ event }) => [event.type, event.subject])

test('requests make events in the page’s own store; nothing is forwarded or delivered elsewhere', async () => {
  const { call, loadConditions } = aDemo()
  const fetch = vi.spyOn(globalThis, 'fetch')
  const { services, delivery } = await rehearse(call, documentOf())
  expect(services).toMatchObject([{ name: 'own', upstream: 'echo' }])
  expect(delivery).toMatchObject({ target: 'studio', endpoints: [`${origin}/v3/openmeter/events`] })
  expect(await send(call, alice, alice, nobody)).toEqual([{ status: 200 }, { status: 200 }, { status: 401 }])
  await expect.poll(stored(call)).toEqual([
    ['kong.api_request', 'alice'],
    ['kong.api_request', 'alice'],
  ])
  const { exchanges } = await call(listExchanges, { query: {} })
  expect(exchanges.map(({ status, outcome }) => [status, outcome])).toEqual([
    [401, 'dropped'],
    [200, 'emitted'],
    [200, 'emitted'],
  ])
  expect(exchanges[1]?.trace.map(({ step }) => step)).toContain('upstream')
  expect(fetch).not.toHaveBeenCalled()
  expect(loadConditions).not.toHaveBeenCalled()
})

const aiProxy = {
  name: 'ai-proxy',
  config: {
    route_type: 'llm/v1/chat',
    model: { provider: 'openai', name: 'gpt-4o' },
    logging: { log_statistics: true },
  },
}

test.for([
  ['whole', false, false],
  ['streamed', true, false],
  ['from a cache', false, true],
] as const)('the simulated AI provider’s answer is metered, %s', async ([, stream, cached]) => {
  const { call } = aDemo()
  const own = { kind: 'ai', prompt_tokens: 11, completion_tokens: 22, cached }
  await rehearse(call, documentOf([aiProxy]), { own })
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'What is Kong?' }], stream })
  const headers: [string, string][] = [...alice.headers, ['Content-Type', 'application/json']]
  expect(await send(call, { ...alice, method: 'POST', headers, body })).toEqual([{ status: 200 }])
  const { exchanges } = await call(listExchanges, { query: {} })
  const tokens = exchanges[0]?.events.flatMap(({ event }) => {
    const data = event?.data as Record<string, unknown> | undefined
    return data?.tokens ?? []
  })
  expect(tokens).toEqual([11, 22])
  expect(exchanges[0]?.upstream_status).toBe(cached ? undefined : 200)
})

const tagged = { condition: 'http.headers.x_metered == "yes"' }

test('a condition decides once its engine is loaded', async () => {
  const { call, loadConditions } = aDemo()
  await rehearse(call, documentOf([], tagged))
  await rehearse(call, documentOf([], tagged))
  await send(call, alice, { ...alice, headers: [...alice.headers, ['x-metered', 'yes']] })
  const { exchanges } = await call(listExchanges, { query: {} })
  expect(exchanges.map(({ outcome }) => outcome)).toEqual(['emitted', 'not_metered'])
  expect(loadConditions).toHaveBeenCalledOnce()
})

test('without its engine a condition counts as met, and the trace says so', async () => {
  const { call } = aDemo({ loads: false })
  await rehearse(call, documentOf([], tagged))
  await send(call, alice)
  const { exchanges } = await call(listExchanges, { query: {} })
  expect(exchanges[0]?.outcome).toBe('emitted')
  expect(JSON.stringify(exchanges[0]?.trace)).toContain('condition')
})
