/** A reader of one shape of JSON only, `{"at": 0.25, "bytes": 500}, …]`, at the speed of its characters. */
import { microseconds } from './queue-clock.ts'

export interface ScannedEntries {
  count: number
  /** Microseconds, whole. */
  at: Float64Array
  bytes: Float64Array
  /** Where the text goes on behind the list. */
  end: number
}

/** The shortest entry that there is. */
const SHORTEST = '{"at":0,"bytes":0},'.length

const OPEN = 0x7b
const CLOSE = 0x7d
const LIST_END = 0x5d
const COMMA = 0x2c
const COLON = 0x3a
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const LETTER_A = 0x61
const SPACE = 0x20
const NEW_LINE = 0x0a
const RETURN = 0x0d
const TAB = 0x09

const codesOf = (text: string) => Array.from(text, sign => sign.charCodeAt(0))
const AT = codesOf('"at"')
const BYTES = codesOf('"bytes"')

/**
 * Reads a list of entries from behind its `[`. Undefined for whatever is not plainly right, be it an error or only a
 * number with an exponent: a general parser has to look at it then.
 */
export function scanEntries(text: string, from: number): ScannedEntries | undefined {
  const capacity = Math.ceil((text.length - from) / SHORTEST)
  const at = new Float64Array(capacity)
  const bytes = new Float64Array(capacity)
  const scanner = createScanner(text, from)
  let count = 0
  if (scanner.take(LIST_END)) return { count, at, bytes, end: scanner.position }
  for (;;) {
    if (!scanner.takeEntry()) return undefined
    at[count] = microseconds(scanner.at)
    bytes[count] = scanner.bytes
    count += 1
    if (scanner.take(COMMA)) continue
    return scanner.take(LIST_END) ? { count, at, bytes, end: scanner.position } : undefined
  }
}

interface Scanner {
  readonly position: number
  /** Of the entry that was taken last. */
  readonly at: number
  readonly bytes: number
  /** Goes past white space and this sign; false where another one stands. */
  take(sign: number): boolean
  /** Goes past an entry with both fields, in either order. */
  takeEntry(): boolean
}

function createScanner(text: string, from: number): Scanner {
  let position = from
  let at = 0
  let bytes = 0

  function skipBlanks(): void {
    let code = text.charCodeAt(position)
    while (code === SPACE || code === NEW_LINE || code === RETURN || code === TAB) {
      position += 1
      code = text.charCodeAt(position)
    }
  }

  function take(sign: number): boolean {
    skipBlanks()
    if (text.charCodeAt(position) !== sign) return false
    position += 1
    return true
  }

  /** Goes past `name : number`; NaN where something else stands. */
  function takeField(name: readonly number[]): number {
    for (let index = 0; index < name.length; index += 1) {
      if (text.charCodeAt(position + index) !== name[index]) return Number.NaN
    }
    position += name.length
    if (!take(COLON)) return Number.NaN
    skipBlanks()
    const number = readDecimal(text, position)
    position += number.length
    return number.value
  }

  function takeEitherField(): 'at' | 'bytes' | undefined {
    skipBlanks()
    const isAt = text.charCodeAt(position + 1) === LETTER_A
    const value = takeField(isAt ? AT : BYTES)
    if (Number.isNaN(value)) return undefined
    if (isAt) at = value
    else bytes = value
    return isAt ? 'at' : 'bytes'
  }

  return {
    get position() {
      return position
    },
    get at() {
      return at
    },
    get bytes() {
      return bytes
    },
    take,
    takeEntry() {
      if (!take(OPEN)) return false
      const first = takeEitherField()
      if (first === undefined || !take(COMMA)) return false
      const second = takeEitherField()
      return second !== undefined && second !== first && Number.isSafeInteger(bytes) && take(CLOSE)
    },
  }
}

/** Digits that a whole number in floating point always has room for. */
const EXACT_DIGITS = 15
const TENS = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power)

/** The number in digits at a place, and how long it is; NaN where JSON would not have it so. */
function readDecimal(text: string, start: number): { value: number; length: number } {
  const { end, point, digits } = scanDecimal(text, start)
  const fraction = end - point - 1
  const whole = point - start
  if (fraction === 0 || !isWholePart(text, start, whole)) return { value: Number.NaN, length: 0 }
  // Both are whole, so that the one division gives what a parser would.
  const isExact = whole + fraction <= EXACT_DIGITS
  const value = isExact ? digits / (TENS[Math.max(fraction, 0)] ?? 1) : Number(text.slice(start, end))
  return { value, length: end - start }
}

/** Where digits and one point end, where the point is (or would be: at the end), and the digits as a number. */
function scanDecimal(text: string, start: number): { end: number; point: number; digits: number } {
  let end = start
  let digits = 0
  let point = -1
  for (let code = text.charCodeAt(end); ; code = text.charCodeAt(end)) {
    if (code >= ZERO && code <= NINE) digits = digits * 10 + (code - ZERO)
    else if (code === DOT && point === -1) point = end
    else return { end, point: point === -1 ? end : point, digits }
    end += 1
  }
}

/** JSON has no number that begins with its point, and none with a zero too many. */
function isWholePart(text: string, start: number, digits: number): boolean {
  return digits === 1 || (digits > 1 && text.charCodeAt(start) !== ZERO)
}
