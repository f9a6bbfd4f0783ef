/**
 * A request as some record of it tells: a log line, a HAR entry, a curl command. What the record does not tell is
 * absent, never guessed; who replays it says what stands in.
 */
export interface ObservedRequest {
  /** Where it stands in its source, for messages: line 12, entry 3; counted from 1. */
  position: number
  /** Milliseconds since the epoch. */
  at?: number
  method: string
  /** In origin form, with the query: `/anything?a=1`. */
  target: string
  scheme?: 'http' | 'https'
  /** With the port when the record has one. */
  host?: string
  /** Names as recorded; repeated headers stay repeated. Empty when the record has none (an access log). */
  headers: readonly (readonly [name: string, value: string])[]
  body?: string
  clientIp?: string
  /** How often the source sends it: `for _ in {1..3}`. Absent: once. */
  times?: number
  /** Who the gateway that wrote the record took the caller for. */
  consumer?: { id?: string; username?: string; custom_id?: string }
  /** Bytes as nginx's `$request_length`. */
  requestBytes?: number
  response?: ObservedResponse
}

export interface ObservedResponse {
  status: number
  /** The upstream's own status; absent when the record does not tell whether the request reached it. */
  upstreamStatus?: number
  /** Bytes as nginx's `$bytes_sent`. */
  bytes?: number
  /** From the first byte of the request to the last of the answer. */
  latencyMilliseconds?: number
}

/** What a source holds that is no request, or one that cannot be read: where, and why, in a sentence. */
export interface TrafficProblem {
  position: number
  message: string
}

/** A record of a source: a request, or why it is none. */
export type TrafficRecord =
  | { kind: 'request'; request: ObservedRequest }
  | { kind: 'problem'; problem: TrafficProblem }
