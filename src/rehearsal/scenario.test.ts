import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { scenario } from './scenario.ts'

const aStage = { for: 60, rate: 1, routes: [{ path: '/anything' }] }

test('what is left out has a default', () => {
  expect(scenario.parse({ stages: [aStage] })).toMatchObject({
    seed: 1,
    workers: 1,
    sink: { latency: 0.05, late_after: 60, faults: [] },
    stages: [
      {
        rate: { from: 1, to: 1 },
        arrivals: 'even',
        callers: [{ weight: 1, client_ip: '127.0.0.1' }],
        routes: [{ method: 'GET', weight: 1 }],
        answers: [{ status: 200, latency: { min: 0.05, max: 0.05 } }],
      },
    ],
  })
})

test('a header is a text, a list, or a list that some requests lack', () => {
  const headers = { a: 'x', b: ['x', { value: 'y', weight: 2 }], c: { one_of: ['x'], missing: 0.25 } }
  expect(scenario.parse({ stages: [{ ...aStage, headers }] }).stages[0]?.headers).toEqual({
    a: { one_of: [{ value: 'x', weight: 1 }], missing: 0 },
    b: {
      one_of: [
        { value: 'x', weight: 1 },
        { value: 'y', weight: 2 },
      ],
      missing: 0,
    },
    c: { one_of: [{ value: 'x', weight: 1 }], missing: 0.25 },
  })
})

describe('an error says where and what', () => {
  test.for([
    [{}, '', 'expected requests, or stages that make them'],
    [
      { stages: [{ ...aStage, rate: 'fast' }] },
      'stages.0.rate',
      'expected requests per second, or {"from": 0, "to": 100}',
    ],
    [
      { stages: [{ ...aStage, routes: [{ path: 'anything' }] }] },
      'stages.0.routes.0.path',
      'expected a path that starts with /',
    ],
    [
      { requests: [{ path: '/', method: 'get' }] },
      'requests.0.method',
      'expected a method in capital letters, such as GET',
    ],
    [
      { stages: [{ ...aStage, body_bytes: { min: 5, max: 1 } }] },
      'stages.0.body_bytes',
      'expected min to be at most max',
    ],
    [
      { stages: [{ ...aStage, headers: { a: 1 } }] },
      'stages.0.headers.a',
      'expected a text, a list of texts, or {"one_of": ["a", "b"], "missing": 0.1}',
    ],
    [
      { stages: [aStage], sink: { faults: [{ from: 5, to: 5, fault: 'reset' }] } },
      'sink.faults.0',
      'expected from to be before to',
    ],
    [{ stages: [aStage], start: 'today' }, 'start', 'expected a time such as 2026-01-01T00:00:00Z'],
    [{ stages: [{ ...aStage, rout: [] }] }, 'stages.0', 'Unrecognized key: "rout"'],
  ] as const)('%j', ([input, place, message]) => {
    const issues = scenario.safeParse(input).error?.issues ?? []
    expect(issues.map(issue => [issue.path.join('.'), issue.message])).toEqual([[place, message]])
  })
})

test('its JSON Schema can be made, for editors', () => {
  expect(z.toJSONSchema(scenario, { io: 'input' })).toMatchObject({ type: 'object' })
})
