/** The CloudEvents that the plugin emits. `event-json.ts` writes them, `event-data.ts` has the catalogue of `data`. */

export type UsageEventType = 'kong.api_request' | 'kong.llm_request'

/** A value of `data`: a value that the request does not have is left out, never null. */
export type UsageEventData = Record<string, string | number>
