import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  accessOf,
  answered,
  exampleService,
  forwarded,
  gatewayRequest,
  guest,
  pluginRow,
  tutorialState,
} from '#testing/gateway-builders.ts'
import type { Access, Pass } from './access.ts'
import { aiUsageOf, readTokens } from './ai-call.ts'
import { exchangeOf } from './exchange-of.ts'
import { explainAccess } from './explain-access.ts'
import { explainTokens } from './explain-ai.ts'
import { createGateway } from './gateway.ts'
import { firstHeader } from './header-list.ts'

const utf8 = new TextEncoder()
const [, metering] = tutorialState.plugins

const chat = { messages: [{ role: 'user', content: 'What is  Kong?' }] }
const openai = {
  route_type: 'llm/v1/chat',
  model: { provider: 'openai', name: 'gpt-4o' },
  logging: { log_statistics: true, log_payloads: true },
}

interface Asked {
  config?: object
  plugin?: string
  body?: unknown
  headers?: string[]
  release?: '3.14'
}

function ask({ config = openai, plugin = 'ai-proxy', body = chat, headers = [] }: Asked = {}): Access {
  const row = pluginRow(plugin, { id: 'ai-1', service: exampleService.id, config: { ...config } })
  const bytes = typeof body === 'string' ? utf8.encode(body) : utf8.encode(JSON.stringify(body))
  const request = gatewayRequest({
    method: 'POST',
    headers: [
      'Host',
      'localhost:8000',
      'Content-Length',
      String(bytes.length),
      'Accept-Encoding',
      'gzip',
      ...headers,
    ],
    body: { bytes, complete: true },
  })
  return accessOf({ plugins: [row, ...(metering ? [metering] : [])] }, request)
}

function callOf({ pass }: Access) {
  if (pass.ai === undefined) throw new Error(`no call: ${JSON.stringify(pass.answered)}`)
  return pass.ai
}

test('a Route with an AI plugin asks for the body first', () => {
  const gateway = createGateway(
    {
      ...tutorialState,
      plugins: [pluginRow('ai-proxy', { config: { ...openai, max_request_body_size: 100 } })],
    },
    { release: '3.14' },
  )
  expect(gateway.access(gatewayRequest())).toEqual({ kind: 'read-body', maxBytes: 100 })
})

describe('the request is refused as Kong does', () => {
  const named = { ...openai, model: { provider: 'openai' } }
  test.for<[string, Asked, string]>([
    ['another model', { body: { ...chat, model: 'gpt-5' } }, 'cannot use own model - must be: gpt-4o'],
    [
      'no model anywhere',
      { config: named },
      'model parameter not found in request, nor in gateway configuration',
    ],
    ['no prompt', { body: { messages: [] } }, "request body doesn't contain valid prompts"],
    ['a list as prompt', { body: { prompt: ['a'] } }, "request body doesn't contain valid prompts"],
    [
      'a stream where none may be',
      { config: { ...openai, response_streaming: 'deny' }, body: { ...chat, stream: true } },
      'response streaming is not enabled for this LLM',
    ],
    [
      'broken JSON',
      { body: '{"messages":' },
      'content-type header does not match request body, or bad JSON formatting',
    ],
    [
      'JSON nested deeper than cjson reads',
      { body: `{"messages":[1],"x":${'['.repeat(2000)}${']'.repeat(2000)}}` },
      'content-type header does not match request body, or bad JSON formatting',
    ],
    [
      'another type',
      { headers: ['Content-Type', 'text/plain'] },
      'content-type header does not match request body, or bad JSON formatting',
    ],
    [
      'a longer body than may be read',
      { config: { ...openai, max_request_body_size: 10 } },
      'content-type header does not match request body, or bad JSON formatting',
    ],
  ])('%s', ([, asked, message]) => {
    const access = ask(asked)
    const { status, body } = answered(access)
    expect([status, JSON.parse(body)]).toEqual([400, { error: { message } }])
    expect(access.pass.ai).toBeUndefined()
    expect(access.pass.metering).toBeDefined()
  })
})

test('whatever JSON a client sends, the gateway decides', () => {
  const field = fc.constantFrom('model', 'stream', 'messages', 'prompt', 'content', 'text')
  const value = fc.letrec(tie => ({
    node: fc.oneof({ maxDepth: 4 }, fc.jsonValue(), fc.array(tie('node')), fc.dictionary(field, tie('node'))),
  })).node
  fc.assert(
    fc.property(value, fc.boolean(), (body, named) => {
      const config = named ? openai : { ...openai, model: { provider: 'openai' } }
      const access = ask({ config, body })
      expect(access.kind === 'forward' || access.response.status === 400).toBe(true)
    }),
  )
})

