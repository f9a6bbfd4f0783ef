/**
 * Which event has which id, in memory: an index of random keys on disk would cost a page write for nearly every event.
 * 24 to 48 bytes an event.
 */
export interface IdentityIndex {
  /** Sequence numbers of events whose id has the hash; their ids may still differ. */
  candidates(hash: number): number[]
  add(hash: number, seq: number): void
  /** Forgets the events that are not kept: their transaction was rolled back, or they were removed. */
  keep(isKept: (seq: number) => boolean): void
}

/** Open addressing over typed arrays; a slot is free while its seq is 0. Several entries may have one hash. */
export function createIdentityIndex(): IdentityIndex {
  let hashes = new Float64Array(1024)
  let seqs = new Float64Array(1024)
  let size = 0

  function place(hash: number, seq: number): void {
    const mask = seqs.length - 1
    let slot = (hash >>> 0) & mask
    while (seqs[slot] !== 0) slot = (slot + 1) & mask
    hashes[slot] = hash
    seqs[slot] = seq
    size += 1
  }

  /** Places the entries anew in tables of the capacity, those that are kept. */
  function rebuild(capacity: number, keep: (seq: number) => boolean): void {
    const [oldHashes, oldSeqs] = [hashes, seqs]
    hashes = new Float64Array(capacity)
    seqs = new Float64Array(capacity)
    size = 0
    for (const [slot, seq] of oldSeqs.entries()) if (seq !== 0 && keep(seq)) place(oldHashes[slot] ?? 0, seq)
  }

  return {
    add: (hash, seq) => {
      if (size >= seqs.length * 0.66) rebuild(seqs.length * 2, () => true)
      place(hash, seq)
    },
    candidates: hash => {
      const mask = seqs.length - 1
      const found: number[] = []
      for (let slot = (hash >>> 0) & mask; ; slot = (slot + 1) & mask) {
        const seq = seqs[slot] ?? 0
        if (seq === 0) return found
        if (hashes[slot] === hash) found.push(seq)
      }
    },
    keep: isKept => rebuild(seqs.length, isKept),
  }
}
