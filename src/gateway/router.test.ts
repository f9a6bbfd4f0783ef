import fc from 'fast-check'
import { v5 } from 'uuid'
import { describe, expect, test } from 'vitest'
import type { Route } from '#entities/gateway-state.ts'
import { exampleRoute, exampleService } from '#testing/gateway-builders.ts'
import type { RoutableRequest } from './route-match.ts'
import { createRouter } from './router.ts'

const { paths: _, ...bare } = exampleRoute

function routes(...fields: Partial<Route>[]): Route[] {
  return fields.map((field, index) => ({
    ...bare,
    id: `00000000-0000-4000-8000-00000000000${index}`,
    name: String(index),
    ...field,
  }))
}

function match(list: Route[], fields: Partial<RoutableRequest>) {
  const router = createRouter({ services: [exampleService], routes: list, consumers: [], plugins: [] })
  const request = {
    method: 'GET',
    path: '/',
    host: 'example.com',
    listenPort: 8000,
    scheme: 'http',
    sni: undefined,
    headers: [],
  }
  return router.match({ ...request, ...fields })
}

describe('a Route matches', () => {
  test.for<[Partial<Route>, Partial<RoutableRequest>, boolean]>([
    [{ methods: ['GET', 'POST'] }, { method: 'POST' }, true],
    [{ methods: ['GET'] }, { method: 'PUT' }, false],
    [{ paths: ['/api'] }, { path: '/apix' }, true],
    [{ paths: ['/api'] }, { path: '/ap' }, false],
    [{ paths: ['~/api/(?<version>v[0-9]+)$'] }, { path: '/api/v2' }, true],
    [{ paths: ['~/api/v[0-9]+$'] }, { path: '/x/api/v2' }, false],
    [{ paths: ['~/(?i)API'] }, { path: '/api' }, true],
    [{ hosts: ['example.com'] }, { host: 'example.com:8000' }, true],
    [{ hosts: ['example.com'] }, { host: 'Example.com' }, false],
    [{ hosts: ['example.com'] }, { host: undefined }, false],
    [{ hosts: ['*.example.com'] }, { host: 'a.b.example.com' }, true],
    [{ hosts: ['*.example.com'] }, { host: 'example.com' }, false],
    [{ hosts: ['example.*'] }, { host: 'example.org' }, true],
    [{ hosts: ['example.com:8000'] }, { host: 'example.com:9999' }, true],
    [{ hosts: ['example.com:8443'] }, { host: 'example.com:8443' }, false],
    [{ headers: { 'x-team': ['red', 'blue'] } }, { headers: ['X-Team', 'BLUE'] }, true],
    [{ headers: { X_Team: ['red'] } }, { headers: ['X-Team', 'green', 'x-team', 'red'] }, true],
    [{ headers: { 'x-team': ['red'], 'x-env': ['prod'] } }, { headers: ['x-team', 'red'] }, false],
    [{ headers: { 'x-team': ['~*R.D$'] } }, { headers: ['x-team', 'infrared'] }, true],
    [{ headers: { 'x-team': ['~*^r.d$'] } }, { headers: ['x-team', 'infrared'] }, false],
    [{ snis: ['example.com.'] }, { scheme: 'https', sni: 'example.com' }, true],
    [{ snis: ['*.example.com'] }, { scheme: 'https', sni: 'a.example.com' }, true],
    [{ snis: ['example.com'] }, { scheme: 'https', sni: undefined }, false],
    [{ snis: ['example.com'] }, { scheme: 'http' }, true],
    [{ methods: ['GET'], paths: ['/api'] }, { path: '/other' }, false],
  ])('%j on %j: %s', ([fields, request, expected]) => {
    expect(match(routes(fields), request) !== undefined).toBe(expected)
  })

  test('with the captures of its regex', () => {
    expect(match(routes({ paths: ['~/(?<kind>[a-z]+)/(\\d+)'] }), { path: '/user/12/x' })).toMatchObject({
      matchedPath: '/user/12',
      captures: { 0: '/user/12', 1: 'user', 2: '12', kind: 'user' },
    })
    expect(match(routes({ paths: ['~/[a-z]+'] }), { path: '/user' })?.captures).toBeUndefined()
  })
})

