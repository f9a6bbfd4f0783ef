/** The chunked coding of HTTP/1.1 (RFC 9112, 7.1), decoded as it arrives. Extensions and trailers are left out. */
export interface ChunkedBody {
  /**
   * Takes bytes from `at` on. Returns where the body ended, -1 when it goes on, and undefined for what is no chunked
   * body.
   */
  read(bytes: Buffer, at: number): number | undefined
}

/** A chunk's size line, or a line of the trailer, is not longer than this. */
const LINE_BYTES = 8192
const TRAILER_LINES = 100

const LF = 0x0a

export function createChunkedBody(onData: (bytes: Buffer) => void): ChunkedBody {
  let state: 'size' | 'data' | 'data-end' | 'trailer' = 'size'
  let line = ''
  let left = 0
  let trailers = 0

  /** Collects a line; undefined while its end is not there, false when it is too long or ends without CR. */
  function takeLine(bytes: Buffer, at: number): { text: string; next: number } | undefined | false {
    const end = bytes.indexOf(LF, at)
    line += bytes.toString('latin1', at, end === -1 ? bytes.length : end)
    if (line.length > LINE_BYTES) return false
    if (end === -1) return undefined
    if (!line.endsWith('\r')) return false
    const text = line.slice(0, -1)
    line = ''
    return { text, next: end + 1 }
  }

  function takeData(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + left)
    left -= end - at
    if (end > at) onData(bytes.subarray(at, end))
    if (left === 0) state = 'data-end'
    return end
  }

  /** Whether the line stands where it must; it moves the state on. `end`: it was the last. */
  function follow(text: string): boolean | 'end' {
    if (state === 'data-end') {
      state = 'size'
      return text === ''
    }
    if (state === 'trailer') {
      trailers += 1
      return text === '' ? 'end' : trailers <= TRAILER_LINES
    }
    const [, size] = /^([0-9a-f]{1,12})[\t ]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/i.exec(text) ?? []
    if (size === undefined) return false
    left = Number.parseInt(size, 16)
    state = left === 0 ? 'trailer' : 'data'
    return true
  }

  /** Takes what comes next. Returns where it ended, as `read` does, or `more` from where to go on. */
  function step(bytes: Buffer, at: number): { more: number } | number | undefined {
    if (state === 'data') return { more: takeData(bytes, at) }
    const taken = takeLine(bytes, at)
    if (taken === undefined) return -1
    if (taken === false) return undefined
    const followed = follow(taken.text)
    if (followed === false) return undefined
    return followed === 'end' ? taken.next : { more: taken.next }
  }

  function read(bytes: Buffer, start: number): number | undefined {
    let at = start
    while (at < bytes.length) {
      const stepped = step(bytes, at)
      if (typeof stepped !== 'object') return stepped
      at = stepped.more
    }
    return -1
  }

  return { read }
}
