/** The ingest endpoint of a rehearsal: what it makes of each attempt, as the sender would see it. */
import type { MeteringConfig } from '#plugin/config.ts'
import type { SinkBehaviour, SinkFault } from './scenario.ts'

/** What becomes of one attempt. `stored` may be true where the sender sees a failure: it will send the batch again. */
export interface SinkAnswer {
  /** Seconds until the sender knows. */
  after: number
  /** Absent when the sender got a status below 300. */
  error?: string
  stored: boolean
}

export type SimulatedSink = (at: number) => SinkAnswer

/** What lua-nginx-module takes for a timeout of zero or less (lua_socket_read_timeout), in milliseconds. */
const DEFAULT_TIMEOUT = 60_000

/**
 * The endpoint as the senders of one configuration see it: `timeout` and `ssl_verify` are theirs. A fault counts for the
 * attempts whose answer would come while it lasts. Errors are in the words of Kong's http-log plugin.
 */
export function createSimulatedSink(
  { latency, faults }: SinkBehaviour,
  { timeout, ssl_verify, ingest_endpoint }: MeteringConfig,
): SimulatedSink {
  const limit = (timeout > 0 ? timeout : DEFAULT_TIMEOUT) / 1000
  const place = placeOf(ingest_endpoint)
  const failed = (why: string) => `failed request to ${place}: ${why}`

  function answerAfter(seconds: number): SinkAnswer {
    if (seconds <= limit) return { after: seconds, stored: true }
    // The endpoint goes on with what it has, whether the sender waits or not.
    return { after: limit, error: failed('timeout'), stored: true }
  }

  function underFault(fault: SinkFault): SinkAnswer {
    switch (fault.fault) {
      case 'status':
        if (fault.status < 300) return answerAfter(latency)
        return {
          after: latency,
          error: `request to ${place} returned status code ${fault.status} and body `,
          stored: false,
        }
      case 'timeout':
        return { after: limit, error: failed('timeout'), stored: false }
      case 'slow':
        return answerAfter(fault.latency)
      case 'tls':
        if (!ssl_verify) return answerAfter(latency)
        return { after: latency, error: failed('18: self-signed certificate'), stored: false }
      case 'reset':
        return { after: latency, error: failed('connection reset by peer'), stored: false }
      case 'answer_lost':
        return { after: latency, error: failed('connection reset by peer'), stored: true }
    }
  }

  return at => {
    const answersAt = at + latency
    const fault = faults.find(({ from, to }) => from <= answersAt && answersAt < to)
    return fault === undefined ? answerAfter(latency) : underFault(fault)
  }
}

/** `host:port`, as Kong names the endpoint; without user and password. */
function placeOf(endpoint: string): string {
  const url = URL.parse(endpoint)
  if (url === null) return 'the ingest endpoint'
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return `${url.hostname}:${port}`
}
