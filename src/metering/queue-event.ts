/** What a queue tells about its entries: each one ends exactly once, as delivered, lost, dropped or refused. */

/** Why entries that waited were dropped. */
export type QueueDropReason = 'max_entries' | 'max_bytes' | 'breaker_open'

/**
 * Why a new entry was not taken. `max_entries` and `max_bytes`: the queue is full and all that is in it is
 * claimed for the batch being collected. `longer_than_max_bytes`: it would not fit into an empty queue.
 */
export type QueueRefusalReason = QueueDropReason | 'longer_than_max_bytes'

/** Why a batch was given up after an attempt; `shutdown`: its timer never ran (concurrency_limit -1). */
export type QueueLossReason = 'max_retry_time' | 'breaker_open' | 'probe_failed' | 'shutdown'

export type QueueLogLevel = 'debug' | 'info' | 'warn' | 'error'

/** `at` and `delay` in seconds, `attempt` from 1. */
export type QueueEvent<Entry> =
  | { kind: 'enqueued'; at: number; entry: Entry }
  | { kind: 'refused'; at: number; entry: Entry; reason: QueueRefusalReason }
  | { kind: 'dropped'; at: number; entries: readonly Entry[]; reason: QueueDropReason }
  | { kind: 'attempt'; at: number; batch: readonly Entry[]; attempt: number }
  | { kind: 'delivered'; at: number; batch: readonly Entry[]; attempt: number }
  | { kind: 'failed'; at: number; batch: readonly Entry[]; attempt: number; error: string | undefined }
  | { kind: 'retrying'; at: number; batch: readonly Entry[]; attempt: number; delay: number }
  | { kind: 'lost'; at: number; batch: readonly Entry[]; attempt: number; reason: QueueLossReason }
  | { kind: 'log'; at: number; level: QueueLogLevel; text: string }
