/**
 * The part of Konnect's Metering & Billing API (v3) that the studio answers: events, meters and customers, at
 * `/v3/openmeter` as in Konnect and at `/api/v3/openmeter` as self-hosted OpenMeter has it.
 */
import { z } from 'zod'
import { createCustomerRequest, customer, upsertCustomerRequest } from '#events/customer.ts'
import { ingestedEvent, type MeteringEvent } from '#events/ingested-event.ts'
import { createMeterRequest, meter, updateMeterRequest } from '#events/meter.ts'
import { type Endpoint, get, post, put, remove } from './endpoint.ts'
import { eventListQuery } from './event-query.ts'
import {
  type MeterQueryRequest,
  type MeterQueryResult,
  meterQueryRequest,
  meterQueryResult,
} from './meter-query.ts'
import { customerListQuery, meterListQuery } from './resource-query.ts'

/** `next` and `previous` are paths with query; `page[after]` and `page[before]` take them as well as the cursor in them. */
const cursorMeta = z.strictObject({
  page: z.strictObject({
    first: z.string().optional(),
    last: z.string().optional(),
    next: z.string().nullable(),
    previous: z.string().nullable(),
    size: z.number(),
  }),
})

/** Konnect API, IngestedEventPaginatedResponse. */
export const ingestedEventPage = z.strictObject({ data: z.array(ingestedEvent), meta: cursorMeta })
export type IngestedEventPage = z.infer<typeof ingestedEventPage>
export const listEvents = get('/v3/openmeter/events', ingestedEventPage, eventListQuery)

export const eventMediaType = 'application/cloudevents+json'
export const eventBatchMediaType = 'application/cloudevents-batch+json'

/** One event or several, by content type. The body is checked in its handler, which knows the content type. */
export const ingestEvents: Endpoint<
  undefined,
  MeteringEvent | MeteringEvent[],
  undefined,
  '/v3/openmeter/events'
> = {
  ...post(
    '/v3/openmeter/events',
    z.custom<MeteringEvent | MeteringEvent[]>(() => true),
    z.undefined(),
  ),
  accepts: [eventMediaType, eventBatchMediaType, 'application/json'],
  status: 202,
}

/** Where OpenMeter's SDKs send events (its API's first version): the same bodies, answered 204. */
export const ingestEventsV1: Endpoint<
  undefined,
  MeteringEvent | MeteringEvent[],
  undefined,
  '/api/v1/events'
> = {
  ...ingestEvents,
  path: '/api/v1/events',
  status: 204,
}

/** Konnect API, PaginatedMeta. */
const pageMeta = z.strictObject({
  page: z.strictObject({ number: z.number(), size: z.number(), total: z.number() }),
})

export const listMeters = get(
  '/v3/openmeter/meters',
  z.strictObject({ data: z.array(meter), meta: pageMeta }),
  meterListQuery,
)
export const createMeter = post('/v3/openmeter/meters', createMeterRequest, meter)
export const getMeter = get('/v3/openmeter/meters/{meterId}', meter)
export const updateMeter = put('/v3/openmeter/meters/{meterId}', updateMeterRequest, meter)
export const deleteMeter = remove('/v3/openmeter/meters/{meterId}')

/** `Accept: text/csv` gets the same rows as CSV. Windows without events are left out, as OpenMeter does. */
export const queryMeter: Endpoint<
  undefined,
  MeterQueryRequest,
  MeterQueryResult,
  '/v3/openmeter/meters/{meterId}/query'
> = {
  ...post('/v3/openmeter/meters/{meterId}/query', meterQueryRequest, meterQueryResult),
  status: 200,
}

export const listCustomers = get(
  '/v3/openmeter/customers',
  z.strictObject({ data: z.array(customer), meta: pageMeta }),
  customerListQuery,
)
export const createCustomer = post('/v3/openmeter/customers', createCustomerRequest, customer)
export const getCustomer = get('/v3/openmeter/customers/{customerId}', customer)
export const upsertCustomer = put('/v3/openmeter/customers/{customerId}', upsertCustomerRequest, customer)
export const deleteCustomer = remove('/v3/openmeter/customers/{customerId}')
