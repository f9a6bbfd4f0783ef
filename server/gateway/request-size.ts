import type { IncomingMessage } from 'node:http'

/** `HTTP/1.1`, the blanks around it and the line break of a request line. */
const REQUEST_LINE_FRAME_BYTES = ' '.length + ' HTTP/1.1\r\n'.length
const HEADER_FRAME_BYTES = ': '.length + '\r\n'.length
const HEAD_END_BYTES = '\r\n'.length

/**
 * Request line, headers and body, as nginx's `$request_length` counts them. Node gives header names and values as
 * one character per byte; blanks around a value are counted as one before it.
 */
export function requestSize(
  { method = '', url = '', rawHeaders }: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>,
  bodyBytes: number,
): number {
  let bytes = method.length + url.length + REQUEST_LINE_FRAME_BYTES + HEAD_END_BYTES + bodyBytes
  for (const part of rawHeaders) bytes += part.length
  return bytes + (rawHeaders.length / 2) * HEADER_FRAME_BYTES
}
