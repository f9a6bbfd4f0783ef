/** Path normalization and escaping as Kong does it before it matches a Route (kong/tools/uri.lua). */

const RESERVED = new Set("!*'();:@&=+$,/?%#[]")
const decoder = new TextDecoder('utf-8', { fatal: true })
const encoder = new TextEncoder()

/** The path of a request target: everything before the query. A `?` in first place belongs to the path. */
export function pathOf(target: string): string {
  const query = target.indexOf('?', 1)
  return query === -1 ? target : target.slice(0, query)
}

/** The query of a request target without its `?`; undefined when there is none. */
export function queryOf(target: string): string | undefined {
  const query = target.indexOf('?', 1)
  return query === -1 ? undefined : target.slice(query + 1)
}

/**
 * Decodes what is not reserved, removes dot segments and merges slashes. `path` holds one byte per character, as it
 * came over the wire. Undefined when the decoded path is not UTF-8: Kong's router cannot match such a path.
 */
export function normalizePath(path: string): string | undefined {
  if (isPlain(path)) return path
  const bytes = path.replace(/%[0-9a-f]{2}/gi, decodeTriplet)
  const text = fromBytes(bytes)
  if (text === undefined) return undefined
  return text.includes('.') || text.includes('//') ? removeDotSegments(text) : text
}

/** Escapes what may not stand in a request line; `%` and reserved characters stay. */
export function escapePath(path: string): string {
  if (/^[!#$&'()*+,/:;=?@[\]A-Za-z\d\-_.~%]*$/.test(path)) return path
  return path.replace(/[^!#$&'()*+,/:;=?@[\]A-Za-z\d\-_.~%]+/gu, unsafe =>
    Array.from(encoder.encode(unsafe), byte => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(
      '',
    ),
  )
}

/** True for the usual path, which normalization would leave alone. */
function isPlain(path: string): boolean {
  let before = 0
  for (let i = 0; i < path.length; i += 1) {
    const code = path.charCodeAt(i)
    // % or beyond ASCII
    if (code === 37 || code > 126) return false
    // "/" or "." after "/"; any other dot is part of a name.
    if ((code === 47 || code === 46) && before === 47) return false
    before = code
  }
  return path.charCodeAt(0) === 47
}

function decodeTriplet(triplet: string): string {
  const char = String.fromCharCode(Number.parseInt(triplet.slice(1), 16))
  return RESERVED.has(char) ? triplet.toUpperCase() : char
}

function fromBytes(bytes: string): string | undefined {
  if (/^[\0-\x7f]*$/.test(bytes)) return bytes
  try {
    return decoder.decode(Uint8Array.from(bytes, byte => byte.charCodeAt(0)))
  } catch {
    return undefined
  }
}

/** Segments hold their slash, but for the first of a path that starts without one. */
function removeDotSegments(path: string): string {
  const output: string[] = []
  const segments = path.match(/\/?[^/]*/g)?.filter(segment => segment !== '') ?? []
  for (const segment of segments) {
    if (segment.endsWith('/..')) output.pop()
    else if (!isEmptySegment(segment)) output.push(segment)
  }
  // A path that ends in a slash or a dot segment keeps its last slash.
  const last = segments.at(-1)
  if (last?.startsWith('/') && isEmptySegment(last)) output.push('/')
  return output.join('')
}

function isEmptySegment(segment: string): boolean {
  return /^\/?\.{0,2}$/.test(segment)
}
