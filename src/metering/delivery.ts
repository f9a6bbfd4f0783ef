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

/** What became of an attempt: over, over with the breaker open from now on, or due again at a time. */
export type Settled = 'over' | 'opened' | { retryAt: number }

/** A batch on its way: which attempts were made and settled, and since when. */
export interface Attempts<Entry> {
  readonly batch: readonly Entry[]
  attempt: number
  settled: number
  startedAt: number
}

/** Brings batches to the handler. One serves all batches of a queue: closures for each would cost as much as the rest. */
export interface Courier<Entry> {
  /** Hands the batch's next attempt to the handler. */
  start(attempts: Attempts<Entry>, at: number): void
  /** Ends the batch without a further attempt. */
  giveUp(attempts: Attempts<Entry>, at: number, reason: QueueLossReason): void
}

type OnSettled<Entry> = (attempts: Attempts<Entry>, settled: Settled, at: number) => void

export function newAttempts<Entry>(batch: readonly Entry[]): Attempts<Entry> {
  return { batch, attempt: 0, settled: 0, startedAt: 0 }
}

export function createCourier<Entry>(
  context: DeliveryContext<Entry>,
  onSettled: OnSettled<Entry>,
): Courier<Entry> {
  const { clock, breaker, report, log } = context

  function succeed({ batch, attempt }: Attempts<Entry>, at: number): Settled {
    if (context.debugLog) log(at, 'debug', `handler processed ${batch.length} entries successfully`)
    report({ kind: 'delivered', at: clock.seconds(at), batch, attempt })
    breaker.batchDelivered()
    return 'over'
  }

  function fail(attempts: Attempts<Entry>, at: number, error: string | undefined): Settled {
    const { batch, attempt } = attempts
    report({ kind: 'failed', at: clock.seconds(at), batch, attempt, error })
    log(at, 'warn', `handler could not process entries: ${error ?? 'no error details returned by handler'}`)
    if (error === undefined) log(at, 'error', 'handler returned falsy value but no error information')
    const reason = reasonToGiveUp(attempts, at)
    if (reason === undefined) return retry(attempts, at)
    if (reason === 'max_retry_time') {
      log(
        at,
        'error',
        `could not send entries due to max_retry_time exceeded. ${batch.length} queue entries were lost`,
      )
    }
    giveUp(attempts, at, reason)
    return breaker.batchLost(at) ? 'opened' : 'over'
  }

  /** The time is checked after a failure only, and before the delay: the last attempt may be later than max_retry_time. */
  function reasonToGiveUp({ startedAt }: Attempts<Entry>, at: number): QueueLossReason | undefined {
    if (breaker.isProbing) return 'probe_failed'
    return at - startedAt > context.maxRetryTime ? 'max_retry_time' : undefined
  }

  function retry({ batch, attempt }: Attempts<Entry>, at: number): Settled {
    const delay = Math.min(context.maxRetryDelay, Math.round(context.initialRetryDelay * 2 ** (attempt - 1)))
    report({ kind: 'retrying', at: clock.seconds(at), batch, attempt, delay: delay / 1_000_000 })
    return { retryAt: at + delay }
  }

  function giveUp({ batch, attempt }: Attempts<Entry>, at: number, reason: QueueLossReason): void {
    report({ kind: 'lost', at: clock.seconds(at), batch, attempt, reason })
  }

  function start(attempts: Attempts<Entry>, at: number): void {
    if (attempts.attempt === 0) attempts.startedAt = at
    attempts.attempt += 1
    const { batch, attempt } = attempts
    if (context.debugLog) log(at, 'debug', `passing ${batch.length} entries to handler`)
    report({ kind: 'attempt', at: clock.seconds(at), batch, attempt })
    context.deliver({
      batch,
      attempt,
      settle(ok, now, error) {
        if (attempts.settled >= attempt) throw new Error('an attempt was settled twice')
        attempts.settled = attempt
        const answeredAt = clock.read(now)
        onSettled(
          attempts,
          ok ? succeed(attempts, answeredAt) : fail(attempts, answeredAt, error),
          answeredAt,
        )
      },
    })
  }

  return { start, giveUp }
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
