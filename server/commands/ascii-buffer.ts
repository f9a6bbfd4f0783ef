/**
 * A buffer that ASCII text is put together in: millions of short lines, whose strings would cost more than their bytes.
 * Texts are written eight bytes at a time, as floating-point numbers, which no ASCII text makes a NaN of; what is written
 * behind the end of a text is overwritten by the next one.
 */
export interface AsciiBuffer {
  readonly length: number
  /** Makes sure that so many bytes have room. */
  reserve(bytes: number): void
  add(text: AsciiText): void
  /** A whole number from 0. */
  addWhole(value: number): void
  /** Whole numbers with commas between them; makes room for them. */
  addWholes(values: readonly number[]): void
  /** Whole microseconds as seconds, as JSON writes the number. */
  addSeconds(microseconds: number): void
  /** Copies what was added since that length. */
  copyFrom(length: number, target: AsciiText): void
  flush(): void
}

/** Eight bytes to a word; those behind the size are whatever they are. */
export interface AsciiText {
  words: Float64Array
  size: number
}

const BUFFER_BYTES = 1 << 18
const WORD_BYTES = 8
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
const groups = new Uint32Array(GROUP)
for (let value = 0; value < GROUP; value += 1) {
  const digit = (unit: number) => ZERO + (Math.floor(value / unit) % 10)
  groups[value] = digit(1000) | (digit(100) << 8) | (digit(10) << 16) | (digit(1) << 24)
}

const encoder = new TextEncoder()

export function ascii(text: string): AsciiText {
  const bytes = new Uint8Array(Math.ceil(text.length / WORD_BYTES) * WORD_BYTES)
  const { written } = encoder.encodeInto(text, bytes)
  const view = new DataView(bytes.buffer)
  const words = Float64Array.from({ length: bytes.length / WORD_BYTES }, (_, index) =>
    view.getFloat64(index * WORD_BYTES, true),
  )
  return { words, size: written }
}

/** A text of so many bytes at most, to be copied to. */
export function emptyText(bytes: number): AsciiText {
  return { words: new Float64Array(Math.ceil(bytes / WORD_BYTES)), size: 0 }
}

/** Hands its bytes to `write` whenever it is full. */
export function createAsciiBuffer(write: (ascii: Uint8Array) => void): AsciiBuffer {
  let view = newView()
  let length = 0

  function reserve(size: number): void {
    if (length + size > BUFFER_BYTES) flush()
  }

  function add({ words, size }: AsciiText): void {
    for (let index = 0; index < words.length; index += 1) {
      view.setFloat64(length + index * WORD_BYTES, words[index] ?? 0, true)
    }
    length += size
  }

  function addWhole(value: number): void {
    if (value > MAX_INT32) add(ascii(String(value)))
    else addDigits(value, sizeOf(value))
  }

  function addDigits(value: number, size: number): void {
    writeDigits(view, { start: length, end: length + size }, value)
    length += size
  }

  function addWholes(values: readonly number[]): void {
    for (let index = 0; index < values.length; index += 1) {
      reserve(NUMBER_BYTES)
      if (index > 0) addSign(COMMA)
      addWhole(values[index] ?? 0)
    }
  }

  function addSign(sign: number): void {
    view.setUint8(length, sign)
    length += 1
  }

  function addSeconds(microseconds: number): void {
    const whole = Math.floor(microseconds / 1_000_000)
    addWhole(whole)
    const fraction = microseconds - whole * 1_000_000
    if (fraction === 0) return
    addSign(POINT)
    addDigits(fraction, MICROSECOND_DIGITS)
    while (view.getUint8(length - 1) === ZERO) length -= 1
  }

  function copyFrom(from: number, target: AsciiText): void {
    target.size = length - from
    for (let index = 0; index * WORD_BYTES < target.size; index += 1) {
      target.words[index] = view.getFloat64(from + index * WORD_BYTES, true)
    }
  }

  function flush(): void {
    write(new Uint8Array(view.buffer, 0, length))
    // Whoever writes may still be at it.
    view = newView()
    length = 0
  }

  return {
    get length() {
      return length
    },
    ...{ reserve, add, addWhole, addWholes, addSeconds, copyFrom, flush },
  }
}

/** With room for what is written behind a text. */
function newView(): DataView {
  return new DataView(new ArrayBuffer(BUFFER_BYTES + WORD_BYTES))
}

/** How many digits a whole number has. */
function sizeOf(value: number): number {
  let size = value < GROUP ? 1 : 1 + GROUP_DIGITS
  for (let bound = value < GROUP ? 10 : 10 * GROUP; value >= bound; bound *= 10) size += 1
  return size
}

/** The last digits of a number of 31 bits. */
function writeDigits(view: DataView, { start, end }: { start: number; end: number }, value: number): void {
  let rest = value | 0
  let last = end
  for (; last - start >= GROUP_DIGITS; last -= GROUP_DIGITS) {
    const next = (rest / GROUP) | 0
    view.setUint32(last - GROUP_DIGITS, groups[rest - next * GROUP] ?? 0, true)
    rest = next
  }
  for (let index = last - 1; index >= start; index -= 1) {
    const next = (rest / 10) | 0
    view.setUint8(index, ZERO + (rest - next * 10))
    rest = next
  }
}
