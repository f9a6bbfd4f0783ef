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

export function createWaitingEntries<Entry>(): WaitingEntries<Entry> {
  // Beside one another: an object for each would be what the garbage collector copies while they wait.
  const unclaimed = createFifo<Entry>()
  const sizes = createFifo<number>()
  let claimed: Entry[] = []
  let claimedBytes = 0
  let bytes = 0

  function dropOldest(): Entry | undefined {
    bytes -= sizes.shift() ?? 0
    return unclaimed.shift()
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
      unclaimed.push(entry)
      sizes.push(entryBytes)
      bytes += entryBytes
    },
    claim() {
      const entry = unclaimed.shift()
      if (entry === undefined) return false
      // An array that grows from nothing takes room for many, and most batches have one.
      if (claimed.length === 0) claimed = [entry]
      else claimed.push(entry)
      claimedBytes += sizes.shift() ?? 0
      return true
    },
    takeClaimed() {
      const batch = claimed
      claimed = []
      bytes -= claimedBytes
      claimedBytes = 0
      return batch
    },
    dropOldest,
    dropAll() {
      const dropped: Entry[] = []
      for (let entry = dropOldest(); entry !== undefined; entry = dropOldest()) dropped.push(entry)
      return dropped
    },
  }
}
