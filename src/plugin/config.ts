/**
 * The plugin's `config`: Kong's published JSON schema of `metering-and-billing` as zod, one schema per
 * gateway release. Field names, defaults, limits, enums and descriptions are the schema's own.
 * 3.14 and 3.15 are the same; 3.16 adds `allow_status_codes` and two circuit breaker fields of the queue.
 */
import { z } from 'zod'
import type { GatewayRelease } from './release.ts'

export const subjectSources = ['application', 'consumer', 'header', 'query'] as const
export const attributeSources = ['header', 'query'] as const

const subject = z.strictObject({
  look_up_value_in: z
    .enum(subjectSources)
    .default('consumer')
    .describe('Where to find the customer identifier in the request.'),
  field: z
    .string()
    .optional()
    .describe(
      "The header name, query parameter, consumer field, or application field that contains the customer identifier, e.g. 'x-customer-id'",
    ),
})

const attribute = z.strictObject({
  source: z.enum(attributeSources).describe('Where to find this attribute in the request.'),
  look_up_value_in: z
    .string()
    .describe("The header name or query parameter that contains the value, e.g 'x-department-id'"),
  event_property_name: z.string().describe('The property name in the usage event data payload.'),
})

const queueFields = {
  max_batch_size: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1)
    .describe('Maximum number of entries that can be processed at a time.'),
  max_coalescing_delay: z
    .number()
    .min(0)
    .max(3600)
    .default(1)
    .describe(
      'Maximum number of (fractional) seconds to elapse after the first entry was queued before the queue starts calling the handler.',
    ),
  max_entries: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .describe('Maximum number of entries that can be waiting on the queue.'),
  max_bytes: z
    .int()
    .optional()
    .describe('Maximum number of bytes that can be waiting on a queue, requires string content.'),
  max_retry_time: z
    .number()
    .default(60)
    .describe('Time in seconds before the queue gives up calling a failed handler for a batch.'),
  initial_retry_delay: z
    .number()
    .min(0.001)
    .max(1_000_000)
    .default(0.01)
    .describe('Time in seconds before the initial retry is made for a failing batch.'),
  max_retry_delay: z
    .number()
    .min(0.001)
    .max(1_000_000)
    .default(60)
    .describe('Maximum time in seconds between retries, caps exponential backoff.'),
  concurrency_limit: z
    .literal([-1, 1])
    .default(1)
    .describe('The number of of queue delivery timers. -1 indicates unlimited.')
    .meta({ type: 'integer' }),
}

const breakerFields = {
  failure_threshold: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe(
      'Number of consecutive failed batches after which the queue opens its circuit breaker and drops entries instead of retrying. 0 disables the circuit breaker.',
    ),
  breaker_cooldown: z
    .number()
    .min(0)
    .max(1_000_000)
    .default(60)
    .describe(
      'Time in seconds the circuit breaker stays open (fast-shedding entries) before it allows a single batch through to probe whether the destination has recovered.',
    ),
}

const fields = {
  ingest_endpoint: z
    .string()
    .describe('The HTTP endpoint where usage events are sent.')
    .meta({ 'x-referenceable': true }),
  api_token: z
    .string()
    .describe('Bearer token for authenticating with the ingest endpoint.')
    .meta({ 'x-referenceable': true, 'x-encrypted': true }),
  meter_api_requests: z.boolean().default(true).describe('Emit a usage event for each API Gateway request.'),
  meter_ai_token_usage: z
    .boolean()
    .default(true)
    .describe('Emit events for LLM input and output tokens on AI Gateway requests.'),
  subject: subject
    .prefault({})
    .describe(
      'The subject identifies who gets billed for each request. Choose where the plugin should look for the customer identifier.',
    ),
  attributes: z
    .array(attribute)
    .optional()
    .describe(
      'Capture custom properties to the usage event data payload for pricing dimensions or reporting. Attributes add dimensions like provider, department or project that your billing model needs for tiered or per-dimension pricing.',
    ),
  ssl_verify: z
    .boolean()
    .default(true)
    .describe('Verify the TLS certificate presented by the ingest endpoint.'),
  timeout: z
    .number()
    .default(10_000)
    .describe('Maximum time in milliseconds to wait for a response from the ingest endpoint.'),
  keepalive: z
    .number()
    .default(60_000)
    .describe(
      'How long in milliseconds an idle connection to the ingest endpoint is kept open before being closed.',
    ),
}

const config314 = z.strictObject({ ...fields, queue: z.strictObject(queueFields).prefault({}) })

const config316 = z.strictObject({
  ...fields,
  allow_status_codes: z
    .array(z.string())
    .optional()
    .describe('List of status code ranges that are allowed to be logged in usage events.'),
  queue: z.strictObject({ ...queueFields, ...breakerFields }).prefault({}),
})

/** The config schema of each gateway release: unknown fields are refused, as Kong refuses them. */
export const meteringConfig = {
  '3.14': config314,
  '3.15': config314,
  '3.16': config316,
} as const satisfies Record<GatewayRelease, z.ZodType>

/** A config with its defaults filled in. The breaker and `allow_status_codes` exist from 3.16 on. */
export type MeteringConfig = Omit<z.output<typeof config316>, 'queue'> & { queue: QueueConfig }

/** `config.queue` with its defaults: delays and times in seconds, `max_bytes` in bytes. */
export type QueueConfig = z.output<typeof config314>['queue'] & {
  failure_threshold?: number
  breaker_cooldown?: number
}

/** A config as its author wrote it: defaults not filled in, keys in the author's order. */
export type MeteringConfigInput = z.input<typeof config316>

export type SubjectSource = MeteringConfig['subject']
export type Attribute = NonNullable<MeteringConfig['attributes']>[number]
