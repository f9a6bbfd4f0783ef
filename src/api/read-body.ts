/** A request's body: its media type, content encoding, size, UTF-8, JSON and schema checked in this order. */
import type { Endpoint } from './endpoint.ts'
import { invalidParameters } from './invalid-parameters.ts'
import { findJsonFault } from './json-fault.ts'
import { apiError, badRequest } from './problem.ts'

/** Undefined for an endpoint without a body; throws the 400 or 413 that answers a bad one. */
export async function readBody(
  endpoint: Endpoint<unknown, unknown, unknown>,
  request: Request,
  maxBodyBytes: number,
): Promise<unknown> {
  if (endpoint.accepts.length === 0) return undefined
  checkMediaType(endpoint.accepts, request.headers.get('content-type'))
  refuseEncoding(request.headers.get('content-encoding') ?? 'identity')
  const parsed = endpoint.body.safeParse(readJson(await readText(request, maxBodyBytes)))
  if (!parsed.success) throw badRequest(invalidParameters(parsed.error, 'body'))
  return parsed.data
}

/** The media type without its parameters, in lower case. */
export function mediaType(contentType: string | null): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/** 400 as Konnect's API document has it: it knows no 415. */
function checkMediaType(accepts: readonly string[], contentType: string | null): void {
  if (accepts.includes(mediaType(contentType))) return
  const reason = `must be ${accepts.join(' or ')}, found ${contentType ?? 'none'}`
  throw badRequest([{ field: 'content-type', source: 'header', rule: 'enum', choices: [...accepts], reason }])
}

function refuseEncoding(encoding: string): void {
  if (encoding.trim().toLowerCase() === 'identity') return
  const reason = `must be left out: the body is taken as it is, found ${encoding}`
  throw badRequest([{ field: 'content-encoding', source: 'header', rule: 'invalid', reason }])
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

async function readText(request: Request, maxBodyBytes: number): Promise<string> {
  const tooLarge = () => apiError(413, `The body is larger than ${maxBodyBytes} bytes`)
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) throw tooLarge()
  const bytes = await request.arrayBuffer()
  if (bytes.byteLength > maxBodyBytes) throw tooLarge()
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw badRequest([{ field: 'body', source: 'body', reason: 'is not UTF-8' }], { cause })
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const { line, column, expected } = findJsonFault(text)
    const reason = `is not JSON: expected ${expected} at line ${line}, column ${column}`
    throw badRequest([{ field: 'body', source: 'body', rule: 'invalid', reason }], { cause })
  }
}
