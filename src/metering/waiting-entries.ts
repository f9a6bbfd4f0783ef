/** The entries in the queue: those claimed for the batch being collected, in front, and those behind them. */
import { createFifo } from './fifo.ts'

export interface WaitingEntries<Entry> {
  /** Claimed and not claimed. */
  readonly count: number
  readonly bytes: number
  readonly claimedCount: number
  readonly claimedBytes: number
  push(entry: Entry, bytes: number): void
  /** Claims the oldest entry that is not; false when there is none. */
  claim(): boolean
  /** Takes the claimed entries out. */
  takeClaimed(): Entry[]
  /** Takes out the oldest entry that is not claimed; undefined when there is none. */
  dropOldest(): Entry | undefined
  /** Takes out all entries that are not claimed. */
  dropAll(): Entry[]
}

interface Item<Entry> {
  entry: Entry
  bytes: number
}

export function createWaitingEntries<Entry>(): WaitingEntries<Entry> {
  const unclaimed = createFifo<Item<Entry>>()
  let claimed: Entry[] = []
  let claimedBytes = 0
  let bytes = 0

  function dropOldest(): Item<Entry> | undefined {
    const item = unclaimed.shift()
    if (item !== undefined) bytes -= item.bytes
    return item
  }

  return {
    get count() {
      return claimed.length + unclaimed.length
    },
    get bytes() {
      return bytes
    },
    get claimedCount() {
      return claimed.length
    },
    get claimedBytes() {
      return claimedBytes
    },
    push(entry, entryBytes) {
      unclaimed.push({ entry, bytes: entryBytes })
      bytes += entryBytes
    },
    claim() {
      const item = unclaimed.shift()
      if (item === undefined) return false
      // An array that grows from nothing takes room for many, and most batches have one.
      if (claimed.length === 0) claimed = [item.entry]
      else claimed.push(item.entry)
      claimedBytes += item.bytes
      return true
    },
    takeClaimed() {
      const batch = claimed
      claimed = []
      bytes -= claimedBytes
      claimedBytes = 0
      return batch
    },
    dropOldest: () => dropOldest()?.entry,
    dropAll() {
      const dropped: Entry[] = []
      for (let item = dropOldest(); item !== undefined; item = dropOldest()) dropped.push(item.entry)
      return dropped
    },
  }
}
