/** Reading a header or query argument as Kong's PDK does: `kong.request.get_header` and `get_query_arg` (kong/pdk/request.lua). */
import type { HeaderList } from './exchange.ts'

/** How many headers and how many query arguments Kong looks at (`lua_max_req_headers`, `lua_max_uri_args`). */
const MAX_HEADERS = 100
const MAX_QUERY_ARGS = 100

/**
 * The header's value: the first occurrence of a repeated header, a single `a, b` whole, `""` when present but
 * empty, undefined when absent. Case does not matter, and `_` is the same as `-`. Beyond 100 headers only a
 * header that occurs once and has no `, ` is found, because only then Kong asks nginx and not its list.
 */
export function getHeader(headers: HeaderList, name: string): string | undefined {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (!isSameHeaderName(headers[index], name)) continue
    const value = headers[index + 1] ?? ''
    if (index < 2 * MAX_HEADERS) return headerText(value)
    return value.includes(', ') || isRepeated(headers.slice(index + 2), name) ? undefined : headerText(value)
  }
  return undefined
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
const BEYOND_ASCII = /[\u0080-\u{10ffff}]/u
const BEYOND_A_BYTE = /[\u0100-\u{10ffff}]/u

/**
 * A listener gives header values one character a byte (HTTP's Latin-1). Kong hands the bytes on, so what a client sent
 * as UTF-8 is that text in the event. Bytes that are not UTF-8 stay the characters they are: JSON has no bytes.
 */
function headerText(value: string): string {
  if (!BEYOND_ASCII.test(value) || BEYOND_A_BYTE.test(value)) return value
  try {
    return utf8.decode(Uint8Array.from(value, character => character.charCodeAt(0)))
  } catch {
    return value
  }
}

function isRepeated(rest: HeaderList, name: string): boolean {
  return rest.some((other, index) => index % 2 === 0 && isSameHeaderName(other, name))
}

/** Whether two header names are the same to nginx with `underscores_in_headers on`, as Kong sets it. */
function isSameHeaderName(one: string | undefined, other: string): boolean {
  if (one === undefined || one.length !== other.length) return false
  for (let index = 0; index < one.length; index++) {
    const left = one.charCodeAt(index)
    const right = other.charCodeAt(index)
    if (left !== right && foldHeaderChar(left) !== foldHeaderChar(right)) return false
  }
  return true
}

const UNDERSCORE = 0x5f
const DASH = 0x2d

function foldHeaderChar(code: number): number {
  if (code === UNDERSCORE) return DASH
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code
}

/**
 * The argument's value, decoded (`+` is a space): the first occurrence of a repeated one, `""` for `?x=`, true
 * for `?x`, undefined when absent. Names are case-sensitive. Only the first 100 arguments are looked at.
 */
export function getQueryArg(query: string | undefined, name: string): string | true | undefined {
  if (query === undefined) return undefined
  let start = 0
  for (let count = 0; count < MAX_QUERY_ARGS && start < query.length; count++) {
    const ampersand = query.indexOf('&', start)
    const end = ampersand === -1 ? query.length : ampersand
    const value = argValue(query.slice(start, end), name)
    if (value !== undefined) return value
    start = end + 1
  }
  return undefined
}

/** The value of one `name=value` or `name`; undefined when it is another argument. */
function argValue(arg: string, name: string): string | true | undefined {
  const equals = arg.indexOf('=')
  if (equals === -1) return decodeArg(arg) === name ? true : undefined
  return decodeArg(arg.slice(0, equals)) === name ? decodeArg(arg.slice(equals + 1)) : undefined
}

/** URL decoding that never fails: a `%` without two hex digits stays, bytes that are not UTF-8 become U+FFFD. */
function decodeArg(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  return spaced.replace(/(?:%[0-9a-f]{2})+/gi, escapes => {
    const bytes = escapes.slice(1).split('%')
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
      Uint8Array.from(bytes, byte => Number.parseInt(byte, 16)),
    )
  })
}
