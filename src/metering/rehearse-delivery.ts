/** Delivery rehearsed on virtual time: the queue of `queue.ts`, a list of arrivals, and a sink with outages. */
import type { Delivery } from './delivery.ts'
import {
  type DeliveryScenario,
  type EntryColumns,
  type PlayableScenario,
  playable,
} from './delivery-scenario.ts'
import { createFifo } from './fifo.ts'
import { createQueue, type Queue } from './queue.ts'
import { microseconds } from './queue-clock.ts'
import type { QueueEvent } from './queue-event.ts'

/** One step. `t` in seconds, exact to a microsecond; entries are numbered 1, 2, 3 … in the order given. */
export type RehearsalStep =
  | { t: number; event: 'enqueue'; id: number; ok: boolean }
  | { t: number; event: 'attempt' | 'delivered' | 'failed'; entries: readonly number[] }
  | { t: number; event: 'lost' | 'dropped'; entries: readonly number[]; reason: string }

/** What a rehearsal tells, step by step, without an object for each. */
export interface RehearsalListener {
  /** `at` in whole microseconds. */
  enqueue(at: number, id: number, ok: boolean): void
  batch(at: number, event: 'attempt' | 'delivered' | 'failed', entries: readonly number[]): void
  ended(at: number, event: 'lost' | 'dropped', end: { entries: readonly number[]; reason: string }): void
}

/** Plays the scenario and hands over its steps in the order of time. */
export function rehearseDelivery(scenario: DeliveryScenario, onStep: (step: RehearsalStep) => void): void {
  playDelivery(playable(scenario), {
    enqueue: (at, id, ok) => onStep({ t: seconds(at), event: 'enqueue', id, ok }),
    batch: (at, event, entries) => onStep({ t: seconds(at), event, entries }),
    ended: (at, event, { entries, reason }) => onStep({ t: seconds(at), event, entries, reason }),
  })
}

/**
 * Plays the scenario and tells the listener in the order of time. At one moment arrivals come first, then answers,
 * then what the queue does by itself. An entry that is not taken is an `enqueue` that is not ok, and is dropped.
 */
export function playDelivery(scenario: PlayableScenario, listener: RehearsalListener): void {
  const sink = createSink(scenario.sink)
  const queue = createQueue<number>(
    { ...scenario.queue, name: 'rehearsal' },
    { deliver: sink.receive, report: event => tell(event, listener) },
  )
  const arrivals = createArrivals(scenario.entries)
  for (;;) {
    const wakeAt = queue.wakeAt()
    const dueAt = wakeAt === undefined ? NEVER : microseconds(wakeAt)
    const arrivesAt = arrivals.at
    const answersAt = sink.answersAt
    const at = Math.min(arrivesAt, answersAt, dueAt)
    if (at === NEVER) return
    sink.setTime(at)
    if (arrivesAt === at) arrivals.enqueueNext(queue)
    else if (answersAt === at) sink.answer()
    if (answersAt > at) queue.tick(seconds(at))
  }
}

const NEVER = Number.POSITIVE_INFINITY

/** The entries in the order of time, one after the other; ids are those of the order given. */
interface Arrivals {
  /** When the next one comes; Infinity after the last. */
  readonly at: number
  /** Enqueues all entries of the next moment. */
  enqueueNext(queue: Queue<number>): void
}

function createArrivals({ count, at: times, bytes }: EntryColumns): Arrivals {
  const order = orderOfTime(times.subarray(0, count))
  const state = { next: 0, at: NEVER }
  const indexOf = (position: number) => (order === undefined ? position : (order[position] ?? count))
  const timeOf = (position: number) => (position < count ? (times[indexOf(position)] ?? NEVER) : NEVER)
  state.at = timeOf(0)
  return {
    get at() {
      return state.at
    },
    enqueueNext(queue) {
      const moment = state.at
      const now = seconds(moment)
      while (state.at === moment) {
        const index = indexOf(state.next)
        queue.enqueue(index + 1, bytes[index] ?? 0, now)
        state.next += 1
        state.at = timeOf(state.next)
      }
    },
  }
}

/** The indexes by time, those of one moment in the order given; undefined when the entries stand so already. */
function orderOfTime(times: Float64Array): Uint32Array | undefined {
  if (times.every((at, index) => index === 0 || (times[index - 1] ?? 0) <= at)) return undefined
  return Uint32Array.from(times.keys()).sort(
    (one, other) => (times[one] ?? 0) - (times[other] ?? 0) || one - other,
  )
}

interface Sink {
  /** When the next answer comes; Infinity when none is due. */
  readonly answersAt: number
  setTime(now: number): void
  receive(delivery: Delivery<number>): void
  answer(): void
}

/** The endpoint: answers each attempt after its latency, in the order of arrival. Times in microseconds. */
function createSink(sink: DeliveryScenario['sink']): Sink {
  const latency = microseconds(sink.latency)
  const outages = sink.outages.map(({ from, to, status }) => ({
    from: microseconds(from),
    to: microseconds(to),
    error: `the endpoint answered ${status}`,
  }))
  const pending = createFifo<{ delivery: Delivery<number>; answersAt: number }>()
  const time = { now: Number.NEGATIVE_INFINITY }
  let first: { delivery: Delivery<number>; answersAt: number } | undefined
  return {
    get answersAt() {
      return first === undefined ? NEVER : first.answersAt
    },
    setTime(at) {
      time.now = at
    },
    receive(delivery) {
      const answer = { delivery, answersAt: time.now + latency }
      if (first === undefined) first = answer
      else pending.push(answer)
    },
    answer() {
      const answered = first
      first = pending.shift()
      if (answered === undefined) return
      const at = answered.answersAt
      const out = outages.find(({ from, to }) => from <= at && at < to)
      answered.delivery.settle(out === undefined, seconds(at), out?.error)
    },
  }
}

function tell(event: QueueEvent<number>, listener: RehearsalListener): void {
  switch (event.kind) {
    case 'enqueued':
      listener.enqueue(microseconds(event.at), event.entry, true)
      break
    case 'refused': {
      const { entry, reason } = event
      const at = microseconds(event.at)
      listener.enqueue(at, entry, false)
      listener.ended(at, 'dropped', { entries: [entry], reason })
      break
    }
    case 'dropped':
      listener.ended(microseconds(event.at), 'dropped', event)
      break
    case 'lost':
      listener.ended(microseconds(event.at), 'lost', { entries: event.batch, reason: event.reason })
      break
    case 'attempt':
    case 'delivered':
    case 'failed':
      listener.batch(microseconds(event.at), event.kind, event.batch)
      break
    case 'retrying':
    case 'log':
      break
  }
}

function seconds(at: number): number {
  return at / 1_000_000
}
