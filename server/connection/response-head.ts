/** The head of an upstream's HTTP/1.1 answer, read strictly: what could be understood in two ways is refused. */

/** How the end of the body is found (RFC 9112, 6.3). */
export type Framing = 'none' | 'chunked' | 'until-close' | { bytes: number }

export interface ResponseHead {
  status: number
  message: string
  /** Name, value, name, value; one character a byte, as sent. */
  headers: string[]
  /** The Content-Length as sent. */
  contentLength: string | undefined
  framing: Framing
  /** How long the connection may be kept for another request, in milliseconds; 0 where it may not. */
  keepMilliseconds: number
}

/** As undici's keepAliveTimeoutThreshold: what the upstream promises is not used to its last moment. */
const PROMISE_MARGIN_MILLISECONDS = 2000

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** What the fields of a head say about its framing and its connection. */
interface Facts {
  contentLength: string | undefined
  transferEncoding: string | undefined
  connection: string
  keepAlive: string | undefined
}

/**
 * Reads a head without the empty line at its end; text is what is wrong with it. `keepMilliseconds` is the most that a
 * connection is kept.
 */
export function readResponseHead(text: string, keepMilliseconds: number): ResponseHead | string {
  const firstEnd = lineEnd(text, 0)
  const line = STATUS_LINE.exec(text.slice(0, firstEnd))
  if (line === null) return 'Invalid status line'
  const facts: Facts = {
    contentLength: undefined,
    transferEncoding: undefined,
    connection: line[1] === '0' ? 'close' : '',
    keepAlive: undefined,
  }
  const headers: string[] = []
  for (let start = firstEnd + 2; start < text.length; ) {
    const end = lineEnd(text, start)
    const problem = readField(text.slice(start, end), headers, facts)
    if (problem !== undefined) return problem
    start = end + 2
  }
  const status = Number(line[2])
  const framing = framingOf(status, facts)
  if (framing === undefined) return 'Invalid Transfer-Encoding'
  return {
    status,
    message: line[3] ?? '',
    headers,
    contentLength: facts.contentLength,
    framing,
    keepMilliseconds: framing === 'until-close' ? 0 : keepTime(facts, keepMilliseconds),
  }
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\r\n', start)
  return end === -1 ? text.length : end
}

/** Adds the field to the headers and the facts; text is what is wrong with it. A folded line has no name and is refused. */
function readField(line: string, headers: string[], facts: Facts): string | undefined {
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(0, colon))
  const value = line.slice(colon + 1).trim()
  if (!NAME.test(name)) return 'Invalid header token'
  if (!VALUE.test(value)) return 'Invalid header value char'
  headers.push(name, value)
  return noteField(name.toLowerCase(), value, facts)
}

function noteField(name: string, value: string, facts: Facts): string | undefined {
  switch (name) {
    case 'content-length':
      if (facts.contentLength !== undefined || !/^\d{1,15}$/.test(value)) return 'Invalid Content-Length'
      facts.contentLength = value
      return undefined
    case 'transfer-encoding':
      if (facts.transferEncoding !== undefined) return 'Invalid Transfer-Encoding'
      facts.transferEncoding = value.toLowerCase()
      return undefined
    case 'connection':
      facts.connection = `${facts.connection},${value.toLowerCase()}`
      return undefined
    case 'keep-alive':
      facts.keepAlive = value
  }
  return undefined
}

/** Undefined for codings that have no end that could be found, and for a length beside one: so answers are smuggled. */
function framingOf(status: number, { contentLength, transferEncoding }: Facts): Framing | undefined {
  if (transferEncoding !== undefined && (contentLength !== undefined || transferEncoding !== 'chunked')) {
    return undefined
  }
  if (status < 200 || status === 204 || status === 304) return 'none'
  if (transferEncoding !== undefined) return 'chunked'
  if (contentLength === undefined) return 'until-close'
  return contentLength === '0' ? 'none' : { bytes: Number(contentLength) }
}

/** A connection of HTTP/1.0 is not kept, whatever it says. */
function keepTime({ connection, keepAlive }: Facts, most: number): number {
  if (connection.includes('close')) return 0
  const [, seconds] = keepAlive === undefined ? [] : (/timeout=(\d{1,9})/i.exec(keepAlive) ?? [])
  if (seconds === undefined) return most
  return Math.max(0, Math.min(most, Number(seconds) * 1000 - PROMISE_MARGIN_MILLISECONDS))
}

const HEAD_START = 'HTTP/1.'

/** Whether a text could still become a head: nobody waits for the end of what is none. */
export function mayBecomeHead(text: string): boolean {
  return HEAD_START.startsWith(text.slice(0, HEAD_START.length)) && !/(?<!\r)\n/.test(text)
}
