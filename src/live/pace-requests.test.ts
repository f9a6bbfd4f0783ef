import { expect, test } from 'vitest'
import type { GatewayAnswer, GatewayRequestToSend } from '#api/send-contract.ts'
import type { PlannedRequest } from '#rehearsal/planned-request.ts'
import { type Clock, createPacer, type Pace } from './pace-requests.ts'

/** Time that passes only when somebody waits, all who wait together. */
function virtualClock(): Clock {
  let now = 0
  const waiting: { at: number; wake: () => void }[] = []
  const advance = () => {
    const [next] = waiting.sort((one, other) => one.at - other.at).splice(0, 1)
    if (next === undefined) return
    now = Math.max(now, next.at)
    next.wake()
    setImmediate(advance)
  }
  return {
    now: () => now,
    wait: milliseconds =>
      new Promise(wake => {
        if (waiting.push({ at: now + milliseconds, wake }) === 1) setImmediate(advance)
      }),
  }
}

const planned = (at: number): PlannedRequest => ({
  at,
  method: 'GET',
  uri: `/${at}`,
  scheme: 'http',
  headers: ['Host', 'a.example'],
  clientIp: '127.0.0.1',
  bodyBytes: 0,
  answer: { status: 200, latency: 0, bytes: 0 },
})

interface Given extends Partial<Omit<Pace, 'send' | 'clock'>> {
  /** Milliseconds until the answer. */
  latency?: number
  answer?: GatewayAnswer
}

function aPacer({ latency = 1, answer = { status: 200 }, ...given }: Given = {}) {
  const clock = virtualClock()
  const sent: { uri: string; at: number }[] = []
  const send = async ({ uri }: GatewayRequestToSend) => {
    sent.push({ uri, at: clock.now() })
    await clock.wait(latency)
    return answer
  }
  const limits = { rate: 1000, waiting: 100 }
  const pacer = createPacer({ clock, send, speed: 1, limits, objection: () => undefined, ...given })
  return { pacer, sent, clock }
}

const everyTenth = Array.from({ length: 20 }, (_, index) => planned(index / 10))

test.for([
  [1, 1900],
  [10, 190],
  [0.5, 3800],
] as const)('at ×%d requests are sent at their times', async ([speed, last]) => {
  const { pacer, sent } = aPacer({ speed })
  await pacer.follow(everyTenth)
  expect(sent).toHaveLength(20)
  for (const [index, { at }] of sent.entries()) {
    expect(Math.abs(at - (index * 100) / speed)).toBeLessThanOrEqual(2)
  }
  expect(Math.abs((sent.at(-1)?.at ?? 0) - last)).toBeLessThanOrEqual(2)
  expect(pacer.progress).toMatchObject({ state: 'ended', sent: 20, waiting: 0, failed: 0 })
  expect(pacer.progress.mostBehind).toBeLessThanOrEqual(2)
  expect([...pacer.progress.statuses]).toEqual([[200, 20]])
})

test('nobody waits for an answer before the next one is sent', async () => {
  const { pacer, sent } = aPacer({ latency: 5000 })
  await pacer.follow(everyTenth)
  expect(sent.at(-1)?.at).toBeLessThan(2000)
})

test('more than may wait for answers are late, and none is left out', async () => {
  const { pacer, sent } = aPacer({ latency: 1000, limits: { rate: 1000, waiting: 2 } })
  await pacer.follow(everyTenth)
  expect(sent).toHaveLength(20)
  expect(pacer.progress.mostBehind).toBeGreaterThan(7000)
})

test('the rate has a limit', async () => {
  const all = Array.from({ length: 1000 }, () => planned(0))
  const { pacer, clock } = aPacer({ limits: { rate: 100, waiting: 1000 } })
  await pacer.follow(all)
  expect(clock.now()).toBeGreaterThan(9800)
  expect(clock.now()).toBeLessThan(11_500)
  expect(Math.round(pacer.rate())).toBeGreaterThan(85)
  expect(pacer.progress.mostBehind).toBeGreaterThan(9800)
})

test('a pause stops the clock of the plan', async () => {
  const { pacer, sent, clock } = aPacer()
  const following = pacer.follow(everyTenth)
  await clock.wait(950)
  pacer.pause()
  await clock.wait(10_000)
  expect(sent).toHaveLength(10)
  pacer.resume()
  await following
  expect(sent).toHaveLength(20)
  expect(sent.at(-1)?.at).toBeGreaterThan(11_800)
  expect(pacer.progress.mostBehind).toBeLessThan(60)
})

test('an end leaves the rest unsent, and waits for the answers', async () => {
  const { pacer, sent, clock } = aPacer({ latency: 500 })
  const following = pacer.follow(everyTenth)
  await clock.wait(950)
  pacer.end()
  expect(pacer.progress.waiting).toBeGreaterThan(0)
  await following
  expect(sent).toHaveLength(10)
  expect(pacer.progress).toMatchObject({ sent: 10, waiting: 0 })
})

test('an objection pauses before anything is sent', async () => {
  const objections = ['not there']
  const { pacer, sent, clock } = aPacer({ objection: () => objections[0] })
  const following = pacer.follow(everyTenth)
  await clock.wait(1000)
  expect(sent).toHaveLength(0)
  expect(pacer.progress).toMatchObject({ state: 'paused', why: 'not there' })
  objections.pop()
  pacer.resume()
  await following
  expect(sent).toHaveLength(20)
})

test('requests without an answer are counted with the last reason', async () => {
  const { pacer } = aPacer({ answer: { error: 'reset' } })
  await pacer.follow(everyTenth)
  expect(pacer.progress).toMatchObject({ sent: 20, failed: 20, lastError: 'reset' })
})

test('a plan that fails is told to who follows it', async () => {
  const { pacer } = aPacer()
  function* broken() {
    yield planned(0)
    throw new Error('unreadable')
  }
  await expect(pacer.follow(broken())).rejects.toThrow('unreadable')
})
