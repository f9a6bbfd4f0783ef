import { randomFillSync } from 'node:crypto'

const ID_BYTES = 16
const POOL_IDS = 256

/** Kong's request id: 32 random hex characters. Randomness is drawn for many ids at once. */
export function createRequestIds(): () => string {
  const pool = Buffer.allocUnsafe(ID_BYTES * POOL_IDS)
  let at = pool.length
  return () => {
    if (at === pool.length) {
      randomFillSync(pool)
      at = 0
    }
    at += ID_BYTES
    return pool.toString('hex', at - ID_BYTES, at)
  }
}
