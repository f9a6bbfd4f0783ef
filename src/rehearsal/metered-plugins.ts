/** The metering plugins at work in a rehearsal: for each its meter, and a queue in each worker that has met it. */
import type { PluginRow } from '#entities/gateway-state.ts'
import type { MeteringPlugin } from '#gateway/access.ts'
import { createTimeFormatter } from '#metering/clock-text.ts'
import { createDueHeap, type DueHeap } from '#metering/due-heap.ts'
import { createMeter, type Meter } from '#metering/meter.ts'
import { METERING_PLUGIN } from '#plugin/plugin.ts'
import { createPlannedIds } from './planned-ids.ts'
import { createRehearsedQueue, type PendingAnswer, type RehearsedQueue } from './rehearsed-queue.ts'
import type { Rehearsed } from './run-rehearsal.ts'
import { createSimulatedSink } from './simulated-sink.ts'
import type { QueueSummary } from './summary.ts'
import type { Tally } from './tally.ts'

export interface MeteredPlugins {
  /** The queues that there are so far. */
  readonly queues: readonly RehearsedQueue[]
  /** Answers of the endpoint under way, by microseconds. */
  readonly answers: DueHeap<PendingAnswer>
  of(plugin: MeteringPlugin): MeteredPlugin
}

export interface MeteredPlugin {
  meter: Meter
  /** The queue in a worker, counted from 0. */
  queueIn(worker: number): RehearsedQueue
}

/** CloudEvents `source` of every event (decision 6). */
const EVENT_SOURCE = 'kong-gateway'

/** Writes nothing: the counts are the same, and a million events cost a second less. */
const writeNothing = () => ({ apiRequest: () => '', llmRequest: () => '' })

/** `needsJson`: somebody looks at the events themselves. */
export function createMeteredPlugins(
  rehearsed: Rehearsed,
  tally: Tally,
  { needsJson }: { needsJson: boolean },
): MeteredPlugins {
  const answers = createDueHeap<PendingAnswer>()
  const queues: RehearsedQueue[] = []
  const known = new Map<MeteringPlugin, MeteredPlugin>()
  const meterOptions = {
    source: EVENT_SOURCE,
    subjectFormat: rehearsed.subjectFormat,
    newId: createPlannedIds(rehearsed.seed).eventId,
    formatTime: createTimeFormatter(),
  }

  function create(plugin: MeteringPlugin): MeteredPlugin {
    const { row, config } = plugin
    const label = row.instance_name === undefined ? '' : ` (${row.instance_name})`
    const options = { ...config.queue, name: row.id, logTag: `${METERING_PLUGIN} plugin ${row.id}${label}` }
    const sink = createSimulatedSink(rehearsed.sink, config)
    const lateAfter = rehearsed.sink.late_after
    const byWorker = new Map<number, RehearsedQueue>()
    // Only max_bytes asks how long an event is, and only some prices what stands in it.
    const isWritten = needsJson || config.queue.max_bytes !== undefined || tally.priced?.readsData === true
    return {
      meter: createMeter(config, isWritten ? meterOptions : { ...meterOptions, createWriters: writeNothing }),
      queueIn(worker) {
        // A queue exists from its first entry on, as in Kong.
        const found = byWorker.get(worker)
        if (found !== undefined) return found
        const summary = newQueueSummary(row, worker)
        const queue = createRehearsedQueue({ options, summary, sink, lateAfter, tally, answers })
        byWorker.set(worker, queue)
        queues.push(queue)
        return queue
      },
    }
  }

  return {
    queues,
    answers,
    of(plugin) {
      const found = known.get(plugin)
      if (found !== undefined) return found
      const created = create(plugin)
      known.set(plugin, created)
      return created
    },
  }
}

/** Nothing counted yet. `worker` from 0. */
export function newQueueSummary(
  { id, instance_name }: Pick<PluginRow, 'id' | 'instance_name'>,
  worker: number,
): QueueSummary {
  return {
    plugin_id: id,
    ...(instance_name !== undefined && { instance_name }),
    worker: worker + 1,
    enqueued: 0,
    batches: 0,
    attempts: 0,
    failed_attempts: 0,
    delivered: 0,
    lost: {},
    dropped: {},
    max_waiting: 0,
  }
}
