/** Advice on `config.queue`, in plain numbers. How the queue works is kong/tools/queue.lua. */
import type { Found, Rule } from './advice-rule.ts'
import type { QueueConfig } from './config.ts'

/** What a typical event measures as JSON (decision 13). */
const EVENT_BYTES = 800
/** What an ingest endpoint takes to answer, for the sake of an example: what the delivery lab begins with. */
const ANSWER_MILLISECONDS = 30
/** Below this much coalescing time Kong does not wait (COALESCE_MIN_TIME in kong/tools/queue.lua). */
const SHORTEST_WAIT_SECONDS = 0.05
/** More memory than an operator expects a plugin to take. */
const MUCH_MEMORY_BYTES = 100_000_000
/** Longer than an operator expects an event to be held back. */
const LONG_WAIT_SECONDS = 60
/** The batch size that fixes suggest. */
const USUAL_BATCH = 100

const field = (name: keyof QueueConfig) => ['config', 'queue', name]
const isQueued = ({ concurrency_limit }: QueueConfig) => concurrency_limit !== -1

function change(name: keyof QueueConfig, value: number, label = `Change to ${value}`): Pick<Found, 'fix'> {
  return { fix: { label, path: field(name), value } }
}

/** `8 MB`, `1.6 GB`. */
function sizeText(bytes: number): string {
  const [unit, size] = bytes < 1e9 ? (['MB', 1e6] as const) : (['GB', 1e9] as const)
  return `${Number((bytes / size).toPrecision(2))} ${unit}`
}

const count = (value: number) => value.toLocaleString('en-US')

const singleBatches: Rule = {
  code: 'single-batches',
  severity: 'hint',
  why: 'Kong’s queue sends batches strictly in turn (kong/tools/queue.lua); what does not fit waits, and the oldest is dropped at `max_entries`.',
  find({ queue }) {
    if (queue.max_batch_size > 1 || !isQueued(queue)) return []
    const message = `With \`max_batch_size\` 1 each event is a request of its own, one after the other: at ${ANSWER_MILLISECONDS} ms per answer, ${Math.floor(1000 / ANSWER_MILLISECONDS)} events a second per worker.`
    const fix = change('max_batch_size', USUAL_BATCH, `Send up to ${USUAL_BATCH} at once`)
    return [{ message, path: field('max_batch_size'), ...fix }]
  },
}

const batchAboveQueue: Rule = {
  code: 'batch-above-queue',
  severity: 'warning',
  why: 'Entries stay in the queue until their batch is cut; with all of them claimed there is none to drop for a new one (kong/tools/queue.lua).',
  find({ queue }) {
    const { max_batch_size: size, max_entries: entries } = queue
    if (size <= entries || !isQueued(queue)) return []
    const message = `\`max_batch_size\` ${count(size)} can never be reached: the queue holds \`max_entries\` ${count(entries)}, and new events are lost while a full batch is waited for.`
    return [{ message, path: field('max_batch_size'), ...change('max_batch_size', entries) }]
  },
}

const idleCoalescing: Rule = {
  code: 'idle-coalescing',
  severity: 'hint',
  why: 'A batch is complete at `max_batch_size`: with 1 there is nothing to wait for (kong/tools/queue.lua).',
  find({ queue }) {
    const { max_batch_size: size, max_coalescing_delay: delay } = queue
    // 1 s is the default, which nobody wrote in order to wait.
    if (size > 1 || delay === 0 || delay === 1) return []
    const message = `\`max_coalescing_delay\` ${delay} s has no effect with \`max_batch_size\` 1: each event goes out at once.`
    const fix = change('max_batch_size', USUAL_BATCH, `Send up to ${USUAL_BATCH} at once`)
    return [{ message, path: field('max_coalescing_delay'), ...fix }]
  },
}

const shortCoalescing: Rule = {
  code: 'short-coalescing',
  severity: 'warning',
  why: `With less than ${SHORTEST_WAIT_SECONDS} s left to wait, the queue sends what it has (kong/tools/queue.lua).`,
  find({ queue }) {
    const { max_batch_size: size, max_coalescing_delay: delay } = queue
    if (size === 1 || delay >= SHORTEST_WAIT_SECONDS || !isQueued(queue)) return []
    const message = `With \`max_coalescing_delay\` ${delay} s the queue never waits for a second event: batches have 1 event, not \`max_batch_size\` ${count(size)}.`
    return [{ message, path: field('max_coalescing_delay'), ...change('max_coalescing_delay', 1) }]
  },
}

const longCoalescing: Rule = {
  code: 'long-coalescing',
  severity: 'hint',
  why: 'The queue is in memory only: what waits when a worker crashes is lost (kong/tools/queue.lua).',
  find({ queue }) {
    const { max_batch_size: size, max_coalescing_delay: delay } = queue
    if (size === 1 || delay <= LONG_WAIT_SECONDS || !isQueued(queue)) return []
    const message = `An event can wait ${count(delay)} s in memory for its batch to reach \`max_batch_size\` ${count(size)}; it is metered that much later.`
    return [{ message, path: field('max_coalescing_delay'), ...change('max_coalescing_delay', 1) }]
  },
}

