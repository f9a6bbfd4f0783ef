/** Meter queries of OpenMeter's API v1 (openmeter api/openapi.yaml), as GET with a query and as POST with a body. */
import { z } from 'zod'
import { type Endpoint, get, post } from '../endpoint.ts'
import { jsonText } from './event-contract.ts'
import { clientId } from './pagination.ts'
import { dimensionFilter } from './text-filter.ts'

const dateTime = z.iso.datetime({ offset: true })
const windowSize = z.enum(['MINUTE', 'HOUR', 'DAY', 'MONTH'])
const names = z.array(z.string()).max(100).optional()

const shared = {
  clientId,
  /** Inclusive. */
  from: dateTime.optional(),
  /** Exclusive, as OpenMeter compares it. */
  to: dateTime.optional(),
  /** Without it the whole period is one window. */
  windowSize: windowSize.optional(),
  /** IANA name. */
  windowTimeZone: z.string().default('UTC'),
  /** Filters by these and groups by subject. */
  subject: names,
  /** Ids; filters by these and groups by customer. */
  filterCustomerId: names,
  /** The meter's keys, `subject` and `customer_id`. */
  groupBy: names,
}

const dimensionFilters = z.record(z.string(), dimensionFilter)

/** The body of the POST; the query of the GET becomes the same. */
const meterQueryV1 = z.object({
  ...shared,
  filterGroupBy: z.record(z.string(), z.array(z.string())).optional(),
  advancedMeterGroupByFilters: dimensionFilters.optional(),
})
export type MeterQueryV1 = z.output<typeof meterQueryV1>

const meterQueryV1Parameters = z.object({
  ...shared,
  filterGroupBy: z
    .record(
      z.string(),
      z.string().transform(value => [value]),
    )
    .optional(),
  advancedMeterGroupByFilters: jsonText.pipe(dimensionFilters).optional(),
})

const meterQueryV1Result = z.object({
  from: dateTime.optional(),
  to: dateTime.optional(),
  windowSize: windowSize.optional(),
  data: z.array(
    z.object({
      value: z.number(),
      windowStart: dateTime,
      windowEnd: dateTime,
      /** null unless the query groups by it. */
      subject: z.string().nullable(),
      customerId: z.string().optional(),
      groupBy: z.record(z.string(), z.string()),
    }),
  ),
})
export type MeterQueryV1Result = z.infer<typeof meterQueryV1Result>

const queryPath = '/api/v1/meters/{meterIdOrSlug}/query'

/** `Accept: text/csv` gets the same rows as CSV. */
export const queryMeterV1: Endpoint<
  MeterQueryV1,
  undefined,
  MeterQueryV1Result,
  typeof queryPath,
  z.input<typeof meterQueryV1Parameters>
> = {
  ...get(queryPath, meterQueryV1Result, meterQueryV1Parameters),
  repeatable: ['subject', 'filterCustomerId', 'groupBy'],
}
export const queryMeterV1Post: Endpoint<undefined, MeterQueryV1, MeterQueryV1Result, typeof queryPath> = {
  ...post(queryPath, meterQueryV1, meterQueryV1Result),
  status: 200,
}

const period = z.object({ from: dateTime.optional(), to: dateTime.optional() })
/** Of all the meter's events unless a period is given. */
export const listMeterSubjectsV1 = get('/api/v1/meters/{meterIdOrSlug}/subjects', z.array(z.string()), period)
/** Of the last 24 hours unless a period is given. */
export const listMeterGroupByValuesV1 = get(
  '/api/v1/meters/{meterIdOrSlug}/group-by/{groupByKey}/values',
  z.array(z.string()),
  period,
)
