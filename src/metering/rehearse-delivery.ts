/** Delivery rehearsed on virtual time: the queue of `queue.ts`, a list of arrivals, and a sink with outages. */
import { z } from 'zod'
import { meteringConfig } from '#plugin/config.ts'
import type { Delivery } from './delivery.ts'
import { createFifo } from './fifo.ts'
import { createQueue, type Queue } from './queue.ts'
import { microseconds } from './queue-clock.ts'
import type { QueueEvent } from './queue-event.ts'

const seconds = z.number().min(0)

const outage = z.strictObject({
  from: seconds.describe('Start, in seconds, inclusive.'),
  to: seconds.describe('End, in seconds, exclusive.'),
  status: z.int().min(100).max(599).describe('What the endpoint answers meanwhile.'),
})

const entry = z.strictObject({ at: seconds, bytes: z.int().min(0) })
type ScenarioEntry = z.output<typeof entry>

/**
 * Entries come by the million, and the general parser takes most of a second for that: each is looked at by hand,
 * and only one that is not plainly right goes to the schema, which says what is wrong with it.
 */
const entryList = z
  .custom<ScenarioEntry[]>(Array.isArray, 'a list of entries')
  .superRefine((list, context) => {
    for (const [index, item] of list.entries()) {
      if (isPlainEntry(item)) continue
      for (const issue of entry.safeParse(item).error?.issues ?? []) {
        context.addIssue({ code: 'custom', message: issue.message, path: [index, ...issue.path] })
      }
    }
  })

function isPlainEntry(item: Partial<ScenarioEntry> | null): boolean {
  if (item === null || typeof item !== 'object' || !hasTwoKeys(item)) return false
  const { at, bytes } = item
  return isFiniteFromZero(at) && isFiniteFromZero(bytes) && Number.isSafeInteger(bytes)
}

function isFiniteFromZero(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY
}

function hasTwoKeys(item: object): boolean {
  let count = 0
  for (const _ in item) count += 1
  return count === 2
}

/** A scenario: the plugin's `queue` (fields of 3.16, defaults filled in), entries by arrival, and how the endpoint behaves. Seconds. */
export const deliveryScenario = z.strictObject({
  queue: meteringConfig['3.16'].shape.queue,
  entries: entryList,
  sink: z.strictObject({ latency: seconds.default(0), outages: z.array(outage).default([]) }).prefault({}),
})
export type DeliveryScenario = z.output<typeof deliveryScenario>

/** One step. `t` in seconds, exact to a microsecond; entries are numbered 1, 2, 3 … in the order given. */
export type RehearsalStep =
  | { t: number; event: 'enqueue'; id: number; ok: boolean }
  | { t: number; event: 'attempt' | 'delivered' | 'failed'; entries: readonly number[] }
  | { t: number; event: 'lost' | 'dropped'; entries: readonly number[]; reason: string }

/**
 * Plays the scenario and hands over its steps in the order of time. At one moment arrivals come first, then
 * answers, then what the queue does by itself. An entry that is not taken is an `enqueue` that is not ok, and is dropped.
 */
export function rehearseDelivery(scenario: DeliveryScenario, onStep: (step: RehearsalStep) => void): void {
  const sink = createSink(scenario.sink)
  const options = { ...scenario.queue, name: 'rehearsal' }
  const queue = createQueue<number>(options, {
    deliver: sink.receive,
    report: event => toSteps(event, onStep),
  })
  const arrivals = createArrivals(scenario.entries)
  for (;;) {
    const answersAt = sink.answersAt
    const at = Math.min(arrivals.at, answersAt, queue.wakeAt() ?? NEVER)
    if (at === NEVER) return
    sink.setTime(at)
    if (arrivals.at === at) {
      arrivals.enqueueNext(queue)
    } else if (answersAt === at) {
      sink.answer()
    } else {
      queue.tick(at)
    }
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

function createArrivals(entries: readonly ScenarioEntry[]): Arrivals {
  const order = orderOfTime(entries)
  let next = 0
  const indexOf = (position: number) => (order === undefined ? position : (order[position] ?? entries.length))
  const timeOf = (index: number) => exact(entries[index]?.at ?? NEVER)
  let at = timeOf(indexOf(0))
  return {
    get at() {
      return at
    },
    enqueueNext(queue) {
      const moment = at
      while (at === moment && next < entries.length) {
        const index = indexOf(next)
        queue.enqueue(index + 1, entries[index]?.bytes ?? 0, at)
        next += 1
        at = timeOf(indexOf(next))
      }
    },
  }
}

/** The indexes by time, those of one moment in the order given; undefined when the entries stand so already. */
function orderOfTime(entries: readonly ScenarioEntry[]): Uint32Array | undefined {
  if (entries.every(({ at }, index) => index === 0 || (entries[index - 1]?.at ?? 0) <= at)) return undefined
  const times = entries.map(({ at }) => exact(at))
  return Uint32Array.from(entries.keys()).sort(
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

/** The endpoint: answers each attempt after its latency, in the order of arrival. */
function createSink({ latency, outages }: DeliveryScenario['sink']): Sink {
  const pending = createFifo<{ delivery: Delivery<number>; answersAt: number }>()
  let now = 0
  let first: { delivery: Delivery<number>; answersAt: number } | undefined
  return {
    get answersAt() {
      return first?.answersAt ?? NEVER
    },
    setTime(at) {
      now = at
    },
    receive(delivery) {
      const answer = { delivery, answersAt: exact(now + latency) }
      if (first === undefined) first = answer
      else pending.push(answer)
    },
    answer() {
      const answered = first
      first = pending.shift()
      if (answered === undefined) return
      const at = answered.answersAt
      const out = outages.find(({ from, to }) => exact(from) <= at && at < exact(to))
      if (out === undefined) answered.delivery.settle(true, at)
      else answered.delivery.settle(false, at, `the endpoint answered ${out.status}`)
    },
  }
}

function toSteps(event: QueueEvent<number>, onStep: (step: RehearsalStep) => void): void {
  const t = exact(event.at)
  switch (event.kind) {
    case 'enqueued':
      onStep({ t, event: 'enqueue', id: event.entry, ok: true })
      break
    case 'refused':
      onStep({ t, event: 'enqueue', id: event.entry, ok: false })
      onStep({ t, event: 'dropped', entries: [event.entry], reason: event.reason })
      break
    case 'dropped':
      onStep({ t, event: 'dropped', entries: event.entries, reason: event.reason })
      break
    case 'lost':
      onStep({ t, event: 'lost', entries: event.batch, reason: event.reason })
      break
    case 'attempt':
    case 'delivered':
    case 'failed':
      onStep({ t, event: event.kind, entries: event.batch })
      break
    case 'retrying':
    case 'log':
      break
  }
}

/** Seconds, to a whole microsecond. */
function exact(time: number): number {
  return microseconds(time) / 1_000_000
}