describe('of two Routes that match, the winner is the one with', () => {
  test.for<[string, Partial<Route>, Partial<Route>]>([
    ['more kinds of fields', { methods: ['GET'], paths: ['/'] }, { paths: ['/a/long/path'] }],
    ['plain hosts', { hosts: ['example.com'] }, { hosts: ['*.com'] }],
    ['plain hosts only', { hosts: ['example.com'] }, { hosts: ['example.com', '*.org'] }],
    ['more header names', { headers: { a: ['1'], b: ['2'] } }, { headers: { a: ['1'] } }],
    [
      'header names before a regex path',
      { headers: { a: ['1'], b: ['2'] }, paths: ['/'] },
      { headers: { a: ['1'] }, paths: ['~/.*'] },
    ],
    ['a regex path', { paths: ['~/a'] }, { paths: ['/a/long/path'] }],
    ['the higher regex_priority', { paths: ['~/a'], regex_priority: 1 }, { paths: ['~/a/long'] }],
    ['the longer path', { paths: ['/a/long'] }, { paths: ['/a'] }],
    ['the longer of several paths', { paths: ['/a', '/a/long/path'] }, { paths: ['/a/long'] }],
  ])('%s', ([, winner, loser]) => {
    const request = { path: '/a/long/path', headers: ['a', '1', 'b', '2'] }
    const [first = bare, second = bare] = routes(winner, loser)
    expect(match([first, second], request)?.route.name).toBe('0')
    expect(match([second, first], request)?.route.name).toBe('0')
  })

  test('the larger id, whatever the order', () => {
    const [a = bare, b = bare] = routes({ paths: ['/a'] }, { paths: ['/a'] })
    expect(match([a, b], { path: '/a' })?.route).toBe(b)
    expect(match([b, a], { path: '/a' })?.route).toBe(b)
  })

  test('the larger id of a part, for split Routes: uuid v5 of <route id>#<part>', () => {
    const list = routes({ paths: ['/aa', '/b'] }, { paths: ['/aa', '/b'] })
    const winners = ['/aa', '/b'].map(path => match(list, { path })?.route.name)
    expect(winners).toEqual(splitWinners(list))
  })
})

function splitWinners(list: Route[]): (string | undefined)[] {
  return [1, 2].map(part => {
    const ids = list.map(route => ({
      name: route.name,
      id: v5(`${route.id}#${part}`, '7f145bf9-0dce-4f91-98eb-debbce4b9f6b'),
    }))
    return ids.toSorted((a, b) => (a.id > b.id ? -1 : 1))[0]?.name
  })
}

test('the order of Routes in the document makes no difference', () => {
  const path = fc.constantFrom('/', '/a', '/a/b', '~/a.*', '~/.*b')
  const field = fc.record(
    {
      paths: fc.array(path, { minLength: 1, maxLength: 3 }),
      methods: fc.constant<string[]>(['GET']),
      hosts: fc.constantFrom<string[]>(['example.com'], ['*.com']),
    },
    { requiredKeys: ['paths'] },
  )
  fc.assert(
    fc.property(
      fc.array(field, { maxLength: 6 }),
      fc.constantFrom('/', '/a', '/a/b'),
      (fields, requested) => {
        const list = routes(...fields)
        expect(match(list, { path: requested })?.route.id).toBe(
          match(list.toReversed(), { path: requested })?.route.id,
        )
      },
    ),
  )
})

describe('a router with many Routes remembers what matched', () => {
  const many = routes(
    ...Array.from({ length: 20 }, (_, index): Partial<Route> => {
      const methods = [['GET'], ['POST'], undefined][index % 3]
      return {
        id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        paths: [`/${index % 5}`],
        ...(methods && { methods }),
        ...(index % 2 === 0 && { hosts: [`${index % 4}.example.com`] }),
        ...(index === 7 && { headers: { 'X-Team': ['red', 'blue'] } }),
      }
    }),
  )
  const one = (list: Route[]) =>
    createRouter({ services: [exampleService], routes: list, consumers: [], plugins: [] })
  const remembering = one(many)

  test('and answers as one that has nothing to remember yet', () => {
    fc.assert(
      fc.property(
        fc.record({
          method: fc.constantFrom('GET', 'POST', 'PUT'),
          host: fc.constantFrom(undefined, '0.example.com', '2.example.com:8000', 'other'),
          path: fc.nat(6).map(String),
          headers: fc.constantFrom([], ['x-team', 'red'], ['X_Team', 'blue'], ['x-team', 'green']),
        }),
        asked => {
          const path = `/${asked.path}`
          const request = { ...asked, path, listenPort: 8000, scheme: 'http', sni: undefined }
          const expected = one(many).match(request)
          for (const _ of [1, 2]) expect(remembering.match(request)).toEqual(expected)
        },
      ),
    )
  })
})
