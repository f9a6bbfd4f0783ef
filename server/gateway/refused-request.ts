/** Which requests nginx refuses on sight, as Kong sets it up: told from what Node could read, or why it could not. */
import type { IncomingMessage } from 'node:http'
import type { Refusal } from '#gateway/refusal.ts'

/** nginx's large_client_header_buffers: four of 8 KiB, and each line must fit into one. */
const LINE_BYTES = 8192
const HEAD_BYTES = 4 * LINE_BYTES
/** Node's own limit is above nginx's, so that it is here that a head is found too large, and for the right reason. */
export const READABLE_HEAD_BYTES = 8 * HEAD_BYTES

const longLine: Refusal = { status: 414, message: 'URI too long', reason: 'client sent too long URI' }
const largeHeader: Refusal = {
  status: 400,
  message: 'Request header or cookie too large',
  reason: 'client sent too large header (nginx calls it 494 and Kong sends it as 400)',
}
const unknownEncoding: Refusal = {
  status: 501,
  message: 'Not Implemented',
  reason: 'client sent unknown "Transfer-Encoding"',
}

function badRequest(reason: string): Refusal {
  return { status: 400, message: 'Bad request', reason }
}

/** The refusal of a request that Node could read; undefined for all that nginx serves. */
export function refusalOf(request: IncomingMessage): Refusal | undefined {
  const { method = '', url = '', httpVersion, headers } = request
  if (method.length + url.length + '  HTTP/1.1\r\n'.length > LINE_BYTES) return longLine
  const hosts = measureHeaders(request)
  if (hosts === 'too-large') return largeHeader
  const host = refusalOfHost(request, hosts)
  if (host !== undefined) return host
  const encoding = headers['transfer-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'chunked') return unknownEncoding
  if (encoding !== undefined && httpVersion === '1.0') {
    return badRequest('client sent HTTP/1.0 request with "Transfer-Encoding" header')
  }
  const served = method !== 'TRACE' && method !== 'CONNECT'
  return served
    ? undefined
    : { status: 405, message: 'Method not allowed', reason: `client sent ${method} method` }
}

/** How many Host headers there are, unless the headers are too large. */
function measureHeaders({ rawHeaders }: IncomingMessage): number | 'too-large' {
  let total = 0
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    const line = name.length + (rawHeaders[index + 1] ?? '').length + ': \r\n'.length
    total += line
    if (line > LINE_BYTES || total > HEAD_BYTES) return 'too-large'
    if (name.length === 'host'.length && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts
}

const INVALID_HOST = /^$|[\0-\x20\x7f/]|\.\./

function refusalOfHost({ httpVersion, headers }: IncomingMessage, hosts: number): Refusal | undefined {
  const { host } = headers
  if (hosts > 1) return badRequest('client sent duplicate host header')
  if (host === undefined) {
    return httpVersion === '1.0'
      ? undefined
      : badRequest('client sent HTTP/1.1 request without "Host" header')
  }
  return INVALID_HOST.test(host) ? badRequest('client sent invalid host header') : undefined
}

/** Why Node's parser could not read a request. */
export interface ParseError extends Error {
  code?: string
  /** The parser's own words. */
  reason?: string
  /** The bytes in which it met the error, and how many of them it had read. */
  rawPacket?: Buffer
  bytesParsed?: number
}

/** The refusal of what Node could not read. */
export function refusalOfParseError({ code, reason, message, rawPacket }: ParseError): Refusal {
  const line = requestLine(rawPacket)
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return line.length >= LINE_BYTES ? longLine : largeHeader
    case 'HPE_INVALID_TRANSFER_ENCODING':
      return reason?.includes('Content-Length') ? bothLengths : unknownEncoding
    case 'HPE_UNEXPECTED_CONTENT_LENGTH':
      return bothLengths
    default:
      if (/ HTTP\/[2-9]/.test(line))
        return { status: 505, message: 'HTTP Version Not Supported', reason: 'client sent invalid version' }
      return badRequest(`client sent invalid request: ${reason ?? message}`)
  }
}

const bothLengths = badRequest(
  'client sent "Content-Length" and "Transfer-Encoding" headers at the same time',
)

/** The first line of what came, one character a byte, without its end. */
function requestLine(packet: Buffer | undefined): string {
  const text = packet?.toString('latin1') ?? ''
  const end = text.search(/\r?\n/)
  return end === -1 ? text : text.slice(0, end)
}
