/** A reader of one shape of JSON only, `{"at": 0.25, "bytes": 500}, …]`, at the speed of its bytes. */
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

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const AT = encoder.encode('"at"')
const BYTES = encoder.encode('"bytes"')

/** The place of what was not found. Nothing is found behind it either. */
const NOWHERE = -1

/** The fields of one entry; NaN until they are read. In an array, since each number in an object's field is an object. */
type Fields = Float64Array
const AT_FIELD = 0
const BYTES_FIELD = 1

/**
 * Reads a list of entries from behind its `[`, in UTF-8. Undefined for whatever is not plainly right, be it an error or
 * only a number with an exponent: a general parser has to look at it then.
 */
export function scanEntries(text: Uint8Array, from: number): ScannedEntries | undefined {
  const capacity = Math.ceil((text.length - from) / SHORTEST)
  const at = new Float64Array(capacity)
  const bytes = new Float64Array(capacity)
  const end = endBehind(text, from, LIST_END)
  if (end !== NOWHERE) return { count: 0, at, bytes, end }
  const fields: Fields = new Float64Array(2)
  let position = from
  for (let count = 0; ; ) {
    position = scanEntry(text, position, fields)
    if (position === NOWHERE) return undefined
    at[count] = microseconds(fields[AT_FIELD] ?? 0)
    bytes[count] = fields[BYTES_FIELD] ?? 0
    count += 1
    const next = endBehind(text, position, COMMA)
    if (next === NOWHERE) {
      const end = endBehind(text, position, LIST_END)
      return end === NOWHERE ? undefined : { count, at, bytes, end }
    }
    position = next
  }
}

/** Behind an entry with both fields, in either order. */
function scanEntry(text: Uint8Array, start: number, fields: Fields): number {
  fields.fill(Number.NaN)
  const first = scanField(text, endBehind(text, start, OPEN), fields)
  const second = scanField(text, endBehind(text, first, COMMA), fields)
  const end = endBehind(text, second, CLOSE)
  return Number.isSafeInteger(fields[BYTES_FIELD]) ? end : NOWHERE
}

/** Behind `name : number`, of a field that was not there before. */
function scanField(text: Uint8Array, from: number, fields: Fields): number {
  const start = behindBlanks(text, from)
  const isAt = text[start + 1] === LETTER_A
  const field = isAt ? AT_FIELD : BYTES_FIELD
  const name = isAt ? AT : BYTES
  if (!Number.isNaN(fields[field]) || !hasAt(text, start, name)) return NOWHERE
  const number = behindBlanks(text, endBehind(text, start + name.length, COLON))
  const end = endOfDecimal(text, number)
  fields[field] = decimal(text, number, end)
  return Number.isNaN(fields[field]) ? NOWHERE : end
}

function hasAt(text: Uint8Array, start: number, name: Uint8Array): boolean {
  for (let index = 0; index < name.length; index += 1) if (text[start + index] !== name[index]) return false
  return true
}

function behindBlanks(text: Uint8Array, from: number): number {
  let position = from
  let code = text[position]
  while (code === SPACE || code === NEW_LINE || code === RETURN || code === TAB) {
    position += 1
    code = text[position]
  }
  return position
}

/** Behind white space and this sign. */
function endBehind(text: Uint8Array, from: number, sign: number): number {
  const position = text[from] === sign ? from : behindBlanks(text, from)
  return text[position] === sign ? position + 1 : NOWHERE
}

/** Behind digits and points. */
function endOfDecimal(text: Uint8Array, start: number): number {
  let end = start
  for (let code = text[end] ?? 0; (code >= ZERO && code <= NINE) || code === DOT; code = text[end] ?? 0)
    end += 1
  return end
}

/** Digits that a whole number in floating point always has room for. */
const EXACT_DIGITS = 15
const TENS = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power)

/** The number in these digits and one point; NaN where JSON would not have it so. */
function decimal(text: Uint8Array, start: number, end: number): number {
  let digits = 0
  let point = end
  for (let position = start; position < end; position += 1) {
    const code = text[position] ?? 0
    if (code !== DOT) digits = digits * 10 + (code - ZERO)
    else if (point === end) point = position
    else return Number.NaN
  }
  const fraction = end - point - 1
  if (fraction === 0 || !isWholePart(text, start, point - start)) return Number.NaN
  // Both are whole, so that the one division gives what a parser would.
  if (end - start <= EXACT_DIGITS) return digits / (TENS[Math.max(fraction, 0)] ?? 1)
  return Number(decoder.decode(text.subarray(start, end)))
}

/** JSON has no number that begins with its point, and none with a zero too many. */
function isWholePart(text: Uint8Array, start: number, digits: number): boolean {
  return digits === 1 || (digits > 1 && text[start] !== ZERO)
}
