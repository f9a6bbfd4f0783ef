import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadAtc } from './atc.ts'
import { createCel } from './cel.ts'
import type { ConditionLanguage, ConditionRequest } from './condition.ts'

const request: ConditionRequest = {
  method: 'GET',
  host: 'api.example.com',
  path: '/orders/42/lines',
  headers: new Map([
    ['x_tenant_id', ['acme']],
    ['x_tag', ['a', 'b']],
  ]),
  queries: new Map([['page', ['2']]]),
  protocol: 'http',
  src: { ip: '10.1.2.3', port: 40_000 },
  dst: { ip: '127.0.0.1', port: 8000 },
  route: { id: 'route-1', name: 'orders', tags: ['public'] },
  consumer: { id: 'consumer-1', username: 'alice', tags: [] },
  principal: { id: 'app-1', display_name: 'Shop' },
}

const cel = createCel()
let atc: ConditionLanguage
beforeAll(async () => {
  const wasm = readFileSync(fileURLToPath(import.meta.resolve('@kong/atc-router/atc-router_bg.wasm')))
  atc = await loadAtc(wasm)
})

function verdict(language: ConditionLanguage, expression: string) {
  const compiled = language.compile(expression)
  return 'problems' in compiled ? compiled : compiled.condition(request)
}

describe('CEL, from 3.15', () => {
  test.for([
    ['http.headers.x_tenant_id != null', true],
    ['http.headers.x_absent != null', false],
    ['http.headers["x_tenant_id"] == "acme"', true],
    ['http.headers_list.x_tag.exists(v, v == "b")', true],
    ['http.headers_list.x_absent == null', true],
    ['http.queries.page == "2"', true],
    ['http.method in ["GET", "HEAD"] && http.path.startsWith("/orders")', true],
    ['http.path_segments.size() == 3 && http.path_segments[1] == "42"', true],
    ['http.path.matches("^/orders/[0-9]+")', true],
    ['consumer.username == "alice"', true],
    ['consumer.custom_id == null', true],
    ['principal.id == "app-1" && principal.display_name == "Shop"', true],
    ['principal.metadata == null', true],
    ['service.name == "orders"', false],
    ['"public" in route.tags', true],
    ['net.src.port > 1024', true],
    ['default(kong.ctx.shared.tier == "gold", false)', false],
    ['!(http.method == "GET")', false],
  ] as const)('%s is %s', ([expression, met]) => {
    expect(verdict(cel, expression)).toEqual({ met })
  })

  test('a missing key of a map is a runtime error, which Kong answers with 500', () => {
    expect(verdict(cel, 'kong.ctx.shared.tier == "gold"')).toEqual({ error: expect.stringContaining('tier') })
  })

  test.for([
    ['http.method ==', 14],
    ['http.methods == "GET"', 0],
    ['request.method == "GET"', 0],
    ['http.method', 0],
    ['http.method == "GET" and true', 21],
  ] as const)('%s is refused near its place', ([expression, start]) => {
    const [problem] = cel.check(expression)
    expect(problem?.message).toBeTruthy()
    expect(problem?.start).toBeGreaterThanOrEqual(start)
    expect(problem?.end).toBeLessThanOrEqual(expression.length + 1)
  })
})

describe('ATC, in 3.14', () => {
  test.for([
    ['http.headers.x_tenant_id ~ ".+"', true],
    ['http.headers.x_absent ~ ".+"', false],
    ['http.headers.x_tag == "a"', false],
    ['any(http.headers.x_tag) == "a"', true],
    ['http.method == "GET" && http.path ^= "/orders"', true],
    ['http.path.segments.1 == "42" && http.path.segments.len == 3', true],
    ['http.path.segments.0_1 == "/orders/42"', true],
    ['net.src.ip in 10.0.0.0/8', true],
    ['consumer.username == "alice"', true],
    ['service.name == "orders"', false],
    ['!(http.method == "GET")', false],
  ] as const)('%s is %s', ([expression, met]) => {
    expect(verdict(atc, expression)).toEqual({ met })
  })

  test.for([
    ['http.method ==', 14, 15],
    ['http.method == "GET" && http.foo == "x"', 24, 32],
    ['http.method == 1', 0, 11],
  ] as const)('%s is refused at its place', ([expression, start, end]) => {
    expect(atc.check(expression)).toMatchObject([{ start, end }])
  })
})
