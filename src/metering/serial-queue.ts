/** The queue with `concurrency_limit: 1`: batches one after the other (kong/tools/queue.lua). Times inside in microseconds. */
import type { QueueConfig } from '#plugin/config.ts'
import { type Coalescing, createCoalescing } from './coalescing.ts'
import { type Attempts, createCourier, type DeliveryContext, newAttempts, type Settled } from './delivery.ts'
import type { Queue, QueuePhase } from './queue.ts'
import { createQueueCapacity, type QueueCapacity } from './queue-capacity.ts'
import { createWaitingEntries, type WaitingEntries } from './waiting-entries.ts'

export function createSerialQueue<Entry>(
  options: QueueConfig,
  context: DeliveryContext<Entry>,
): Queue<Entry> {
  const { clock, breaker, report } = context
  const entries = createWaitingEntries<Entry>()
  const capacity = createQueueCapacity(options, entries, context)
  const coalescing = createCoalescing(options, entries)
  const worker = createWorker(context, { entries, capacity, coalescing })
  return {
    get phase() {
      return worker.phase
    },
    get waiting() {
      return entries.count
    },
    get isFull() {
      return worker.phase !== 'idle' && capacity.isFull
    },
    canEnqueue: bytes => worker.phase === 'idle' || capacity.canTake(bytes),
    enqueue(entry, bytes, now) {
      const at = clock.read(now)
      const isShed = breaker.sheds(at)
      if (!isShed) worker.wake(at)
      const reason = isShed ? 'breaker_open' : capacity.reasonToRefuse(bytes ?? 0, at)
      if (reason !== undefined) {
        report({ kind: 'refused', at: clock.seconds(at), entry, reason })
        return false
      }
      if (bytes === undefined) capacity.warnOfUnknownSize(at)
      entries.push(entry, bytes ?? 0)
      report({ kind: 'enqueued', at: clock.seconds(at), entry })
      return true
    },
    tick: now => worker.run(clock.read(now)),
    wakeAt: () => (worker.wakeAt === NEVER ? undefined : clock.seconds(worker.wakeAt)),
    shutDown: () => coalescing.cutShort(),
  }
}

const NEVER = Number.POSITIVE_INFINITY

/** What the queue's timer does: collect a batch, bring it out, until the queue is empty. */
interface Worker {
  readonly phase: QueuePhase
  /** When `run` has something to do; Infinity while it waits for an answer or has nothing. */
  readonly wakeAt: number
  /** An entry comes: starts the queue, or ends its wait for one. */
  wake(at: number): void
  run(at: number): void
}

interface WorkerParts<Entry> {
  entries: WaitingEntries<Entry>
  capacity: QueueCapacity
  coalescing: Coalescing
}

function createWorker<Entry>(context: DeliveryContext<Entry>, parts: WorkerParts<Entry>): Worker {
  const { entries, capacity, coalescing } = parts
  const { clock, breaker, report, log } = context
  const state: { phase: QueuePhase; wakeAt: number } = { phase: 'idle', wakeAt: NEVER }
  const courier = createCourier(context, onSettled)
  let current: Attempts<Entry> | undefined
  let isRunning = false

  function become(phase: QueuePhase, wakeAt: number): void {
    state.phase = phase
    state.wakeAt = wakeAt
  }
  const debug = (at: number, text: string) => context.debugLog && log(at, 'debug', text)

  function collect(at: number): void {
    const collected = coalescing.collect(at)
    if (collected === 'nothing') {
      become('idle', NEVER)
      debug(at, 'done processing queue')
    } else if (collected === 'complete') {
      debug(at, 'processing queue')
      bringOut(entries.takeClaimed(), at)
    } else {
      state.wakeAt = collected.waitUntil
    }
  }

  function bringOut(batch: Entry[], at: number): void {
    if (capacity.hasDropped) log(at, 'info', 'queue resumed processing')
    capacity.hasDropped = false
    breaker.batchStarts()
    current = newAttempts(batch)
    attempt(current, at)
  }

  function attempt(attempts: Attempts<Entry>, at: number): void {
    become('delivering', NEVER)
    courier.start(attempts, at)
  }

  function onSettled(_attempts: Attempts<Entry>, settled: Settled, at: number): void {
    if (typeof settled === 'object') {
      become('backing_off', settled.retryAt)
      return
    }
    if (settled === 'opened') shedAll(at)
    current = undefined
    become('coalescing', at)
    run(at)
  }

  function shedAll(at: number): void {
    const shed = entries.dropAll()
    if (shed.length === 0) return
    report({ kind: 'dropped', at: clock.seconds(at), entries: shed, reason: 'breaker_open' })
  }

  function run(at: number): void {
    // An attempt may be settled while it is handed over: then this loop goes on with it, not the call stack.
    if (isRunning) return
    isRunning = true
    while (state.wakeAt <= at) {
      if (current === undefined) collect(at)
      else attempt(current, at)
    }
    isRunning = false
  }

  return {
    get phase() {
      return state.phase
    },
    get wakeAt() {
      return state.wakeAt
    },
    wake(at) {
      if (state.phase === 'idle') {
        become('coalescing', at)
        capacity.reset()
        debug(at, 'queue created')
        return
      }
      debug(at, 'queue exists')
      if (state.phase === 'coalescing') state.wakeAt = Math.min(state.wakeAt, at)
    },
    run,
  }
}
