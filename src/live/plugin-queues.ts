/** The queues of all plugin rows: one per row (decision 10), with the options that it was made with. */
import type { GatewayStatus } from '#api/contract.ts'
import type { PluginRow } from '#entities/gateway-state.ts'
import type { QueueConfig } from '#plugin/config.ts'
import { METERING_PLUGIN } from '#plugin/plugin.ts'
import type { ExchangeLog } from './exchange-log.ts'
import { type RunningQueue, runQueue } from './run-queue.ts'
import type { EventCounts } from './track-events.ts'

export interface PluginQueues {
  /** The row's queue: the one that runs, if its options are these. */
  of(row: PluginRow, options: QueueConfig): RunningQueue
  status(): GatewayStatus['queues']
  /** Events that any queue gave up since the start, after attempts or before, also of rows that are gone. */
  lost(): number
  drain(): Promise<void>
}

interface Running {
  queue: RunningQueue
  /** Its options as JSON. */
  options: string
  row: PluginRow
}

/** `onLost` is told of a lost event whose request is not kept. */
export function createPluginQueues(onLost: ExchangeLog['lose'] = () => undefined): PluginQueues {
  const shared = { freePages: [], onLost }
  const current = new Map<string, Running>()
  /** Queues whose options are out of date; they live until they are empty. */
  const retired = new Set<RunningQueue>()
  /** Of every queue there ever was. */
  const counts: EventCounts[] = []

  function of(row: PluginRow, queueOptions: QueueConfig): RunningQueue {
    const options = JSON.stringify(queueOptions)
    const known = current.get(row.id)
    if (known?.options === options) {
      known.row = row
      return known.queue
    }
    if (known !== undefined) retire(known.queue)
    const queue = runQueue({ ...queueOptions, name: row.id, logTag: logTag(row) }, shared)
    current.set(row.id, { queue, options, row })
    counts.push(queue.counts)
    return queue
  }

  function retire(queue: RunningQueue): void {
    retired.add(queue)
    void queue.whenIdle().then(() => retired.delete(queue))
  }

  function status(): GatewayStatus['queues'] {
    return [...current.values()].map(({ queue, row }) => ({
      plugin_id: row.id,
      ...(row.instance_name !== undefined && { instance_name: row.instance_name }),
      phase: queue.phase,
      waiting: queue.waiting,
      ...queue.counts,
    }))
  }

  function lost(): number {
    return counts.reduce((sum, { lost: givenUp, dropped }) => sum + givenUp + dropped, 0)
  }

  async function drain(): Promise<void> {
    const queues = [...current.values()].map(({ queue }) => queue)
    await Promise.all([...queues, ...retired].map(queue => queue.drain()))
  }

  return { of, status, lost, drain }
}

/** As Kong tags the lines of a plugin's queue (kong/tools/queue.lua, get_plugin_params). */
function logTag({ id, instance_name }: PluginRow): string {
  return `${METERING_PLUGIN} plugin ${id}${instance_name === undefined ? '' : ` (${instance_name})`}`
}
