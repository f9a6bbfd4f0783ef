/**
 * Which event has which id, in memory: an index of random keys on disk would cost a page write for nearly every event.
 * 24 to 48 bytes an event; read from the table when the store is opened, and again when another process has written.
 */
import { z } from 'zod'
import type { Database } from './open-database.ts'

export interface IdentityIndex {
  /** Reads what other connections have added. */
  refresh(): void
  /** Sequence numbers of events whose id has the hash; their ids may still differ. */
  candidates(hash: number): number[]
  add(hash: number, seq: number): void
  /** Forgets the events from this one on: their transaction was rolled back. */
  forgetFrom(seq: number): void
}

const rowsAtOnce = 50_000
const numbers = z.string().transform(text => z.array(z.number()).parse(JSON.parse(text)))
const chunkRow = z.object({ seqs: numbers, hashes: numbers })

export function createIdentityIndex({ connection }: Database): IdentityIndex {
  // Without the ORDER BY's subquery SQLite may aggregate in any order; both arrays then still agree.
  const chunk = connection.prepare(
    `SELECT json_group_array(seq) AS seqs, json_group_array(id_hash) AS hashes
     FROM (SELECT seq, id_hash FROM events INDEXED BY events_id_hash WHERE seq > ? ORDER BY seq LIMIT ${rowsAtOnce})`,
  )
  const dataVersion = connection.prepare('PRAGMA data_version')
  const table = createHashTable()
  let seenVersion: unknown
  let last = 0

  function readOn(): void {
    for (;;) {
      const { seqs, hashes } = chunkRow.parse(chunk.get(last))
      for (const [index, seq] of seqs.entries()) add(hashes[index] ?? 0, seq)
      if (seqs.length < rowsAtOnce) return
    }
  }

  function add(hash: number, seq: number): void {
    table.add(hash, seq)
    last = Math.max(last, seq)
  }

  return {
    refresh: () => {
      const version = dataVersion.get()?.data_version
      if (version === seenVersion) return
      readOn()
      seenVersion = version
    },
    candidates: table.find,
    add,
    forgetFrom: seq => {
      table.keep(kept => kept < seq)
      last = Math.min(last, seq - 1)
    },
  }
}

/** Open addressing over typed arrays; a slot is free while its seq is 0. Several entries may have one hash. */
function createHashTable() {
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
    add: (hash: number, seq: number): void => {
      if (size >= seqs.length * 0.66) rebuild(seqs.length * 2, () => true)
      place(hash, seq)
    },
    find: (hash: number): number[] => {
      const mask = seqs.length - 1
      const found: number[] = []
      for (let slot = (hash >>> 0) & mask; ; slot = (slot + 1) & mask) {
        const seq = seqs[slot] ?? 0
        if (seq === 0) return found
        if (hashes[slot] === hash) found.push(seq)
      }
    },
    keep: (keep: (seq: number) => boolean): void => rebuild(seqs.length, keep),
  }
}
