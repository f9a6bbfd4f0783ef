/**
 * The JSON of events that wait, as the bytes that are sent. They stand one behind the other in pages that are used again,
 * so that a batch is sent as it stands there: nothing is joined, copied or given to the garbage collector.
 */

/** Where an event's bytes stand. */
export interface EventPlace {
  page: Page
  start: number
  /** Behind its last byte; a comma follows. */
  end: number
}

interface Page {
  bytes: Uint8Array<ArrayBuffer>
  /** Behind its last event. */
  end: number
  /** Events in it that still wait. */
  waiting: number
}

/** Of nothing. */
export const NO_PAGE: Page = { bytes: new Uint8Array(0), end: 0, waiting: 0 }

export interface EventBytes {
  /** Writes an event's JSON, and notes in `place` where it stands. */
  write(json: string, place: EventPlace): void
  /** The JSON that was written there. */
  read(place: EventPlace): string
  /** Nobody needs the bytes any more. */
  release(place: EventPlace): void
}

/** Pages without events, for all queues. */
export type FreePages = Page[]

const PAGE_BYTES = 16_384
/** How many are kept: a megabyte. */
const MOST_FREE = 64
/** UTF-8 of one UTF-16 unit. */
const MOST_BYTES_OF_UNIT = 3

const COMMA = 0x2c

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export function createEventBytes(free: FreePages): EventBytes {
  let current = NO_PAGE

  function open(json: string): Page {
    const needed = json.length * MOST_BYTES_OF_UNIT + 1
    if (needed <= PAGE_BYTES) return free.pop() ?? emptyPage(PAGE_BYTES)
    return emptyPage(needed)
  }

  return {
    write(json, place) {
      if (append(current, json, place)) return
      current = open(json)
      append(current, json, place)
    },
    read: ({ page, start, end }) => decoder.decode(page.bytes.subarray(start, end)),
    release(place) {
      const { page } = place
      place.page = NO_PAGE
      page.waiting -= 1
      if (page.waiting > 0) return
      page.end = 0
      if (page === current) current = NO_PAGE
      if (page.bytes.length === PAGE_BYTES && free.length < MOST_FREE) free.push(page)
    },
  }
}

function emptyPage(bytes: number): Page {
  return { bytes: new Uint8Array(bytes), end: 0, waiting: 0 }
}

/** False where it has no room. */
function append(page: Page, json: string, place: EventPlace): boolean {
  const { bytes, end } = page
  const { read, written } = encoder.encodeInto(json, bytes.subarray(end, -1))
  if (read < json.length) return false
  place.page = page
  place.start = end
  place.end = end + written
  bytes[place.end] = COMMA
  page.end = place.end + 1
  page.waiting += 1
  return true
}

/** The bytes of events with commas between them, in as few pieces as they stand in. */
export function joinedBytes(places: readonly EventPlace[]): Uint8Array<ArrayBuffer>[] {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let page = NO_PAGE
  let start = 0
  let next = 0
  for (const place of places) {
    if (place.page !== page || place.start !== next) {
      if (next > 0) pieces.push(page.bytes.subarray(start, next))
      page = place.page
      start = place.start
    }
    next = place.end + 1
  }
  // Behind the last one is no other.
  if (next > 0) pieces.push(page.bytes.subarray(start, next - 1))
  return pieces
}