const queueMemory: Rule = {
  code: 'queue-memory',
  severity: 'warning',
  why: 'Each worker process has a queue of its own, in memory only (kong/tools/queue.lua). The size of an event is decision 13.',
  find({ queue }) {
    const { max_entries: entries, max_bytes: limit = Number.POSITIVE_INFINITY } = queue
    const bytes = Math.min(entries * EVENT_BYTES, limit)
    if (bytes <= MUCH_MEMORY_BYTES || !isQueued(queue)) return []
    const message = `\`max_entries\` ${count(entries)} × ${EVENT_BYTES} bytes of a typical event: up to ${sizeText(bytes)} per worker while the endpoint does not answer.`
    const fix = change(
      'max_bytes',
      MUCH_MEMORY_BYTES,
      `Limit it to ${sizeText(MUCH_MEMORY_BYTES)} with \`max_bytes\``,
    )
    return [{ message, path: field(limit < entries * EVENT_BYTES ? 'max_bytes' : 'max_entries'), ...fix }]
  },
}

const eventAboveQueue: Rule = {
  code: 'event-above-queue',
  severity: 'warning',
  why: 'An entry longer than `max_bytes` is refused (kong/tools/queue.lua). The size of an event is decision 13.',
  find({ queue }) {
    const { max_bytes: limit = Number.POSITIVE_INFINITY } = queue
    if (limit >= EVENT_BYTES || !isQueued(queue)) return []
    const message = `\`max_bytes\` ${count(limit)} is less than a typical event (${EVENT_BYTES} bytes): the queue refuses what is longer.`
    const fix = { label: 'Remove `max_bytes`', path: field('max_bytes'), value: undefined }
    return [{ message, path: field('max_bytes'), fix }]
  },
}

const lateRetry: Rule = {
  code: 'late-retry',
  severity: 'warning',
  why: 'The time is up before the wait: after it there is one last attempt (kong/tools/queue.lua).',
  find({ queue }) {
    const { initial_retry_delay: initial, max_retry_delay: longest, max_retry_time: limit } = queue
    const first = Math.min(initial, longest)
    if (limit <= 0 || first <= limit) return []
    const message = `The first retry waits ${first} s, longer than \`max_retry_time\` ${limit} s: a batch gets one retry, then it is lost.`
    const fix = change('initial_retry_delay', 0.01, 'Change to the default 0.01')
    return [{ message, path: field('initial_retry_delay'), ...fix }]
  },
}

const neverRetried: Rule = {
  code: 'never-retried',
  severity: 'warning',
  why: 'A failed batch is given up once more than `max_retry_time` has passed since its first attempt (kong/tools/queue.lua).',
  find({ queue }) {
    if (queue.max_retry_time > 0) return []
    const message = `\`max_retry_time\` ${queue.max_retry_time}: a batch that fails once, by a timeout or a restart of the endpoint, is lost.`
    const fix = change('max_retry_time', 60, 'Change to the default 60')
    return [{ message, path: field('max_retry_time'), ...fix }]
  },
}

const cappedRetry: Rule = {
  code: 'capped-retry',
  severity: 'hint',
  why: 'A wait is the smaller of `max_retry_delay` and the doubled `initial_retry_delay` (kong/tools/queue.lua).',
  find({ queue }) {
    const { initial_retry_delay: first, max_retry_delay: longest } = queue
    if (first <= longest) return []
    const message = `\`initial_retry_delay\` ${first} s is above \`max_retry_delay\` ${longest} s: every retry waits ${longest} s, and never longer.`
    return [{ message, path: field('initial_retry_delay'), ...change('initial_retry_delay', longest) }]
  },
}

const unlimitedConcurrency: Rule = {
  code: 'unlimited-concurrency',
  severity: 'warning',
  why: 'With −1 each entry is handled by a timer of its own, past the queue (kong/tools/queue.lua).',
  find({ queue }) {
    if (isQueued(queue)) return []
    const ignored =
      queue.max_batch_size > 1 ? `\`max_batch_size\` ${count(queue.max_batch_size)}` : '`max_entries`'
    const message = `With \`concurrency_limit\` -1 each event is sent alone and at once, however many there are: ${ignored} has no effect, and nothing limits connections or memory.`
    return [{ message, path: field('concurrency_limit'), ...change('concurrency_limit', 1) }]
  },
}

export const queueRules: readonly Rule[] = [
  singleBatches,
  batchAboveQueue,
  idleCoalescing,
  shortCoalescing,
  longCoalescing,
  queueMemory,
  eventAboveQueue,
  lateRetry,
  neverRetried,
  cappedRetry,
  unlimitedConcurrency,
]
