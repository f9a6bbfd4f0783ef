import { expect, test } from 'vitest'
import type { LiveRun } from '#api/live-run-contract.ts'
import {
  answersText,
  behindText,
  destinationsText,
  rateText,
  sentText,
  speedText,
  stateText,
} from './live-text.ts'

const run: LiveRun = {
  id: 'one',
  name: 'One',
  workspace_id: 'one',
  speed: 10,
  state: 'running',
  started_at: '2026-01-01T00:00:00Z',
  planned: 600,
  duration_ms: 6000,
  elapsed_ms: 3000,
  sent: 312,
  waiting: 1,
  failed: 2,
  last_error: 'other side closed',
  statuses: [
    { status: 200, requests: 1300 },
    { status: 401, requests: 12 },
  ],
  rate: 9.94,
  behind_ms: 0,
  most_behind_ms: 1230,
  problems: { first: [], count: 0 },
}

test('a run in words', () => {
  expect(sentText(run)).toBe('312 of 600 requests')
  expect(sentText({ ...run, sent: 600 })).toBe('600 requests')
  expect(answersText(run)).toBe(
    '1,300 × 200, 12 × 401, 2 without an answer (other side closed), 1 on their way',
  )
  expect(stateText({ ...run, state: 'paused', why: 'Not confirmed' })).toBe('Paused: Not confirmed')
})

test.for([
  ['running', 0, undefined],
  ['running', 249, undefined],
  ['running', 1200, 'behind schedule by 1.2 s'],
  ['finished', 0, 'at most 1.2 s behind schedule'],
] as const)('one that is %s, %d ms behind, says %s', ([state, behind_ms, text]) => {
  expect(behindText({ ...run, state, behind_ms })).toBe(text)
})

test.for([
  [1, 'real time'],
  [60, '×60'],
] as const)('a speed of %d is %s', ([speed, text]) => expect(speedText(speed)).toBe(text))

test.for([
  [9.94, '9.9/s'],
  [1203.6, '1,204/s'],
] as const)('a rate of %d is %s', ([rate, text]) => expect(rateText(rate)).toBe(text))

test('what is real is named', () => {
  expect(destinationsText({ upstreams: [], endpoints: [] })).toBe(
    'Requests are answered by the studio itself, forwarded nowhere. Events are delivered to the studio itself.',
  )
  expect(
    destinationsText({ upstreams: ['https://a.example'], endpoints: ['https://b.example/events'] }),
  ).toBe('Requests are forwarded to https://a.example. Events are delivered to https://b.example/events.')
})
