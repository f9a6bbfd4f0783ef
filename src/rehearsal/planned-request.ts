/** A request that a rehearsal sends, and what becomes of it beyond the gateway. Generated, written by hand or replayed. */
import type { HeaderList } from '#metering/exchange.ts'

export interface PlannedRequest {
  /** Seconds from the run's start; requests come in this order. */
  at: number
  method: string
  /** Request target with its query: `/anything?a=1`. */
  uri: string
  scheme: 'http' | 'https'
  headers: HeaderList
  clientIp: string
  bodyBytes: number
  /** The body itself, where a plugin may have to read it. */
  body?: string
  /** As nginx's `$request_length` where a record told it; absent: counted. */
  requestBytes?: number
  answer: PlannedAnswer
}

/** What the Service answers, should the gateway send the request on. */
export interface PlannedAnswer {
  status: number
  /** Seconds until the client has all of it. */
  latency: number
  /** Status line, headers and body. */
  bytes: number
  /** The Service could not be reached, or did not answer: Kong answers 502, or 504 after a timeout. */
  failure?: 'refused' | 'reset' | 'timeout'
  /** What an AI provider answers. */
  ai?: PlannedAiAnswer
}

/** Tokens of an AI provider's answer. */
export interface PlannedAiAnswer {
  prompt: number
  completion: number
  /** Whether the answer says so; if not, Kong has to estimate. */
  stated: boolean
  streaming: boolean
  cached: boolean
}
