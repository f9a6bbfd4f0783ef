/** The CloudEvents that the plugin emits. `event-json.ts` writes them, `event-data.ts` has the catalogue of `data`. */
export type UsageEventType = 'kong.api_request' | 'kong.llm_request'
