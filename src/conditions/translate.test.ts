import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadAtc } from './atc.ts'
import { createCel } from './cel.ts'
import type { ConditionLanguage, ConditionRequest } from './condition.ts'
import { translateToAtc, translateToCel } from './translate.ts'

const cel = createCel()
let atc: ConditionLanguage
beforeAll(async () => {
  atc = await loadAtc(readFileSync(fileURLToPath(import.meta.resolve('@kong/atc-router/atc-router_bg.wasm'))))
})

const base: ConditionRequest = {
  method: 'GET',
  host: 'api.example.com',
  path: '/orders',
  headers: new Map(),
  queries: new Map(),
  protocol: 'http',
  src: { ip: '10.1.2.3', port: 40_000 },
  dst: { ip: '127.0.0.1', port: 8000 },
}
/** Requests that tell the two languages' rules about absent and repeated values apart. */
const requests: ConditionRequest[] = [
  base,
  { ...base, method: 'POST', path: '/orders/42', headers: new Map([['x_tag', ['a']]]) },
  { ...base, headers: new Map([['x_tag', ['a', 'b']]]), queries: new Map([['page', ['2']]]) },
  { ...base, headers: new Map([['x_tag', ['c']]]), consumer: { id: '1', username: 'alice', tags: [] } },
  { ...base, consumer: { id: '2', username: 'bob', tags: [] }, service: { id: 's', name: 'ai', tags: [] } },
]

function verdicts(language: ConditionLanguage, expression: string) {
  const compiled = language.compile(expression)
  return 'problems' in compiled ? compiled.problems : requests.map(request => compiled.condition(request))
}

const translated = (translation: ReturnType<typeof translateToCel>) => {
  expect(translation).toHaveProperty('expression')
  return 'expression' in translation ? translation.expression : ''
}

describe('ATC to CEL', () => {
  test.for([
    ['http.headers.x_tag ~ ".+"', 'http.headers.x_tag != null'],
    ['http.method == "GET"', 'http.method == "GET"'],
    ['http.path ^= "/orders"', 'http.path.startsWith("/orders")'],
    ['consumer.username != "alice"', 'consumer.username != null && consumer.username != "alice"'],
    ['http.headers.x_tag == "a"', undefined],
    ['any(http.headers.x_tag) == "a"', undefined],
    ['http.headers.x_tag != "a"', undefined],
    ['http.headers.x_tag ~ "^[ab]$" || http.method == "POST" && net.src.port > 1', undefined],
    ['!(consumer.username == "bob" || service.name == "ai")', undefined],
    ['http.path =^ "42" && http.path.segments.len == 2', undefined],
  ] as const)('%s means the same afterwards', ([expression, text]) => {
    const result = translated(translateToCel(expression))
    if (text !== undefined) expect(result).toBe(text)
    expect(verdicts(cel, result)).toEqual(verdicts(atc, expression))
  })

  test.for([
    ['net.src.ip in 10.0.0.0/8', 'network'],
    ['lower(http.host) == "a"', 'Lower'],
    ['http.method ==', 'rhs'],
  ] as const)('%s is refused with its reason', ([expression, reason]) => {
    expect(translateToCel(expression)).toEqual({ reason: expect.stringContaining(reason) })
  })
})

describe('CEL to ATC', () => {
  test.for([
    ['http.headers.x_tag != null', 'http.headers.x_tag ~ ".+"'],
    ['http.headers.x_tag == null', '!(http.headers.x_tag ~ ".+")'],
    ['consumer.username != "alice"', '!(consumer.username == "alice")'],
    ['http.path.startsWith("/orders") && (http.method == "GET" || consumer.username == "bob")', undefined],
    ['!(http.path.matches("[0-9]+"))', undefined],
    ['net.src.port >= 40000', undefined],
  ] as const)('%s means the same afterwards', ([expression, text]) => {
    const result = translated(translateToAtc(expression))
    if (text !== undefined) expect(result).toBe(text)
    expect(verdicts(atc, result)).toEqual(verdicts(cel, expression))
  })

  test('a repeated header is tested differently, and the translation says so', () => {
    expect(translateToAtc('http.headers.x_tag == "a"')).toEqual({
      expression: 'http.headers.x_tag == "a"',
      note: expect.stringContaining('several times'),
    })
    expect(translateToAtc('http.headers.x_tag != null')).not.toHaveProperty('note')
  })

  test.for([
    ['http.headers_list.x_tag.exists(v, v == "a")', 'counterpart'],
    ['"public" in route.tags', 'counterpart'],
    ['default(kong.ctx.shared.x == "a", false)', 'counterpart'],
    ['http.method ==', ''],
  ] as const)('%s is refused with its reason', ([expression, reason]) => {
    expect(translateToAtc(expression)).toEqual({ reason: expect.stringContaining(reason) })
  })
})
