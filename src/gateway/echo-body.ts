/** A request's body taken apart as httpbin does: form fields, files, JSON, or the text as it is. */
import { parseQuery } from './query-arguments.ts'

type Fields = Record<string, string | string[]>

export interface BodyParts {
  /** The text when it is no form; bytes that are no UTF-8 as a base64 data URL. */
  data: string
  form: Fields
  files: Fields
  /** The parsed body; null when it is no JSON. */
  json: unknown
}

/** `contentType` is the header as sent, empty when there was none. */
export function readBody(body: Uint8Array, contentType: string): BodyParts {
  const empty: BodyParts = { data: '', form: {}, files: {}, json: null }
  const [media = ''] = contentType.toLowerCase().split(';')
  if (media.trim() === 'application/x-www-form-urlencoded') {
    const fields = [...parseQuery(new TextDecoder().decode(body))]
    return {
      ...empty,
      form: merge(fields.flatMap(([name, values]) => values.map(value => [name, value] as const))),
    }
  }
  const boundary = /boundary="?([^";]+)/i.exec(contentType)?.[1]
  if (media.trim() === 'multipart/form-data' && boundary !== undefined) {
    return { ...empty, ...readMultipart(body, boundary) }
  }
  const data = textOf(body)
  return { ...empty, data, json: parseJson(data) }
}

function merge(fields: (readonly [string, string | true])[]): Fields {
  const merged = new Map<string, string[]>()
  for (const [name, value] of fields) {
    const text = value === true ? '' : value
    const before = merged.get(name)
    if (before === undefined) merged.set(name, [text])
    else before.push(text)
  }
  return Object.fromEntries(
    [...merged].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  )
}

/** One byte per character, so that bytes survive the search for the boundary. */
function binary(body: Uint8Array): string {
  let text = ''
  for (let i = 0; i < body.length; i += 8192) text += String.fromCharCode(...body.subarray(i, i + 8192))
  return text
}

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, char => char.charCodeAt(0))
}

function readMultipart(body: Uint8Array, boundary: string): { form: Fields; files: Fields } {
  const form: [string, string][] = []
  const files: [string, string][] = []
  const parts = `\r\n${binary(body)}`.split(`\r\n--${boundary}`).slice(1, -1)
  for (const part of parts) {
    const end = part.indexOf('\r\n\r\n')
    const head = part.slice(0, end)
    const name = /[; ]name="([^"]*)"/i.exec(head)?.[1]
    if (end === -1 || name === undefined) continue
    const field: [string, string] = [textOf(bytes(name)), textOf(bytes(part.slice(end + 4)))]
    if (/filename="/i.test(head)) files.push(field)
    else form.push(field)
  }
  return { form: merge(form), files: merge(files) }
}

function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return `data:application/octet-stream;base64,${btoa(binary(body))}`
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
