/** How an event ends that a queue does not deliver: in words, the queue's field that decides, and the rule behind it. */
interface QueueEnd {
  text: string
  /** Of `config.queue`. */
  field: string
  why: string
}

const FULL =
  'A queue that is full drops its oldest event for each new one; one that would not fit at all is refused (kong/tools/queue.lua).'
const SHED =
  'After failure_threshold lost batches in a row the queue sheds events for breaker_cooldown seconds, then one batch is let through (plugin schema, 3.16).'

export const queueEnds = {
  max_entries: { text: 'the queue was full (max_entries)', field: 'max_entries', why: FULL },
  max_bytes: { text: 'the queue was full (max_bytes)', field: 'max_bytes', why: FULL },
  longer_than_max_bytes: { text: 'the event is longer than max_bytes', field: 'max_bytes', why: FULL },
  breaker_open: {
    text: 'the circuit breaker was open (failure_threshold)',
    field: 'failure_threshold',
    why: SHED,
  },
  probe_failed: { text: 'the probe of the circuit breaker failed', field: 'breaker_cooldown', why: SHED },
  max_retry_time: {
    text: 'delivery gave up: max_retry_time exceeded',
    field: 'max_retry_time',
    why: 'After a failed attempt, a batch is given up when max_retry_time has passed since its first one (kong/tools/queue.lua).',
  },
  shutdown: {
    text: 'the gateway stopped before its timer ran',
    field: 'concurrency_limit',
    why: 'Without a queue each event has a timer of its own, and one that did not run before the worker exits loses its event (kong/tools/queue.lua).',
  },
} as const satisfies Record<string, QueueEnd>
