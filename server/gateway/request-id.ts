import { randomFillSync } from 'node:crypto'

const ID_CHARACTERS = 32
const POOL_IDS = 256

/** Kong's request id: 32 random hex characters. Randomness is drawn and written out for many ids at once. */
export function createRequestIds(): () => string {
  const random = Buffer.allocUnsafe((ID_CHARACTERS / 2) * POOL_IDS)
  let text = ''
  let at = 0
  return () => {
    if (at === text.length) {
      text = randomFillSync(random).toString('hex')
      at = 0
    }
    at += ID_CHARACTERS
    return text.slice(at - ID_CHARACTERS, at)
  }
}
