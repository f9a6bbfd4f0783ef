/** An event as Metering & Billing keeps and lists it (Konnect API, MeteringIngestedEvent). */
import { z } from 'zod'
import { findDataFault } from './data-fault.ts'

/** CloudEvents: a string has no halves of surrogate pairs; no store could keep them. */
const text = z
  .string()
  .min(1)
  .refine(value => value.isWellFormed(), 'must be well-formed Unicode: half a surrogate pair is in it')

/** An object as it is: z.record would copy it, and drop a property that is called `__proto__`. */
const data = z.custom<Record<string, unknown>>().superRefine((value, context) => {
  if (typeof value !== 'object' || Array.isArray(value)) {
    context.addIssue({ code: 'invalid_type', expected: 'object', input: value })
    return
  }
  const fault = findDataFault(value)
  if (fault !== undefined) context.addIssue(fault)
})

/** A CloudEvent that the ingest endpoint accepts (Konnect API, MeteringEvent): no further properties, `data` an object. */
export const meteringEvent = z.strictObject({
  id: text,
  source: text,
  specversion: text,
  type: text,
  subject: text,
  datacontenttype: z.literal('application/json').nullish(),
  dataschema: z.url().nullish(),
  time: z.iso.datetime({ offset: true }).nullish(),
  data: data.nullish(),
})
export type MeteringEvent = z.infer<typeof meteringEvent>

/** OpenMeter's code for every finding is `validation_error`. */
const validationError = z.strictObject({
  code: z.string(),
  message: z.string(),
  attributes: z.record(z.string(), z.unknown()).optional(),
})

export const ingestedEvent = z.strictObject({
  event: meteringEvent,
  customer: z.strictObject({ id: z.string() }).optional(),
  ingested_at: z.iso.datetime({ offset: true }),
  stored_at: z.iso.datetime({ offset: true }),
  validation_errors: z.array(validationError).optional(),
})
export type IngestedEvent = z.infer<typeof ingestedEvent>
