import type { HeaderList } from '#metering/exchange.ts'

const REQUEST_LINE_FRAME_BYTES = ' '.length + ' HTTP/1.1\r\n'.length
const STATUS_LINE_BYTES = 'HTTP/1.1 200 OK\r\n'.length
const HEADER_FRAME_BYTES = ': '.length + '\r\n'.length
const HEAD_END_BYTES = '\r\n'.length
/** What the listener adds to an answer of Kong's own making: Date, Connection and X-Kong-Response-Latency. */
const LISTENER_HEADER_BYTES =
  'Date: Thu, 01 Jan 2026 00:00:00 GMT\r\nConnection: keep-alive\r\nX-Kong-Response-Latency: 0\r\n'.length

/** Request line, headers and body, as nginx's `$request_length` counts them. */
export function requestBytes({
  method,
  uri,
  headers,
  bodyBytes,
}: {
  method: string
  uri: string
  headers: HeaderList
  bodyBytes: number
}): number {
  return method.length + uri.length + REQUEST_LINE_FRAME_BYTES + headerBytes(headers) + bodyBytes
}

/** Status line, headers and body of an answer that the gateway makes; the words of the status line are not weighed. */
export function responseBytes({ headers, body }: { headers: HeaderList; body: string }): number {
  return STATUS_LINE_BYTES + headerBytes(headers) + LISTENER_HEADER_BYTES + body.length
}

function headerBytes(headers: HeaderList): number {
  let bytes = HEAD_END_BYTES + (headers.length / 2) * HEADER_FRAME_BYTES
  for (const part of headers) bytes += part.length
  return bytes
}
