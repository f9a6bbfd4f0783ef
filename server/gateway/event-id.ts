import { randomFillSync } from 'node:crypto'

/** RFC 9562, version 4: `x` is any hex digit, `y` one of 8, 9, a, b. */
const LAYOUT = 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'
const VARIANT_AT = LAYOUT.indexOf('y')
const POOL_IDS = 256
/** The places of the random digits in the text of one pool. */
const places = Uint16Array.from(
  [...LAYOUT.repeat(POOL_IDS)].flatMap((sign, at) => (sign === 'x' || sign === 'y' ? [at] : [])),
)
const hexDigits = new TextEncoder().encode('0123456789abcdef'.repeat(16))
const variantDigits = new TextEncoder().encode('89ab'.repeat(64))

/**
 * Random UUIDs (version 4), the ids of events (decision 6). Randomness is drawn and written out for many at once: a
 * fraction of the cost of crypto.randomUUID, which each event pays.
 */
export function createEventIds(): () => string {
  const random = new Uint8Array(places.length)
  const written = Buffer.from(LAYOUT.repeat(POOL_IDS), 'latin1')
  let text = ''
  let at = 0

  function refill(): void {
    randomFillSync(random)
    for (let index = 0; index < places.length; index += 1) {
      const place = places[index] ?? 0
      const digits = place % LAYOUT.length === VARIANT_AT ? variantDigits : hexDigits
      written[place] = digits[random[index] ?? 0] ?? 0
    }
    text = written.toString('latin1')
    at = 0
  }

  return () => {
    if (at === text.length) refill()
    at += LAYOUT.length
    return text.slice(at - LAYOUT.length, at)
  }
}
