/** The client's body in one piece, for what answers from memory in an upstream's place. */
import { answerFailure } from './answer.ts'
import { hasBody } from './request-body.ts'
import type { Visit } from './visit.ts'

/** What answers from memory has a limit. */
const MAX_BODY_BYTES = 16_000_000

/** Calls `onBody` with the whole body; a longer one is refused with 413. */
export function collectBody(visit: Visit, onBody: (body: Uint8Array) => void): void {
  const { request, response } = visit
  if (!hasBody(request)) {
    onBody(new Uint8Array())
    return
  }
  if (request.headers.expect !== undefined) response.writeContinue()
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => {
    visit.bodyBytes += chunk.length
    if (visit.bodyBytes <= MAX_BODY_BYTES) chunks.push(chunk)
  })
  request.once('end', () => {
    if (visit.bodyBytes <= MAX_BODY_BYTES) onBody(Buffer.concat(chunks))
    else refuseBody(visit)
  })
}

function refuseBody(visit: Visit): void {
  if (visit.upstream !== undefined) visit.upstream.failure = `the body is longer than ${MAX_BODY_BYTES} bytes`
  answerFailure(visit, { status: 413, message: 'Payload too large' })
}
