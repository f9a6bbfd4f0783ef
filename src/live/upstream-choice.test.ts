import { expect, test } from 'vitest'
import type { Service } from '#entities/gateway-state.ts'
import { isGatewayItself, upstreamChoiceFor } from './upstream-choice.ts'

function aService(changes: Partial<Service>): Service {
  return {
    id: 'id-1',
    name: 'example',
    protocol: 'http',
    host: 'localhost',
    port: 8000,
    path: null,
    retries: 5,
    connect_timeout: 60_000,
    write_timeout: 60_000,
    read_timeout: 60_000,
    enabled: true,
    tls_verify: null,
    tags: [],
    origin: [],
    ...changes,
  }
}

test.for([
  ['httpbin.konghq.com', {}, 'echo'],
  ['HTTPBIN.org', {}, 'echo'],
  ['localhost', {}, 'forward'],
  ['httpbin.org', { example: 'forward' }, 'forward'],
  ['localhost', { 'id-1': 'echo' }, 'echo'],
] as const)('%s with %j is answered by %s', ([host, upstreams, expected]) => {
  expect(upstreamChoiceFor(aService({ host }), { chosen: upstreams, withAi: new Set() })).toBe(expected)
})

test.for([
  ['localhost', 8000, true],
  ['127.0.0.1', 8000, true],
  ['::1', 8000, true],
  ['[::1]', 8000, true],
  ['0.0.0.0', 8000, true],
  ['app.localhost', 8000, true],
  ['localhost', 8080, false],
  ['example.com', 8000, false],
  ['127.0.0.1.example.com', 8000, false],
] as const)('%s:%i is the gateway on 8000: %s', ([host, port, expected]) => {
  expect(isGatewayItself(aService({ host, port }), 8000)).toBe(expected)
})
