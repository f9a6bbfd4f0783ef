/** How many events a queue carries away in the long run. */
import type { QueueConfig } from '#plugin/config.ts'

/**
 * Events per second and worker that the queue can deliver for ever, when every batch has its answer after `latency`
 * seconds. With one timer a batch waits for the answer to the one before (kong/tools/queue.lua): full batches, one after
 * the other. A batch that can never be full waits for max_coalescing_delay, too. Infinity where nothing limits it.
 */
export function sustainedRate(queue: QueueConfig, latency: number): number {
  const { concurrency_limit, max_batch_size, max_entries, max_coalescing_delay } = queue
  if (concurrency_limit === -1) return Number.POSITIVE_INFINITY
  return max_batch_size <= max_entries
    ? max_batch_size / latency
    : max_entries / (latency + max_coalescing_delay)
}
