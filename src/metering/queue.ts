/**
 * Kong's plugin queue (kong/tools/queue.lua) as a state machine: it does no I/O and reads no clock. The caller
 * passes the time in (seconds), calls `tick` when `wakeAt()` has come, also right after `enqueue`, and settles
 * each delivery that it is handed. The same machine runs on the real clock and on virtual time.
 *
 *   createQueue(options, { deliver: delivery => …, report: event => … })
 *   delivery = { batch, attempt, settle(ok, now, error?) }
 *
 * | phase       | meaning                                             | leaves                                    |
 * |-------------|-----------------------------------------------------|-------------------------------------------|
 * | idle        | nothing is in it                                    | first entry → coalescing, due at once     |
 * | coalescing  | the first entry is claimed, more may join its batch | max_batch_size, or max_coalescing_delay   |
 * | delivering  | an attempt is with the handler                      | settled → coalescing, idle or backing_off |
 * | backing_off | the attempt failed, the next one waits              | its delay is over → delivering            |
 *
 * `concurrency_limit: -1` makes each entry a batch of its own that is delivered at once, beside the others, with
 * no capacity. Where Kong's code runs into an assertion, because the queue is full and every entry is claimed
 * for the batch being collected, the new entry is refused; while some are not claimed, the oldest of those goes.
 */
import type { QueueConfig } from '#plugin/config.ts'
import { createBreaker } from './breaker.ts'
import { type Delivery, type DeliveryContext, retryTimes } from './delivery.ts'
import { createParallelQueue } from './parallel-queue.ts'
import { createQueueClock, microseconds } from './queue-clock.ts'
import type { QueueEvent } from './queue-event.ts'
import { createSerialQueue } from './serial-queue.ts'

/** `config.queue` with the queue's name (the plugin's id, decision 10) and the tag of its log lines. */
export type QueueOptions = QueueConfig & {
  name: string
  logTag?: string
  /** Whether lines of level debug are reported too. */
  debugLog?: boolean
}

export type QueuePhase = 'idle' | 'coalescing' | 'delivering' | 'backing_off'

/** `now` in seconds; a clock that is set back does no harm. */
export interface Queue<Entry> {
  readonly phase: QueuePhase
  /** Entries in the queue, those claimed for the next batch included, those of the batch being delivered not. */
  readonly waiting: number
  /** Whether max_entries or max_bytes is reached. */
  readonly isFull: boolean
  /** Whether an entry of this size would be taken without dropping another. */
  canEnqueue(bytes: number): boolean
  /**
   * Adds an entry; `bytes` is its length, counted against max_bytes, and undefined for one that is no text. False when
   * it was refused.
   */
  enqueue(entry: Entry, bytes: number | undefined, now: number): boolean
  /** Does what is due. */
  tick(now: number): void
  /** When `tick` has something to do, in seconds; undefined while it only waits for an answer or has nothing. */
  wakeAt(): number | undefined
  /** The worker is exiting: coalescing is cut to 0.05 s from its next poll on (at most 1 s later), what is queued is still delivered. */
  shutDown(now: number): void
}

export interface QueueHandlers<Entry> {
  /** Makes one attempt. Each delivery must be settled exactly once. */
  deliver: (delivery: Delivery<Entry>) => void
  report: (event: QueueEvent<Entry>) => void
}

export function createQueue<Entry>(
  options: QueueOptions,
  { deliver, report }: QueueHandlers<Entry>,
): Queue<Entry> {
  const clock = createQueueClock()
  const prefix = `[${options.logTag ?? ''}] queue ${options.name}: `
  const context: DeliveryContext<Entry> = {
    ...retryTimes(options),
    clock,
    breaker: createBreaker({
      threshold: options.failure_threshold ?? 0,
      cooldown: microseconds(options.breaker_cooldown ?? 60),
    }),
    deliver,
    report,
    log: (at, level, text) => report({ kind: 'log', at: clock.seconds(at), level, text: prefix + text }),
    debugLog: options.debugLog ?? false,
  }
  return options.concurrency_limit === -1 ? createParallelQueue(context) : createSerialQueue(options, context)
}
