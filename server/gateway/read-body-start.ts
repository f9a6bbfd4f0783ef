/** Reads the beginning of a body before anything is decided, and puts it back for whoever reads it next. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ReadBody } from '#gateway/access.ts'
import { hasBody } from './request-body.ts'

interface BodyStart {
  request: IncomingMessage
  response: ServerResponse
  /** Reading ends behind that many bytes. */
  maxBytes: number
  /** The client left before. */
  onLeave(): void
}

/** Told of what was read; puts back bytes in its place, which only works within the call. */
type OnBody = (body: ReadBody, putBack: (bytes: Uint8Array) => void) => void

/** Calls `onBody` once, or `onLeave`. */
export function readBodyStart({ request, response, maxBytes, onLeave }: BodyStart, onBody: OnBody): void {
  if (!hasBody(request)) {
    onBody({ bytes: new Uint8Array(), complete: true }, () => undefined)
    return
  }
  // Said once: whoever reads the rest must not say it again.
  if (request.headers.expect !== undefined) response.writeContinue()
  delete request.headers.expect
  const chunks: Buffer[] = []
  let length = 0
  const onReadable = () => {
    for (let chunk = request.read(); chunk !== null; chunk = request.read()) {
      chunks.push(chunk)
      length += chunk.length
    }
    // Node says `complete` when the last byte has come; `end` would be too late to put anything back.
    if (length <= maxBytes && !request.complete) return
    request.off('readable', onReadable).off('aborted', onLeave)
    onBody({ bytes: Buffer.concat(chunks), complete: request.complete }, bytes => request.unshift(bytes))
  }
  // `close` would come behind the response's own, with which a visit ends.
  request.on('readable', onReadable).once('aborted', onLeave)
}
