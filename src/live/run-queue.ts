/** A plugin's queue on the real clock: one timer for what is due next, one request per attempt. */
import { type BatchBody, renderBatch } from '#metering/batch.ts'
import type { Delivery } from '#metering/delivery.ts'
import { createEventBytes, type FreePages } from '#metering/event-bytes.ts'
import { createQueue, type QueueOptions, type QueuePhase } from '#metering/queue.ts'
import type { QueueEvent } from '#metering/queue-event.ts'
import type { SendOutcome } from './batch-sender.ts'
import { type EventInFlight, type ExchangeLog, NO_EVENT } from './exchange-log.ts'
import { createEventTracker, type EventCounts } from './track-events.ts'

/** Sends a batch to where the plugin's config says, at the moment of sending. Never rejects. */
export type SendBatch = (batch: BatchBody) => Promise<SendOutcome>

export interface RunningQueue {
  readonly phase: QueuePhase
  readonly waiting: number
  readonly counts: EventCounts
  /** `send` is used for all that waits, too: Kong replaces the handler's config with each entry (kong/tools/queue.lua). */
  enqueue(event: EventInFlight, send: SendBatch): void
  /** Resolves when nothing is left in it. */
  whenIdle(): Promise<void>
  /** Delivers or gives up what is left, as Kong's worker does when it exits. */
  drain(): Promise<void>
}

interface SharedParts {
  /** Of all queues. */
  freePages: FreePages
  /** Told of a lost event that nobody else knows, since its request is not kept. */
  onLost: ExchangeLog['lose']
}

const nothingShared: SharedParts = { freePages: [], onLost: () => undefined }

export function runQueue(
  options: QueueOptions,
  { freePages, onLost }: SharedParts = nothingShared,
): RunningQueue {
  let send: SendBatch = async () => ({ ok: false, error: 'nothing was enqueued' })
  let timer: ReturnType<typeof setTimeout> | undefined
  let timerDue = Number.POSITIVE_INFINITY
  const idle: (() => void)[] = []
  const bytes = createEventBytes(freePages)
  const tracker = createEventTracker(flying => {
    const { event, delivery, batch } = flying
    if (delivery === 'lost' && event === NO_EVENT) onLost(bytes.read(flying), batch?.attempts ?? [])
    bytes.release(flying)
  })
  const queue = createQueue<EventInFlight>(options, {
    deliver: delivery => void deliver(delivery),
    report: (event: QueueEvent<EventInFlight>) => tracker.follow(event),
  })

  async function deliver(delivery: Delivery<EventInFlight>): Promise<void> {
    const at = Date.now()
    const batch = renderBatch(delivery.batch)
    const outcome = await send(batch)
    tracker.attempted(delivery.batch, at, outcome)
    delivery.settle(outcome.ok, seconds(), outcome.ok ? undefined : outcome.error)
    advance()
  }

  /** Does what is due and sets the timer for what is next. */
  function advance(now: number = seconds()): void {
    queue.tick(now)
    const wakeAt = queue.wakeAt()
    if (queue.phase === 'idle') for (const resolve of idle.splice(0)) resolve()
    // A timer that comes too early does nothing, so that arrivals need not move it.
    if (wakeAt === undefined || wakeAt >= timerDue) return
    clearTimeout(timer)
    timerDue = wakeAt
    timer = setTimeout(onTimer, Math.max(0, Math.ceil((wakeAt - seconds()) * 1000)))
  }

  function onTimer(): void {
    timerDue = Number.POSITIVE_INFINITY
    advance()
  }

  function whenIdle(): Promise<void> {
    return new Promise(resolve => {
      idle.push(resolve)
      advance()
    })
  }

  return {
    get phase() {
      return queue.phase
    },
    get waiting() {
      return queue.waiting
    },
    counts: tracker.counts,
    enqueue(event, sendNow) {
      send = sendNow
      const now = seconds()
      bytes.write(event.event.json, event)
      queue.enqueue(event, event.end - event.start, now)
      advance(now)
    },
    whenIdle,
    drain() {
      queue.shutDown(seconds())
      return whenIdle()
    },
  }
}

/** The queue's time: it only measures spans, so it must not jump. */
function seconds(): number {
  return performance.now() / 1000
}
