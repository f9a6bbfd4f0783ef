/** Arguments in a request's body as Kong reads them (`kong.request.get_body`): a form, JSON, or a form in parts. */
import type { ReadBody } from './access.ts'
import { parseJson } from './parse-json.ts'
import { parseQuery, withoutArgument } from './query-arguments.ts'

/** nginx's client_body_buffer_size as Kong sets it: a longer body is in a file, where Kong's plugins do not look. */
export const BODY_BUFFER_BYTES = 8192

/** What a body says by name. A form's argument that is repeated is a list, one without `=` is true. */
export interface BodyArguments {
  get(name: string): unknown
  /** The body written anew, without one of them. */
  without(name: string): Uint8Array
}

/** Undefined where Kong finds nothing to read: no Content-Type, one of another kind, JSON that is broken or no object. */
export function readBodyArguments(
  body: ReadBody | undefined,
  contentType: string | undefined,
): BodyArguments | undefined {
  if (body === undefined || !body.complete || body.bytes.length > BODY_BUFFER_BYTES) return undefined
  const type = contentType?.toLowerCase() ?? ''
  if (type.includes('application/x-www-form-urlencoded')) return formArguments(textOf(body.bytes))
  if (type.includes('application/json')) return jsonArguments(textOf(body.bytes))
  const boundary = /boundary="?([^";,]+)"?/i.exec(contentType ?? '')?.[1]
  if (!type.includes('multipart/form-data') || boundary === undefined) return undefined
  return partArguments(body.bytes, boundary)
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function formArguments(text: string): BodyArguments {
  const values = parseQuery(text)
  return {
    get(name) {
      const found = values.get(name)
      return found?.length === 1 ? found[0] : found
    },
    without: name => bytesOf(withoutArgument(text, name)),
  }
}

function jsonArguments(text: string): BodyArguments | undefined {
  const fields = objectIn(text)
  if (fields === undefined) return undefined
  return {
    get: name => (Object.hasOwn(fields, name) ? fields[name] : undefined),
    without: name => {
      const kept = Object.entries(fields).filter(([key]) => key !== name)
      return bytesOf(JSON.stringify(Object.fromEntries(kept)))
    },
  }
}

function objectIn(text: string): Record<string, unknown> | undefined {
  const value = parseJson(text)
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : undefined
}

/** Latin-1 keeps the bytes of parts that are no text. */
function partArguments(bytes: Uint8Array, boundary: string): BodyArguments {
  const raw = Array.from(bytes, byte => String.fromCharCode(byte)).join('')
  const parts = raw.split(`--${boundary}`)
  return {
    // Of two parts with one name the last counts.
    get: name => {
      const part = parts.findLast(candidate => nameOfPart(candidate) === name)
      return part === undefined ? undefined : valueOfPart(part)
    },
    without: name => {
      const kept = parts.filter(part => nameOfPart(part) !== name).join(`--${boundary}`)
      return Uint8Array.from(kept, character => character.charCodeAt(0))
    },
  }
}

function nameOfPart(part: string): string | undefined {
  const [head = ''] = part.split('\r\n\r\n', 1)
  return /^content-disposition:[^\r\n]*;\s*name="?([^"\r\n;]*)"?/im.exec(head)?.[1]
}

function valueOfPart(part: string): string {
  const start = part.indexOf('\r\n\r\n')
  const value = start === -1 ? '' : part.slice(start + 4).replace(/\r\n$/, '')
  return textOf(Uint8Array.from(value, character => character.charCodeAt(0)))
}
