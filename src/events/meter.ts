/** Meters as Konnect keeps them, and the two that Kong documents. */
import { z } from 'zod'
import { pathSegments } from './json-path.ts'
import { labels, metadata } from './metadata.ts'

const displayName = z.string().min(1).max(256)
const description = z.string().max(1024)
const dateTime = z.iso.datetime({ offset: true })

/** Fields that a person gives a resource (Konnect API: name, description, labels). */
export const resourceFields = {
  name: displayName,
  description: description.optional(),
  labels: labels.optional(),
}
/** Fields that the API gives a resource. */
export const resourceTimes = { created_at: dateTime, updated_at: dateTime, deleted_at: dateTime.optional() }

/** Konnect API, ULID. */
export const ulid = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'must be a ULID of 26 characters')

const dimensionName = z.string().regex(/^\w+$/, 'must have letters, digits and underscores only as its name')
const dimensions = z.record(dimensionName, z.string())

/** OpenMeter asks its database whether a path is one (openmeter/meter/httphandler/meter.go). */
const path = z
  .string()
  .refine(
    text => pathSegments(text) !== undefined,
    'must be a JSONPath of names and indexes, such as $.usage.tokens or $.choices[0]',
  )
const paths = z.record(dimensionName, path)
export const meterAggregations = ['sum', 'count', 'unique_count', 'avg', 'min', 'max', 'latest'] as const

/** What a meter has from its request; its paths as they were kept. */
const meterFields = z.strictObject({
  ...resourceFields,
  key: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[a-z0-9]+(?:_[a-z0-9]+)*$/),
  aggregation: z.enum(meterAggregations),
  event_type: z.string().min(1),
  events_from: dateTime.optional(),
  value_property: z.string().min(1).optional(),
  dimensions: dimensions.optional(),
})

/** Konnect API, CreateMeterRequest. */
export const createMeterRequest = meterFields.extend({
  /** JSONPath into `data`; ignored by `count`. */
  value_property: path.optional(),
  dimensions: paths.optional(),
})
export type CreateMeterRequest = z.infer<typeof createMeterRequest>

/** Konnect API, UpdateMeterRequest. */
export const updateMeterRequest = z.strictObject({
  ...resourceFields,
  name: displayName.optional(),
  dimensions: paths.optional(),
})

/** Konnect API, Meter. */
export const meter = meterFields.extend({ id: ulid, ...resourceTimes })
export type Meter = z.infer<typeof meter>

/** A meter as the catalog keeps it. */
export const keptMeter = meter.extend({ metadata: metadata.optional() })
export type KeptMeter = z.infer<typeof keptMeter>

/** The two meters that Kong's metering documents create; Konnect has them ready. */
export function kongMeters(createdAt: string): Meter[] {
  const times = { created_at: createdAt, updated_at: createdAt }
  return [
    {
      id: '00000000000000000KNGAP1REQ',
      key: 'api_requests_total',
      name: 'API requests',
      description: 'Requests through Kong Gateway',
      aggregation: 'count',
      event_type: 'kong.api_request',
      dimensions: {
        request_method: '$.request_method',
        route_name: '$.route_name',
        service_name: '$.service_name',
      },
      ...times,
    },
    {
      id: '00000000000000000KNG11MTKN',
      key: 'llm_tokens_total',
      name: 'LLM tokens',
      description: 'Tokens through the AI Gateway',
      aggregation: 'sum',
      event_type: 'kong.llm_request',
      value_property: '$.tokens',
      dimensions: { model: '$.model', provider: '$.provider', type: '$.type' },
      ...times,
    },
  ]
}
