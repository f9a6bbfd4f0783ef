/** An upstream's head among the bytes that came, or the error, undici's, of what is none. */
import { errors } from 'undici'
import { mayBecomeHead, type ResponseHead, readResponseHead } from './response-head.ts'

interface HeadOptions {
  /** How long the connection is kept without a request. */
  idleMilliseconds: number
  maxHeaderBytes: number
}

/** The head that ends at `end`; undefined while it has not come to its end, which is -1 then. */
export function findResponseHead(
  bytes: Buffer,
  end: number,
  options: HeadOptions,
): ResponseHead | Error | undefined {
  if ((end === -1 ? bytes.length : end) > options.maxHeaderBytes) return new errors.HeadersOverflowError()
  if (end === -1) return mayBecomeHead(bytes.toString('latin1')) ? undefined : notHttp('Expected HTTP/')
  const head = readResponseHead(bytes.toString('latin1', 0, end), options.idleMilliseconds)
  if (typeof head === 'string') return notHttp(head)
  return head.status === 101 ? notHttp('Invalid upgrade') : head
}

export function notHttp(problem: string): Error {
  return new errors.HTTPParserError(`Response does not match the HTTP/1.1 protocol (${problem})`)
}
