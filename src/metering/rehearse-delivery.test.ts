import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deliveryScenario } from './delivery-scenario.ts'
import { type RehearsalStep, rehearseDelivery } from './rehearse-delivery.ts'

function rehearse(scenario: unknown): RehearsalStep[] {
  const steps: RehearsalStep[] = []
  rehearseDelivery(deliveryScenario.parse(scenario), step => steps.push(step))
  return steps
}

test('an entry is enqueued, attempted and delivered after the latency', () => {
  const scenario = { queue: {}, entries: [{ at: 0.1, bytes: 10 }], sink: { latency: 0.2, outages: [] } }
  expect(rehearse(scenario)).toEqual([
    { t: 0.1, event: 'enqueue', id: 1, ok: true },
    { t: 0.1, event: 'attempt', entries: [1] },
    { t: 0.3, event: 'delivered', entries: [1] },
  ])
})

test('an attempt fails when an outage covers its answer: from inclusive, to exclusive', () => {
  const outages = [{ from: 1, to: 1.03, status: 503 }]
  const scenario = { queue: {}, entries: [{ at: 1, bytes: 10 }], sink: { latency: 0, outages } }
  expect(rehearse(scenario).slice(1)).toEqual([
    { t: 1, event: 'attempt', entries: [1] },
    { t: 1, event: 'failed', entries: [1] },
    { t: 1.01, event: 'attempt', entries: [1] },
    { t: 1.01, event: 'failed', entries: [1] },
    { t: 1.03, event: 'attempt', entries: [1] },
    { t: 1.03, event: 'delivered', entries: [1] },
  ])
})

test('entries come in the order of time and keep their ids', () => {
  const entries = [
    { at: 2, bytes: 1 },
    { at: 1, bytes: 1 },
    { at: 2, bytes: 1 },
  ]
  const steps = rehearse({ queue: {}, entries, sink: { latency: 0, outages: [] } })
  expect(steps.flatMap(step => (step.event === 'delivered' ? step.entries : []))).toEqual([2, 1, 3])
})

test('an entry that is too long is not taken, and dropped with the reason', () => {
  expect(rehearse({ queue: { max_bytes: 5 }, entries: [{ at: 0, bytes: 6 }], sink: {} })).toEqual([
    { t: 0, event: 'enqueue', id: 1, ok: false },
    { t: 0, event: 'dropped', entries: [1], reason: 'longer_than_max_bytes' },
  ])
})

test.for([
  [{ entries: [{ at: -1, bytes: 1 }] }, ['entries', 0, 'at']],
  [{ entries: [{ at: 1, bytes: 1.5 }] }, ['entries', 0, 'bytes']],
  [
    {
      entries: [
        { at: 1, bytes: 1 },
        { at: 1, bytes: 1, id: 7 },
      ],
    },
    ['entries', 1],
  ],
  [{ entries: [null] }, ['entries', 0]],
  [{ entries: {} }, ['entries']],
  [{ entries: [], queue: { max_entries: 0 } }, ['queue', 'max_entries']],
  [{ entries: [], sink: { outages: [{ from: 0, to: 1 }] } }, ['sink', 'outages', 0, 'status']],
] as const)('%j is refused at its place', ([scenario, path]) => {
  expect(deliveryScenario.safeParse(scenario).error?.issues[0]?.path).toEqual(path)
})

test('every entry ends once, in the order of time', () => {
  const anyScenario = fc.record({
    queue: fc.record({
      max_batch_size: fc.integer({ min: 1, max: 5 }),
      max_entries: fc.integer({ min: 1, max: 9 }),
      max_retry_time: fc.constantFrom(-1, 1, 5),
      concurrency_limit: fc.constantFrom(1, -1),
    }),
    entries: fc.array(fc.record({ at: fc.double({ min: 0, max: 20, noNaN: true }), bytes: fc.nat(9) }), {
      maxLength: 40,
    }),
    sink: fc.record({
      latency: fc.constantFrom(0, 0.25, 2),
      outages: fc.constantFrom([], [{ from: 3, to: 12, status: 503 }]),
    }),
  })
  fc.assert(
    fc.property(anyScenario, scenario => {
      const steps = rehearse(scenario)
      const ends = steps.flatMap(step =>
        step.event === 'delivered' || step.event === 'lost' || step.event === 'dropped' ? step.entries : [],
      )
      expect(ends.toSorted((one, other) => one - other)).toEqual(
        scenario.entries.map((_, index) => index + 1),
      )
      const times = steps.map(({ t }) => t)
      expect(times).toEqual(times.toSorted((one, other) => one - other))
      expect(times.every(t => Number(t.toFixed(6)) === t)).toBe(true)
    }),
  )
})