test.for<[string, Asked, object]>([
  ['the configured model', {}, { model: 'gpt-4o', streaming: false }],
  [
    "the request's own, where the config names none",
    { config: { ...openai, model: { provider: 'openai' } }, body: { ...chat, model: 'gpt-5' } },
    { model: 'gpt-5' },
  ],
  ['a stream that is asked for', { body: { ...chat, stream: true } }, { streaming: true }],
  ['a stream always', { config: { ...openai, response_streaming: 'always' } }, { streaming: true }],
  [
    'a file',
    { headers: ['Content-Type', 'multipart/form-data; boundary=x'], body: 'x' },
    { model: 'gpt-4o' },
  ],
  [
    'a list of files, which has no body',
    { config: { ...openai, route_type: 'llm/v1/files' }, body: '' },
    { model: 'gpt-4o' },
  ],
  [
    'an embedding, which has no prompt',
    { config: { ...openai, route_type: 'llm/v1/embeddings' }, body: { input: 'x' } },
    { model: 'gpt-4o' },
  ],
])('%s', ([, asked, expected]) => {
  expect(callOf(ask(asked))).toMatchObject(expected)
})

test('ai-proxy-advanced gives each target its share', () => {
  const target = (name: string, weight?: number) => ({
    ...openai,
    model: { provider: 'openai', name },
    weight,
  })
  const config = { targets: [target('a', 300), target('b')] }
  const row = pluginRow('ai-proxy-advanced', { config })
  const gateway = createGateway({ ...tutorialState, plugins: [row] }, { release: '3.14' })
  const body = { bytes: utf8.encode(JSON.stringify(chat)), complete: true }
  const models = Array.from({ length: 8 }, () => {
    const access = gateway.access(gatewayRequest({ body }))
    return access.kind === 'read-body' ? 'none' : access.pass.ai?.model
  })
  expect(models.filter(model => model === 'a')).toHaveLength(6)
  expect(new Set(models)).toEqual(new Set(['a', 'b']))
})

test('a row of a Consumer is for that Consumer only', () => {
  const mine = pluginRow('ai-proxy', { consumer: guest.id, config: openai })
  const request = gatewayRequest({ body: { bytes: utf8.encode('{}'), complete: true } })
  expect(accessOf({ plugins: [mine] }, request).kind).toBe('forward')
})

test('a config that Kong would refuse is a problem, and the plugin is left out', () => {
  const row = pluginRow('ai-proxy', { config: { model: {} } })
  const { problems } = createGateway({ ...tutorialState, plugins: [row] }, { release: '3.14' })
  expect(problems.map(({ path }) => path.slice(2).join('.'))).toEqual([
    'config.route_type',
    'config.model.provider',
  ])
})

interface Answered extends Asked {
  status?: number
  contentType?: string
  answer?: string
}

function usageOf({ status = 200, contentType = 'application/json', answer = '{}', ...asked }: Answered) {
  const call = callOf(ask(asked))
  call.answer.begin(status, contentType)
  call.answer.read(utf8.encode(answer))
  return { call, usage: aiUsageOf(call), reading: readTokens(call) }
}

const stream = { contentType: 'text/event-stream', body: { ...chat, stream: true } }
const words = 'data: {"choices":[{"delta":{"content":"one two"}}]}\n\n'

