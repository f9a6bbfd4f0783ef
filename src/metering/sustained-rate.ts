/** How many events a queue carries away in the long run. */
import type { QueueConfig } from '#plugin/config.ts'

/**
 * Events per second and worker that the queue can deliver for ever, when every batch has its answer after `latency`
 * seconds. With one timer a batch waits for the answer to the one before (kong/tools/queue.lua): full batches, one after
 * the other. Infinity with `concurrency_limit: -1`, and where answers take no time.
 */
export function sustainedRate(queue: QueueConfig, latency: number): number {
  if (queue.concurrency_limit === -1 || latency === 0) return Number.POSITIVE_INFINITY
  return Math.min(queue.max_batch_size, queue.max_entries) / latency
}
