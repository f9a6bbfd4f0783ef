/** The queue's and the endpoint's part of the decision trace, told from what the queue's runner recorded of an event. */
import type { DocumentPath } from '#entities/gateway-state.ts'
import type { TraceStep } from '#metering/trace.ts'
import type { Attempt, EventInFlight } from './exchange-log.ts'
import { queueEnds } from './queue-ends.ts'

const outcomes = { waiting: 'ok', retrying: 'ok', delivered: 'ok', lost: 'failed' } as const

const IN_TURN =
  'Each plugin has a queue of its own, in memory, whose batches go out strictly in turn (kong/tools/queue.lua).'
const BATCHED =
  'A batch goes out when it has max_batch_size events, or when its first one has waited max_coalescing_delay (kong/tools/queue.lua).'
const ACCEPTED =
  'A status below 300 is a success: the events of the batch are done with (decision 6, as Kong’s http-log plugin).'
const RETRIED =
  'Any failure is tried again after initial_retry_delay, doubled each time up to max_retry_delay, until max_retry_time has passed (kong/tools/queue.lua).'

/** Where the event is, in which batch it went out, and each attempt with its answer. `plugin` is the row's place in the document. */
export function explainDelivery(flying: EventInFlight, plugin: DocumentPath): TraceStep[] {
  const { event, delivery, reason, batch } = flying
  const queue = [...plugin, 'config', 'queue']
  const end = Object.values(queueEnds).find(({ text }) => text === reason)
  const inBatch =
    batch === undefined ? '' : ` in batch ${batch.number} of its queue (${countText(batch.size)})`
  const step: TraceStep = {
    step: 'queue',
    outcome: outcomes[delivery],
    summary: `${event.type} ${event.id} is ${delivery}${inBatch}${reason === undefined ? '' : `: ${reason}`}`,
    path: end === undefined ? queue : [...queue, end.field],
    why: end?.why ?? (batch === undefined ? IN_TURN : BATCHED),
  }
  const attempts = batch?.attempts ?? []
  return [step, ...attempts.map((attempt, index) => explainAttempt(attempt, index + 1, plugin))]
}

function explainAttempt({ at, status, error }: Attempt, number: number, plugin: DocumentPath): TraceStep {
  const answer = error ?? `answered with ${status}`
  return {
    step: 'delivery',
    outcome: error === undefined ? 'ok' : 'failed',
    summary: `${new Date(at).toISOString()}: attempt ${number} ${error === undefined ? '' : 'failed: '}${answer}`,
    path: [
      ...plugin,
      'config',
      ...(error === undefined ? ['ingest_endpoint'] : ['queue', 'initial_retry_delay']),
    ],
    why: error === undefined ? ACCEPTED : RETRIED,
  }
}

function countText(events: number): string {
  return events === 1 ? '1 event' : `${events} events`
}
