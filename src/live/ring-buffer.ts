/** The newest entries up to a capacity; older ones are forgotten. */
export interface RingBuffer<Entry> {
  readonly capacity: number
  /** All entries ever pushed. */
  readonly total: number
  push(entry: Entry): void
  /** Newest first. */
  entries(): Generator<Entry>
}

export function createRingBuffer<Entry>(capacity: number): RingBuffer<Entry> {
  const kept: Entry[] = []
  let total = 0

  function push(entry: Entry): void {
    kept[total % capacity] = entry
    total += 1
  }

  function* entries(): Generator<Entry> {
    const end = total
    for (let back = 1; back <= kept.length; back += 1) {
      const entry = kept[(end - back) % capacity]
      if (entry !== undefined) yield entry
    }
  }

  return {
    capacity,
    get total() {
      return total
    },
    push,
    entries,
  }
}
