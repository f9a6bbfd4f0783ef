import { randomFillSync } from 'node:crypto'

const ID_BYTES = 16
const ID_CHARACTERS = 36
const POOL_IDS = 256

/**
 * Random UUIDs (version 4), the ids of events (decision 6). Randomness is drawn and written out for many at once: half
 * the cost of crypto.randomUUID, which each event pays.
 */
export function createEventIds(): () => string {
  const random = Buffer.allocUnsafe(ID_BYTES * POOL_IDS)
  let text = ''
  let at = 0
  return () => {
    if (at === text.length) {
      randomFillSync(random)
      text = writeIds(random)
      at = 0
    }
    at += ID_CHARACTERS
    return text.slice(at - ID_CHARACTERS, at)
  }
}

/** RFC 9562: the version in the high half of byte 6, the variant in the high bits of byte 8. */
function writeIds(random: Buffer): string {
  const pieces: string[] = []
  for (let start = 0; start < random.length; start += ID_BYTES) {
    random.writeUInt8((random.readUInt8(start + 6) & 0x0f) | 0x40, start + 6)
    random.writeUInt8((random.readUInt8(start + 8) & 0x3f) | 0x80, start + 8)
    const hex = random.toString('hex', start, start + ID_BYTES)
    pieces.push(
      hex.slice(0, 8),
      '-',
      hex.slice(8, 12),
      '-',
      hex.slice(12, 16),
      '-',
      hex.slice(16, 20),
      '-',
      hex.slice(20),
    )
  }
  return pieces.join('')
}
