import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Application } from '#entities/application.ts'
import { readDocument } from '#formats/document.ts'
import { arrivalsOf } from './arrivals.ts'
import { generateRequests } from './generate-requests.ts'
import type { PlannedRequest } from './planned-request.ts'
import { createRandom } from './random.ts'
import { scenario } from './scenario.ts'

const consumers = `_format_version: "3.0"
consumers:
  - username: alice
    keyauth_credentials: [{key: alice-key}]
  - username: bob
    custom_id: bob-1
    basicauth_credentials: [{username: bob, password: "pass:wörd"}]
  - username: carol
plugins:
  - name: key-auth
    config: {key_names: [x-key]}
`

function generated(input: object, text = consumers): PlannedRequest[] {
  const { state } = readDocument(text, '3.14')
  if (state === undefined) throw new Error('the document has errors')
  const outcome = generateRequests(scenario.parse(input), state)
  if ('problems' in outcome) throw new Error(outcome.problems.map(({ message }) => message).join('; '))
  return [...outcome.requests]
}

const aStage = { for: 60, rate: 10, routes: [{ path: '/anything' }] }
const mixed = {
  ...aStage,
  arrivals: 'random',
  callers: [{ consumer: 'alice', weight: 3 }, { client_ip: '10.0.0.1' }],
  routes: [{ path: '/a' }, { path: '/b', method: 'POST' }],
  headers: { 'x-tenant-id': { one_of: ['acme', 'globex'], missing: 0.2 } },
  query: { page: ['1', '2 3'] },
  answers: [
    { status: 200, weight: 9 },
    { status: 500, latency: { min: 1, max: 2 } },
  ],
}

describe('chance', () => {
  test('the same seed gives the same requests, another one others', () => {
    const one = generated({ seed: 7, stages: [mixed] })
    expect(generated({ seed: 7, stages: [mixed] })).toEqual(one)
    expect(generated({ seed: 8, stages: [mixed] })).not.toEqual(one)
  })

  test('requests by hand do not change what the stages draw', () => {
    const staged = generated({ stages: [mixed] })
    const both = generated({ stages: [mixed], requests: [{ path: '/mine', at: 30 }] })
    expect(both.filter(({ uri }) => uri !== '/mine')).toEqual(staged)
  })

  test('shares and weights are kept, roughly', () => {
    const requests = generated({ stages: [{ ...mixed, rate: 200 }] })
    const share = (is: (request: PlannedRequest) => boolean) => requests.filter(is).length / requests.length
    expect(share(({ headers }) => headers.includes('alice-key'))).toBeCloseTo(0.75, 1)
    expect(share(({ headers }) => !headers.includes('x-tenant-id'))).toBeCloseTo(0.2, 1)
    expect(share(({ answer }) => answer.status === 500)).toBeCloseTo(0.1, 1)
    expect(share(({ uri }) => uri.startsWith('/b?'))).toBeCloseTo(0.5, 1)
  })
})

describe('a request', () => {
  test('by hand is repeated, with its query written out', () => {
    const input = { requests: [{ path: '/a', at: 1, repeat: 3, every: 0.5, query: { q: 'a b&c' } }] }
    expect(generated(input).map(({ at, uri }) => [at, uri])).toEqual([
      [1, '/a?q=a%20b%26c'],
      [1.5, '/a?q=a%20b%26c'],
      [2, '/a?q=a%20b%26c'],
    ])
  })

  test.for([
    ['alice', ['x-key', 'alice-key']],
    ['bob-1', ['Authorization', `Basic ${Buffer.from('bob:pass:wörd').toString('base64')}`]],
  ] as const)('of the Consumer %s has its credential', ([consumer, headers]) => {
    const [request] = generated({ requests: [{ path: '/', consumer }] })
    expect(request?.headers.slice(4)).toEqual(headers)
  })

  test("the caller's header stands in the stead of the stage's", () => {
    const headers = { 'X-Tenant': 'stage' }
    const callers = [{ headers: { 'x-tenant': 'caller' } }]
    const [request] = generated({ stages: [{ ...aStage, headers, callers }] })
    expect(request?.headers.slice(4)).toEqual(['x-tenant', 'caller'])
  })

  test('to an AI plugin has a prompt of so many words', () => {
    const ai = { prompt_tokens: 3, completion_tokens: 5, streaming: 1, models: [{ model: 'gpt-4o' }] }
    const [request] = generated({ requests: [{ path: '/', method: 'POST', ai }] })
    expect(JSON.parse(request?.body ?? '')).toEqual({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'word word word' }],
      stream: true,
    })
    expect(request?.bodyBytes).toBe(request?.body?.length)
  })
})

