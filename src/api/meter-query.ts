/** The body and the reply of Konnect's meter query. */
import { z } from 'zod'
import { granularity } from '#events/windows.ts'

const dateTime = z.iso.datetime({ offset: true })

const values = z.array(z.string()).min(1).max(100)
const operators = {
  eq: z.string(),
  neq: z.string(),
  in: values,
  nin: values,
  contains: z.string(),
  ncontains: z.string(),
}
const oneOperator = (value: object) => Object.values(value).filter(given => given !== undefined).length === 1
const oneOperatorMessage = 'must have exactly one operator'

const stringFilter = z.strictObject(operators).partial().refine(oneOperator, oneOperatorMessage)
/** OpenMeter takes `and` and `or` of plain conditions, not of further `and` and `or` (its complexity limit of 2). */
const combined = z.array(stringFilter).min(1).max(10)

/** Konnect API, QueryFilterStringMapItem. */
const dimensionFilter = z
  .strictObject({ exists: z.boolean(), ...operators, and: combined, or: combined })
  .partial()
  .refine(oneOperator, oneOperatorMessage)
export type DimensionFilterRequest = z.infer<typeof dimensionFilter>

/** Konnect API, MeterQueryRequest. */
export const meterQueryRequest = z.strictObject({
  from: dateTime.optional(),
  to: dateTime.optional(),
  /** ISO 8601; without it the whole period is one window. */
  granularity: granularity.optional(),
  /** IANA name; UTC when it is not given. */
  time_zone: z.string().optional(),
  /** The meter's dimensions, `subject` and `customer_id`. */
  group_by_dimensions: z.array(z.string()).max(100).optional(),
  filters: z
    .strictObject({
      dimensions: z
        .record(z.string(), dimensionFilter)
        .refine(value => Object.keys(value).length <= 10, 'must not have more than 10 dimensions')
        .optional(),
    })
    .optional(),
})
export type MeterQueryRequest = z.infer<typeof meterQueryRequest>

/** Konnect API, MeterQueryResult. */
export const meterQueryResult = z.strictObject({
  from: z.string().optional(),
  to: z.string().optional(),
  data: z.array(
    z.strictObject({
      /** A decimal number without exponent, exact. */
      value: z.string().regex(/^-?[0-9]+(\.[0-9]+)?$/),
      from: z.string(),
      to: z.string(),
      /** A dimension that the events do not have is "". */
      dimensions: z.record(z.string(), z.string()),
    }),
  ),
})
export type MeterQueryResult = z.infer<typeof meterQueryResult>
