/** A planned request as it is sent for real. */
import type { PlannedRequest } from '#rehearsal/planned-request.ts'
import type { GatewayRequestToSend } from './send-contract.ts'

/** Bodies of which only the size is planned are written up to here. */
const FILLED_BYTES = 1_000_000

/** What the plan says of its answer, client address and scheme is the gateway's and the upstream's own now. */
export function requestToSend({
  method,
  uri,
  headers,
  body,
  bodyBytes,
}: PlannedRequest): GatewayRequestToSend {
  const pairs = headers.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, headers[index + 1] ?? '']] : [],
  )
  const sent = body ?? 'x'.repeat(Math.min(bodyBytes, FILLED_BYTES))
  return { method, uri, headers: pairs, ...(sent !== '' && { body: sent }) }
}
