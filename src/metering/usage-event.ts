/** The CloudEvent that the plugin emits: its shape on the wire and the field catalogue of `data`. */

export type UsageEventType = 'kong.api_request' | 'kong.llm_request'

/** A value of `data`: a value that the request does not have is left out, never null. */
export type UsageEventData = Record<string, string | number>

/** A usage event as sent: CloudEvents 1.0, JSON format. */
export interface UsageEvent {
  specversion: '1.0'
  id: string
  source: string
  type: UsageEventType
  subject: string
  /** RFC 3339 with milliseconds, UTC: the start of the request (decision 6). */
  time: string
  datacontenttype: 'application/json'
  data: UsageEventData
}
