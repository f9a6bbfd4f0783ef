/** What requests that were dropped for want of a subject would have counted towards, had they had one. */
import { readAttributes } from '#metering/attributes.ts'
import { addAttributes, apiRequestFields, type EventFields, llmRequestFields } from '#metering/event-data.ts'
import type { Exchange } from '#metering/exchange.ts'
import type { UsageEventType } from '#metering/usage-event.ts'
import type { MeteringConfig } from '#plugin/config.ts'
import type { PricedUsage } from './priced-usage.ts'

/** Their events have no subject, so that they are counted together. */
const NO_SUBJECT = ''

/** Counts the events that the plugin would have made of the exchange. */
export function countMissed(priced: PricedUsage, exchange: Exchange, config: MeteringConfig): void {
  const context = { exchange, subject_type: '', control_plane_id: undefined }
  const readings = readAttributes(exchange, config.attributes ?? [])
  const count = (type: UsageEventType, fields: () => EventFields) =>
    priced.add(
      'without_subject',
      NO_SUBJECT,
      priced.weigh(type, () => addAttributes(fields(), readings)),
    )
  if (config.meter_api_requests) count('kong.api_request', () => apiRequestFields(context))
  if (config.meter_ai_token_usage && exchange.ai !== undefined) {
    for (const fields of llmRequestFields(context, exchange.ai)) count('kong.llm_request', () => fields)
  }
}
