/** What a queue with limits takes in: the checks of `enqueue` in kong/tools/queue.lua, in their order. Times in microseconds. */
import type { QueueConfig } from '#plugin/config.ts'
import type { DeliveryContext } from './delivery.ts'
import type { QueueRefusalReason } from './queue-event.ts'
import type { WaitingEntries } from './waiting-entries.ts'

/** Share of max_entries from which on the queue warns. */
const WARNING_THRESHOLD = 0.8

const UNKNOWN_SIZE =
  'queuing non-string entry to a queue that has queue.max_bytes set, capacity monitoring will not be correct'

export interface QueueCapacity {
  /** Whether entries were dropped since `reset` or since the last batch went out. */
  hasDropped: boolean
  /** Makes room for an entry, by dropping the oldest that are not claimed; or says why it cannot be taken. */
  reasonToRefuse(bytes: number, at: number): QueueRefusalReason | undefined
  /** An entry without a length stands in the queue: max_bytes does not count it. */
  warnOfUnknownSize(at: number): void
  readonly isFull: boolean
  canTake(bytes: number): boolean
  /** A new queue has warned of nothing. */
  reset(): void
}

export function createQueueCapacity<Entry>(
  { max_entries, max_bytes = Number.POSITIVE_INFINITY }: QueueConfig,
  entries: WaitingEntries<Entry>,
  { clock, report, log }: DeliveryContext<Entry>,
): QueueCapacity {
  let hasWarned = false

  /** Warns once until the queue is below the threshold again; the new entry is not counted yet. */
  function warnOfCapacity(at: number): void {
    const isNearlyFull = entries.count >= max_entries * WARNING_THRESHOLD
    if (isNearlyFull && !hasWarned) log(at, 'warn', `queue at ${WARNING_THRESHOLD * 100}% capacity`)
    hasWarned = isNearlyFull
  }

  function makeRoomForEntry(at: number): boolean {
    if (entries.count < max_entries) return true
    log(at, 'error', 'queue full, dropping old entries until processing is successful again')
    const dropped = entries.dropOldest()
    if (dropped === undefined) return false
    capacity.hasDropped = true
    report({ kind: 'dropped', at: clock.seconds(at), entries: [dropped], reason: 'max_entries' })
    return true
  }

  function makeRoomForBytes(bytes: number, at: number): boolean {
    if (entries.bytes + bytes <= max_bytes) return true
    if (entries.claimedBytes + bytes > max_bytes) return false
    const dropped: Entry[] = []
    while (entries.bytes + bytes > max_bytes) {
      const oldest = entries.dropOldest()
      if (oldest === undefined) break
      dropped.push(oldest)
    }
    capacity.hasDropped = true
    report({ kind: 'dropped', at: clock.seconds(at), entries: dropped, reason: 'max_bytes' })
    log(at, 'error', `byte capacity exceeded, ${dropped.length} queue entries were dropped`)
    return true
  }

  const capacity: QueueCapacity = {
    hasDropped: false,
    reasonToRefuse(bytes, at) {
      warnOfCapacity(at)
      // Kong makes room among the entries before it looks at the length: a refused entry may have dropped another.
      if (!makeRoomForEntry(at)) return 'max_entries'
      if (bytes > max_bytes) {
        log(at, 'error', tooLong(bytes, max_bytes))
        return 'longer_than_max_bytes'
      }
      return makeRoomForBytes(bytes, at) ? undefined : 'max_bytes'
    },
    warnOfUnknownSize(at) {
      if (max_bytes < Number.POSITIVE_INFINITY) log(at, 'error', UNKNOWN_SIZE)
    },
    get isFull() {
      return entries.count >= max_entries || entries.bytes >= max_bytes
    },
    canTake: bytes => !capacity.isFull && entries.bytes + bytes <= max_bytes,
    reset() {
      hasWarned = false
      capacity.hasDropped = false
    },
  }
  return capacity
}

function tooLong(bytes: number, maxBytes: number): string {
  return `string to be queued is longer (${bytes} bytes) than the queue's max_bytes (${maxBytes} bytes)`
}