test.for([
  ['dave', 'the configuration has no Consumer dave'],
  ['carol', 'the Consumer carol has no API key and no basic-auth credential that could be sent'],
] as const)('the caller %s cannot be played', ([consumer, message]) => {
  const { state } = readDocument(consumers, '3.14')
  if (state === undefined) throw new Error('the document has errors')
  const input = { requests: [{ path: '/', consumer }], stages: [{ ...aStage, callers: [{}, { consumer }] }] }
  expect(generateRequests(scenario.parse(input), state)).toEqual({
    problems: [
      { path: ['requests', 0, 'consumer'], message },
      { path: ['stages', 0, 'callers', 1, 'consumer'], message },
    ],
  })
})

test('stages follow one another, and everything comes in the order of time', () => {
  const stages = [aStage, { ...aStage, rate: { from: 10, to: 0 }, arrivals: 'random' }]
  const times = generated({
    stages,
    requests: [
      { path: '/', at: 90 },
      { path: '/', at: 10 },
    ],
  }).map(({ at }) => at)
  expect(times).toEqual(times.toSorted((one, other) => one - other))
  expect(times.filter(at => at < 60).length).toBe(601)
})

test('a ramp has its arrivals where its rate is, and as many as its area', () => {
  const rates = fc.record({ from: fc.nat(50), to: fc.nat(50) })
  fc.assert(
    fc.property(rates, fc.integer({ min: 1, max: 100 }), (rate, duration) => {
      const moments = [...arrivalsOf({ for: duration, rate, arrivals: 'even' }, createRandom(1))]
      const area = ((rate.from + rate.to) / 2) * duration
      expect(Math.abs(moments.length - area)).toBeLessThanOrEqual(1)
      expect(moments.every((at, index) => at >= (moments[index - 1] ?? 0) && at < duration)).toBe(true)
    }),
  )
})

test('a request by hand is sent with its own host, scheme, agent and body', () => {
  const [request] = generated({
    requests: [
      {
        method: 'POST',
        path: '/chat',
        host: 'api.example',
        scheme: 'https',
        body: '{"a":"ä"}',
        headers: { 'user-agent': 'curl/8' },
      },
    ],
  })
  expect(request).toMatchObject({ scheme: 'https', body: '{"a":"ä"}', bodyBytes: 10 })
  expect(request?.headers).toEqual(['Host', 'api.example', 'user-agent', 'curl/8'])
})

test('a body written by hand is the prompt, and the answer is drawn', () => {
  const [request] = generated({
    requests: [{ method: 'POST', path: '/', body: '{"messages":[]}', ai: { completion_tokens: 7 } }],
  })
  expect(request).toMatchObject({ body: '{"messages":[]}', answer: { ai: { completion: 7 } } })
})

describe('a Consumer and an application at once', () => {
  const shop: Application = { id: 'app-1', name: 'Shop', keys: ['shop-key'] }
  const both = { consumer: 'alice', application: 'Shop' }

  function prepared(keyName: string, part: object) {
    const { state } = readDocument(consumers.replace('x-key', keyName), '3.14')
    if (state === undefined) throw new Error('the document has errors')
    return generateRequests(scenario.parse(part), state, [shop])
  }

  test.for([
    [['requests', 0, 'application'], { requests: [{ path: '/', ...both }] }],
    [['stages', 0, 'callers', 1, 'application'], { stages: [{ ...aStage, callers: [{}, both] }] }],
  ] as const)('who send their keys in one header are refused at %j', ([path, part]) => {
    const problems = { problems: [{ path, message: expect.stringContaining('in the header apikey, too') }] }
    expect(prepared('apikey', part)).toEqual(problems)
    expect(prepared('ApiKey', part)).toEqual(problems)
  })

  test('each have a header of their own otherwise', () => {
    const outcome = prepared('x-key', { requests: [{ path: '/', ...both }] })
    const [request] = 'requests' in outcome ? outcome.requests : []
    expect(request?.headers.slice(-4)).toEqual(['x-key', 'alice-key', 'apikey', 'shop-key'])
  })
})
