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
  /** Whole numbers with commas between them; makes room for them. */
  addWholes(values: readonly number[]): void
  /** Whole microseconds as seconds, as JSON writes the number. */
  addSeconds(microseconds: number): void
  /** Copies what was added since that length; returns its size. */
  copyFrom(length: number, target: Uint8Array): number
  flush(): void
}

const BUFFER_BYTES = 1 << 18
/** More than any number is long. */
const NUMBER_BYTES = 24
const ZERO = 48
const COMMA = 44
const POINT = 46
const MAX_INT32 = 0x7fffffff
const MICROSECOND_DIGITS = 6

/** Digits are written four at a time: a division is slower than looking up what comes out of it. */
const GROUP = 10_000
const GROUP_DIGITS = 4
const groups = new Uint8Array(GROUP * GROUP_DIGITS)
for (let value = 0; value < GROUP; value += 1) {
  groups[value * GROUP_DIGITS] = ZERO + Math.floor(value / 1000)
  groups[value * GROUP_DIGITS + 1] = ZERO + (Math.floor(value / 100) % 10)
  groups[value * GROUP_DIGITS + 2] = ZERO + (Math.floor(value / 10) % 10)
  groups[value * GROUP_DIGITS + 3] = ZERO + (value % 10)
}

const encoder = new TextEncoder()

export function ascii(text: string): Uint8Array {
  return encoder.encode(text)
}

/** How many digits a whole number has. */
function sizeOf(value: number): number {
  let size = value < GROUP ? 1 : 1 + GROUP_DIGITS
  for (let bound = value < GROUP ? 10 : 10 * GROUP; value >= bound; bound *= 10) size += 1
  return size
}

/** The last digits of a number of 31 bits. */
function writeDigits(bytes: Uint8Array, { start, end }: { start: number; end: number }, value: number): void {
  let rest = value | 0
  let last = end
  for (; last - start >= GROUP_DIGITS; last -= GROUP_DIGITS) {
    const next = (rest / GROUP) | 0
    const from = (rest - next * GROUP) * GROUP_DIGITS
    bytes[last - 4] = groups[from] ?? 0
    bytes[last - 3] = groups[from + 1] ?? 0
    bytes[last - 2] = groups[from + 2] ?? 0
    bytes[last - 1] = groups[from + 3] ?? 0
    rest = next
  }
  for (let index = last - 1; index >= start; index -= 1) {
    const next = (rest / 10) | 0
    bytes[index] = ZERO + (rest - next * 10)
    rest = next
  }
}

/** Hands its bytes to `write` whenever it is full. */
export function createAsciiBuffer(write: (ascii: Uint8Array) => void): AsciiBuffer {
  let bytes = new Uint8Array(BUFFER_BYTES)
  let length = 0

  function reserve(size: number): void {
    if (length + size > bytes.length) flush()
  }

  function add(text: Uint8Array): void {
    addStart(text, text.length)
  }

  function addStart(text: Uint8Array, size: number): void {
    for (let index = 0; index < size; index += 1) bytes[length + index] = text[index] ?? 0
    length += size
  }

  function addWhole(value: number): void {
    if (value > MAX_INT32) add(ascii(String(value)))
    else addDigits(value, sizeOf(value))
  }

  function addDigits(value: number, size: number): void {
    writeDigits(bytes, { start: length, end: length + size }, value)
    length += size
  }

  function addWholes(values: readonly number[]): void {
    for (let index = 0; index < values.length; index += 1) {
      reserve(NUMBER_BYTES)
      if (index > 0) {
        bytes[length] = COMMA
        length += 1
      }
      addWhole(values[index] ?? 0)
    }
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
    reserve,
    add,
    addStart,
    addWhole,
    addWholes,
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
