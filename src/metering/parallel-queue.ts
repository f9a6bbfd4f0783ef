/** The queue with `concurrency_limit: -1`: no queue at all. Each entry has its own timer and is a batch of its own. */
import { type Attempts, createCourier, type DeliveryContext, newAttempts, type Settled } from './delivery.ts'
import { createDueHeap } from './due-heap.ts'
import { createFifo } from './fifo.ts'
import type { Queue, QueuePhase } from './queue.ts'

export function createParallelQueue<Entry>(context: DeliveryContext<Entry>): Queue<Entry> {
  const { clock, breaker, report } = context
  const starting = createFifo<Attempts<Entry>>()
  const backingOff = createDueHeap<Attempts<Entry>>()
  const courier = createCourier(context, onSettled)
  let startAt = Number.POSITIVE_INFINITY
  let inFlight = 0
  let isExiting = false

  function onSettled(attempts: Attempts<Entry>, settled: Settled): void {
    inFlight -= 1
    if (typeof settled === 'object') backingOff.add(attempts, settled.retryAt)
  }

  function attempt(attempts: Attempts<Entry>, at: number): void {
    if (breaker.sheds(at) || breaker.isProbing) {
      courier.giveUp(attempts, at, 'breaker_open')
      return
    }
    breaker.batchStarts()
    inFlight += 1
    courier.start(attempts, at)
  }

  function startAll(at: number): void {
    startAt = Number.POSITIVE_INFINITY
    for (let next = starting.shift(); next !== undefined; next = starting.shift()) {
      // A timer that was still waiting when the worker exits runs as "premature": the entry is lost without a word.
      if (isExiting) courier.giveUp(next, at, 'shutdown')
      else attempt(next, at)
    }
  }

  function phase(): QueuePhase {
    if (inFlight > 0) return 'delivering'
    if (backingOff.length > 0) return 'backing_off'
    return starting.length > 0 ? 'coalescing' : 'idle'
  }

  return {
    get phase() {
      return phase()
    },
    get waiting() {
      return starting.length
    },
    isFull: false,
    canEnqueue: () => true,
    enqueue(entry, _bytes, now) {
      const at = clock.read(now)
      if (breaker.sheds(at) || breaker.isProbing) {
        report({ kind: 'refused', at: clock.seconds(at), entry, reason: 'breaker_open' })
        return false
      }
      starting.push(newAttempts([entry]))
      startAt = Math.min(startAt, at)
      report({ kind: 'enqueued', at: clock.seconds(at), entry })
      return true
    },
    tick(now) {
      const at = clock.read(now)
      if (startAt <= at) startAll(at)
      for (let due = backingOff.takeDue(at); due !== undefined; due = backingOff.takeDue(at)) attempt(due, at)
    },
    wakeAt() {
      const at = Math.min(startAt, backingOff.dueAt)
      return at === Number.POSITIVE_INFINITY ? undefined : clock.seconds(at)
    },
    shutDown(now) {
      isExiting = true
      startAll(clock.read(now))
    },
  }
}
