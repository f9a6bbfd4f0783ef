/**
 * A finished request with its response, as a log-phase plugin sees it. Live proxy, replay and simulation all make one.
 */

/** Headers as they were sent: name, value, name, value. Names keep their case; repeated headers stay repeated. */
export type HeaderList = readonly string[]

export interface Exchange {
  request: ExchangeRequest
  response: ExchangeResponse
  /** The upstream's own status; absent when the request was not proxied. nginx records 502 for a refused connection, 504 for a timeout. */
  upstreamStatus?: number | undefined
  route?: { id: string; name?: string } | undefined
  service?: { id: string; name?: string; port: number; protocol: string } | undefined
  /** Set by an authentication plugin. */
  consumer?: ExchangeConsumer | undefined
  /** The Dev Portal application, when the request was authenticated as one. */
  application?: ExchangeApplication | undefined
  /** What an AI plugin logged; absent when none ran or `log_statistics` was off. */
  ai?: AiUsage | undefined
}

/** The request as the log phase sees it: headers and query are those after plugins changed them. */
export interface ExchangeRequest {
  /** 32 hex characters, Kong's request id. */
  id: string
  method: string
  /** As received, with the query. */
  uri: string
  /** The query after plugins changed it, without `?`; undefined when there is none. */
  query: string | undefined
  /** From the Host header, without port. */
  host: string | undefined
  headers: HeaderList
  clientIp: string
  /** Request line, headers and body, as nginx's `$request_length`. */
  sizeBytes: number
  /** Milliseconds since the epoch. */
  startedAt: number
}

export interface ExchangeResponse {
  status: number
  /** Status line, headers and body, as nginx's `$bytes_sent`. */
  sizeBytes: number
}

export interface ExchangeConsumer {
  id: string
  username?: string
  custom_id?: string
}

/** A Dev Portal application: its five portal fields land in the event's data. */
export interface ExchangeApplication {
  id: string
  name?: string | undefined
  portal_id?: string | undefined
  api_id?: string | undefined
  api_product_version_id?: string | undefined
  api_package_id?: string | undefined
}

/** The `ai.*` log values of an AI plugin that the plugin reads (Kong's reference of AI logs). */
export interface AiUsage {
  plugin_id: string
  plugin_name: string
  provider: string
  request_model: string
  response_model: string
  prompt_tokens: number
  completion_tokens: number
  cache_status?: string
  /** Whether a count was estimated from the payload instead of read from the answer (decision 7). */
  estimated: boolean
}
