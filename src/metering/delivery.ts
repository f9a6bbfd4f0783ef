/** One batch's way to the handler: attempts, back-off, giving up (`handle` in kong/tools/queue.lua). */
import type { Breaker } from './breaker.ts'
import { microseconds, type QueueClock } from './queue-clock.ts'
import type { QueueEvent, QueueLogLevel, QueueLossReason } from './queue-event.ts'

/** One attempt, handed to the handler, which must settle it exactly once. */
export interface Delivery<Entry> {
  readonly batch: readonly Entry[]
  /** From 1. */
  readonly attempt: number
  /** The handler's answer, `now` in seconds. May be called before `deliver` returns. */
  settle(ok: boolean, now: number, error?: string): void
}

/** What the batches of a queue share. Times in microseconds. */
export interface DeliveryContext<Entry> {
  clock: QueueClock
  breaker: Breaker
  maxRetryTime: number
  initialRetryDelay: number
  maxRetryDelay: number
  deliver: (delivery: Delivery<Entry>) => void
  report: (event: QueueEvent<Entry>) => void
  log: (at: number, level: QueueLogLevel, text: string) => void
  /** Whether lines of level debug are wanted: they cost on every entry. */
  debugLog: boolean
}

/** What became of an attempt: over, or due again at a time. */
export type Settled = { kind: 'over'; opened: boolean } | { kind: 'retry'; dueAt: number }

/** A batch on its way. */
export interface Attempts<Entry> {
  readonly batch: readonly Entry[]
  /** Hands the next attempt to the handler. */
  start(at: number): void
  /** Ends the batch without a further attempt. */
  giveUp(at: number, reason: QueueLossReason): void
}

type OnSettled<Entry> = (attempts: Attempts<Entry>, settled: Settled, at: number) => void

export function createAttempts<Entry>(
  context: DeliveryContext<Entry>,
  batch: readonly Entry[],
  onSettled: OnSettled<Entry>,
): Attempts<Entry> {
  const { clock, breaker, report, log } = context
  let attempt = 0
  let startedAt = 0

  const giveUp = (at: number, reason: QueueLossReason) =>
    report({ kind: 'lost', at: clock.seconds(at), batch, attempt, reason })

  function succeed(at: number): Settled {
    if (context.debugLog) log(at, 'debug', `handler processed ${batch.length} entries successfully`)
    report({ kind: 'delivered', at: clock.seconds(at), batch, attempt })
    breaker.batchDelivered()
    return { kind: 'over', opened: false }
  }

  function fail(at: number, error: string | undefined): Settled {
    report({ kind: 'failed', at: clock.seconds(at), batch, attempt, error })
    log(at, 'warn', `handler could not process entries: ${error ?? 'no error details returned by handler'}`)
    if (error === undefined) log(at, 'error', 'handler returned falsy value but no error information')
    const reason = reasonToGiveUp(at)
    if (reason === undefined) return retry(at)
    if (reason === 'max_retry_time') {
      log(
        at,
        'error',
        `could not send entries due to max_retry_time exceeded. ${batch.length} queue entries were lost`,
      )
    }
    giveUp(at, reason)
    return { kind: 'over', opened: breaker.batchLost(at) }
  }

  /** The time is checked after a failure only, and before the delay: the last attempt may be later than max_retry_time. */
  function reasonToGiveUp(at: number): QueueLossReason | undefined {
    if (breaker.isProbing) return 'probe_failed'
    return at - startedAt > context.maxRetryTime ? 'max_retry_time' : undefined
  }

  function retry(at: number): Settled {
    const delay = Math.min(context.maxRetryDelay, Math.round(context.initialRetryDelay * 2 ** (attempt - 1)))
    report({ kind: 'retrying', at: clock.seconds(at), batch, attempt, delay: delay / 1_000_000 })
    return { kind: 'retry', dueAt: at + delay }
  }

  const attempts: Attempts<Entry> = {
    batch,
    start(at) {
      if (attempt === 0) startedAt = at
      attempt += 1
      if (context.debugLog) log(at, 'debug', `passing ${batch.length} entries to handler`)
      report({ kind: 'attempt', at: clock.seconds(at), batch, attempt })
      let isSettled = false
      context.deliver({
        batch,
        attempt,
        settle(ok, now, error) {
          if (isSettled) throw new Error('an attempt was settled twice')
          isSettled = true
          const answeredAt = clock.read(now)
          onSettled(attempts, ok ? succeed(answeredAt) : fail(answeredAt, error), answeredAt)
        },
      })
    },
    giveUp,
  }
  return attempts
}

/** The retry settings of a queue in microseconds. */
export function retryTimes(options: {
  max_retry_time: number
  initial_retry_delay: number
  max_retry_delay: number
}) {
  return {
    maxRetryTime: microseconds(options.max_retry_time),
    initialRetryDelay: options.initial_retry_delay * 1_000_000,
    maxRetryDelay: microseconds(options.max_retry_delay),
  }
}
