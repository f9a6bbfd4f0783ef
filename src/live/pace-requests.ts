/**
 * Sends planned requests at their times. Nobody waits for an answer before the next one is sent, as callers that know
 * nothing of each other do, up to a number of requests under way and a rate: beyond those it falls behind, and says how
 * far. What is late is sent as soon as it can be.
 */
import { requestToSend } from '#api/request-to-send.ts'
import type { GatewayAnswer, SendToGateway } from '#api/send-contract.ts'
import type { PlannedRequest } from '#rehearsal/planned-request.ts'
import { createPausableClock } from './pausable-clock.ts'
import { createRateMeter } from './rate-meter.ts'

/** Time of the machine, in milliseconds that only grow. */
export interface Clock {
  now(): number
  wait(milliseconds: number): Promise<void>
}

export interface Pace {
  clock: Clock
  send: SendToGateway
  /** 1 is real time. */
  speed: number
  limits: { rate: number; waiting: number }
  /** Asked before each request: why it must not be sent now. Then the pacer pauses. */
  objection: () => string | undefined
}

export interface Pacer {
  /** Resolves when all are sent and answered, or it was ended; rejects when the plan does. */
  follow(requests: Iterable<PlannedRequest> | AsyncIterable<PlannedRequest>): Promise<void>
  pause(why?: string): void
  resume(): void
  end(): void
  readonly progress: Readonly<Progress>
  /** Milliseconds since the start, without pauses. */
  elapsed(): number
  /** Requests sent per second over the last seconds. */
  rate(): number
}

export interface Progress {
  state: 'running' | 'paused' | 'ended'
  /** Why it paused by itself. */
  why: string | undefined
  sent: number
  waiting: number
  failed: number
  lastError: string | undefined
  statuses: Map<number, number>
  behind: number
  mostBehind: number
}

/** So quickly a pause or an end is met. */
const LONGEST_WAIT = 50
/** Timers are no more exact than that: so much earlier or later is at its time. */
const EXACT = 2
/** A machine that was busy for so long sends at once what came in the meantime. */
const MADE_UP_FOR = 100

export function createPacer({ clock, send, speed, limits, objection }: Pace): Pacer {
  const progress = noProgress()
  const time = createPausableClock(clock)
  const meter = createRateMeter()
  /** When the rate's limit has room for the next one. */
  let roomAt = Number.NEGATIVE_INFINITY
  const { elapsed } = time
  const isEnded = () => progress.state === 'ended'

  async function follow(requests: Iterable<PlannedRequest> | AsyncIterable<PlannedRequest>): Promise<void> {
    for await (const request of requests) {
      const due = (request.at / speed) * 1000
      await until(() => elapsed() >= due - EXACT, due)
      await until(hasRoom)
      await until(isAllowed)
      if (isEnded()) break
      dispatch(request, due)
    }
    while (progress.waiting > 0) await clock.wait(LONGEST_WAIT / 5)
    end()
  }

  /** While it is paused nothing is due. */
  async function until(isDue: () => boolean, due = 0): Promise<void> {
    while (!(isEnded() || (progress.state === 'running' && isDue()))) {
      const left = progress.state === 'running' ? due - elapsed() : LONGEST_WAIT
      await clock.wait(Math.min(Math.max(left, 1), LONGEST_WAIT))
    }
  }

  function hasRoom(): boolean {
    return progress.waiting < limits.waiting && elapsed() >= roomAt - EXACT
  }

  function isAllowed(): boolean {
    const why = objection()
    if (why !== undefined) pause(why)
    return why === undefined
  }

  function dispatch(request: PlannedRequest, due: number): void {
    const at = elapsed()
    roomAt = Math.max(at - MADE_UP_FOR, roomAt) + 1000 / limits.rate
    progress.behind = Math.max(0, at - due)
    progress.mostBehind = Math.max(progress.mostBehind, progress.behind)
    progress.sent += 1
    progress.waiting += 1
    meter.note(at, progress.sent)
    send(requestToSend(request)).then(
      answer => countAnswer(progress, answer),
      (cause: unknown) => countAnswer(progress, { error: String(cause) }),
    )
  }

  function pause(why?: string): void {
    if (progress.state !== 'running') return
    time.stop()
    progress.state = 'paused'
    progress.why = why
  }

  function resume(): void {
    if (progress.state !== 'paused') return
    time.goOn()
    progress.state = 'running'
    progress.why = undefined
  }

  function end(): void {
    time.stop()
    progress.state = 'ended'
    progress.why = undefined
  }

  const rate = () => meter.perSecond(elapsed(), progress.sent)
  return { follow, pause, resume, end, progress, elapsed, rate }
}

function noProgress(): Progress {
  return {
    state: 'running',
    why: undefined,
    sent: 0,
    waiting: 0,
    failed: 0,
    lastError: undefined,
    statuses: new Map(),
    behind: 0,
    mostBehind: 0,
  }
}

function countAnswer(progress: Progress, answer: GatewayAnswer): void {
  progress.waiting -= 1
  if ('status' in answer) {
    progress.statuses.set(answer.status, (progress.statuses.get(answer.status) ?? 0) + 1)
    return
  }
  progress.failed += 1
  progress.lastError = answer.error
}
