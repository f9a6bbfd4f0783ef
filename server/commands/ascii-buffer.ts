/** A buffer that ASCII text is put together in: millions of short lines, whose strings would cost more than their bytes. */
export interface AsciiBuffer {
  readonly length: number
  /** Makes sure that so many bytes have room. */
  reserve(bytes: number): void
  add(text: Uint8Array): void
  /** The first bytes of a text. */
  addStart(text: Uint8Array, size: number): void
  /** A whole number from 0. */
  addWhole(value: number): void
  /** Whole microseconds as seconds, as JSON writes the number. */
  addSeconds(microseconds: number): void
  /** Copies what was added since that length; returns its size. */
  copyFrom(length: number, target: Uint8Array): number
  flush(): void
}

const BUFFER_BYTES = 1 << 18
const ZERO = 48
const POINT = 46
const MAX_INT32 = 0x7fffffff
const MICROSECOND_DIGITS = 6

const encoder = new TextEncoder()

export function ascii(text: string): Uint8Array {
  return encoder.encode(text)
}

/** Hands its bytes to `write` whenever it is full. */
export function createAsciiBuffer(write: (ascii: Uint8Array) => void): AsciiBuffer {
  let bytes = new Uint8Array(BUFFER_BYTES)
  let length = 0

  function add(text: Uint8Array): void {
    addStart(text, text.length)
  }

  function addStart(text: Uint8Array, size: number): void {
    for (let index = 0; index < size; index += 1) bytes[length + index] = text[index] ?? 0
    length += size
  }

  function addWhole(value: number): void {
    if (value > MAX_INT32) {
      add(ascii(String(value)))
      return
    }
    let size = 1
    for (let bound = 10; value >= bound; bound *= 10) size += 1
    addDigits(value, size)
  }

  /** The last digits of a number of 31 bits. */
  function addDigits(value: number, size: number): void {
    let rest = value | 0
    for (let index = length + size - 1; index >= length; index -= 1) {
      const next = (rest / 10) | 0
      bytes[index] = ZERO + (rest - next * 10)
      rest = next
    }
    length += size
  }

  function flush(): void {
    write(bytes.subarray(0, length))
    // Whoever writes may still be at it.
    bytes = new Uint8Array(BUFFER_BYTES)
    length = 0
  }

  return {
    get length() {
      return length
    },
    reserve(size) {
      if (length + size > bytes.length) flush()
    },
    add,
    addStart,
    addWhole,
    addSeconds(microseconds) {
      const whole = Math.floor(microseconds / 1_000_000)
      addWhole(whole)
      const fraction = microseconds - whole * 1_000_000
      if (fraction === 0) return
      bytes[length] = POINT
      length += 1
      addDigits(fraction, MICROSECOND_DIGITS)
      while (bytes[length - 1] === ZERO) length -= 1
    },
    copyFrom(from, target) {
      const size = length - from
      for (let index = 0; index < size; index += 1) target[index] = bytes[from + index] ?? 0
      return size
    },
    flush,
  }
}