describe('token counts', () => {
  test.for<[string, Answered, [number, number, boolean]]>([
    ['of the answer', { answer: '{"usage":{"prompt_tokens":9,"completion_tokens":12}}' }, [9, 12, false]],
    ['of the prompt’s words, where the answer has none', { answer: '{}' }, [3, 0, true]],
    ['of the prompt’s words, where the call failed', { status: 500, answer: '{"error":{}}' }, [3, 0, true]],
    [
      'of the last chunk of a stream',
      { ...stream, answer: `${words}data: {"usage":{"prompt_tokens":9,"completion_tokens":12}}\n\n` },
      [9, 12, false],
    ],
    ['of the streamed text: 3 × 1.8 words, 7 bytes', { ...stream, answer: words }, [5, 2, true]],
    [
      'of a stream whose text is not kept',
      { ...stream, config: { ...openai, logging: { log_statistics: true } }, answer: words },
      [5, 0, true],
    ],
    [
      'of a provider that states its counts, where the answer has none',
      { config: { ...openai, model: { provider: 'anthropic', name: 'claude' } }, answer: '{}' },
      [0, 0, false],
    ],
    [
      'of texts in parts',
      {
        body: {
          messages: [{ content: [{ type: 'text', text: 'a b' }, { type: 'image_url' }] }, { content: 'c' }],
        },
      },
      [3, 0, true],
    ],
  ])('%s', ([, answered, [prompt, completion, estimated]]) => {
    const { usage } = usageOf(answered)
    expect(usage).toMatchObject({ prompt_tokens: prompt, completion_tokens: completion, estimated })
  })

  test('carry plugin, provider and models; the response’s is the answer’s', () => {
    const { usage } = usageOf({ answer: '{"model":"gpt-4o-2024"}' })
    expect(usage).toMatchObject({
      plugin_id: 'ai-1',
      plugin_name: 'ai-proxy',
      provider: 'openai',
      request_model: 'gpt-4o',
      response_model: 'gpt-4o-2024',
    })
    expect(usage).not.toHaveProperty('cache_status')
  })

  test('are not logged without log_statistics, and the trace says so', () => {
    const { logging: _, ...silent } = openai
    const access = ask({ config: silent })
    expect(exchangeOf(access.pass.request, access.pass, finished).ai).toBeUndefined()
    expect(explainTokens(access.pass)).toMatchObject([
      {
        step: 'ai',
        outcome: 'failed',
        summary: 'ai-proxy: logging.log_statistics is off, so no token counts are logged',
        path: ['plugins', 0, 'config', 'logging', 'log_statistics'],
      },
    ])
  })
})

const finished = { status: 200, responseBytes: 1, requestBytes: 1 }

function stepsOf(pass: Pass): string[] {
  return [...explainAccess(pass), ...explainTokens(pass)].flatMap(({ step, summary }) =>
    step === 'ai' ? [summary] : [],
  )
}

test.for<[string, Answered, string]>([
  [
    'read',
    { answer: '{"usage":{"prompt_tokens":9,"completion_tokens":12}}' },
    "9 prompt tokens (the answer's usage), 12 completion tokens (the answer's usage)",
  ],
  ['estimated', { ...stream, answer: words }, '5 prompt tokens (estimated), 2 completion tokens (estimated)'],
  [
    'unknown',
    { ...stream, config: { ...openai, logging: { log_statistics: true } }, answer: words },
    '5 prompt tokens (estimated), 0 completion tokens (not stated, and not estimated without logging.log_payloads)',
  ],
])(
  'the trace says that counts were %s',
  ([, { contentType = 'application/json', answer = '', ...asked }, summary]) => {
    const { pass } = ask(asked)
    pass.ai?.answer.begin(200, contentType)
    pass.ai?.answer.read(utf8.encode(answer))
    expect(stepsOf(pass)[1]).toBe(`ai-proxy: ${summary}`)
  },
)

describe('the call is sent', () => {
  const withUrl = (upstream_url: string) => ({
    ...openai,
    model: { provider: 'openai', name: 'gpt-4o', options: { upstream_url } },
    auth: { header_name: 'Authorization', header_value: 'Bearer sk-1' },
  })

  test('to the URL in the config, with the provider’s key and the model', () => {
    const upstream = forwarded(
      ask({ config: withUrl('http://127.0.0.1:9000/v1/chat'), headers: ['Authorization', 'Bearer mine'] }),
    )
    expect(upstream).toMatchObject({ protocol: 'http', host: '127.0.0.1', port: 9000, path: '/v1/chat' })
    expect(firstHeader(upstream.headers, 'host')).toBe('127.0.0.1:9000')
    expect(firstHeader(upstream.headers, 'authorization')).toBe('Bearer sk-1')
    expect(firstHeader(upstream.headers, 'accept-encoding')).toBeUndefined()
    const sent = new TextDecoder().decode(upstream.body)
    expect(JSON.parse(sent)).toEqual({ ...chat, model: 'gpt-4o' })
    expect(firstHeader(upstream.headers, 'content-length')).toBe(String(sent.length))
  })

  test('to OpenAI without one', () => {
    expect(forwarded(ask())).toMatchObject({
      protocol: 'https',
      host: 'api.openai.com',
      port: 443,
      path: '/v1/chat/completions',
    })
  })

  test('to the Service where the config names no address, without the provider’s key', () => {
    const config = { ...withUrl(''), model: { provider: 'azure', name: 'gpt-4o' } }
    const upstream = forwarded(ask({ config }))
    expect(upstream).toMatchObject({ host: 'httpbin.konghq.com', path: '/anything' })
    expect(firstHeader(upstream.headers, 'authorization')).toBeUndefined()
  })

  test('as it is, where it names the model itself', () => {
    expect(forwarded(ask({ body: { ...chat, model: 'gpt-4o', stream: false } })).body).toBeUndefined()
  })
})
