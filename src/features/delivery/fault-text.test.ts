import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SinkFault } from '#rehearsal/scenario.ts'
import { faultsText, readFaults } from './fault-text.ts'

test.for<[string, Partial<SinkFault>[]]>([
  ['', []],
  ['status:60-660:503', [{ fault: 'status', from: 60, to: 660, status: 503 }]],
  [
    'slow:1.5-2:5,answer_lost:3-4',
    [
      { fault: 'slow', from: 1.5, to: 2, latency: 5 },
      { fault: 'answer_lost', from: 3, to: 4 },
    ],
  ],
  ['status:60-60:503', []],
  ['flood:1-2,status:1-2:99999,reset:1-2', [{ fault: 'reset', from: 1, to: 2 }]],
  ['nonsense', []],
])('%s', ([text, faults]) => {
  expect(readFaults(text)).toMatchObject(faults)
  expect(readFaults(text)).toHaveLength(faults.length)
})

test('what is written is read again', () => {
  const anyFault = fc
    .record({
      fault: fc.constantFrom('status', 'timeout', 'reset', 'slow', 'tls', 'answer_lost' as const),
      from: fc.nat(5000),
      length: fc.integer({ min: 1, max: 5000 }),
      status: fc.integer({ min: 100, max: 599 }),
      latency: fc.nat(60),
    })
    .map(({ fault, from, length, status, latency }) => ({
      fault,
      from,
      to: from + length,
      status: fault === 'status' ? status : 503,
      latency: fault === 'slow' ? latency : 30,
    }))
  fc.assert(
    fc.property(fc.array(anyFault), faults => {
      expect(readFaults(faultsText(faults))).toEqual(faults)
    }),
  )
})
