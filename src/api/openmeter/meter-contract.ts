/** Meters of OpenMeter's API v1 (openmeter api/openapi.yaml): the same meters as v3's, in camel case. */
import { z } from 'zod'
import { metadata } from '#events/metadata.ts'
import { createMeterRequest, type KeptMeter, updateMeterRequest } from '#events/meter.ts'
import { get, post, put, remove } from '../endpoint.ts'
import { listParameters } from './pagination.ts'

const { key, name, description, dimensions, event_type, events_from, value_property } =
  createMeterRequest.shape
const aggregation = z.enum(['SUM', 'COUNT', 'UNIQUE_COUNT', 'AVG', 'MIN', 'MAX', 'LATEST'])

/** Properties that are not known are ignored, as OpenMeter ignores them: older clients send more. */
export const meterCreate = z.object({
  slug: key,
  /** The slug when it is not given. */
  name: name.optional(),
  description,
  metadata: metadata.nullish(),
  aggregation,
  eventType: event_type,
  eventFrom: events_from,
  valueProperty: value_property,
  groupBy: dimensions,
})
export type MeterCreate = z.infer<typeof meterCreate>

/** All that can be changed; what is not given is taken away. */
const meterUpdate = z.object({
  name: updateMeterRequest.shape.name,
  description,
  metadata: metadata.nullish(),
  groupBy: dimensions,
})
export type MeterUpdate = z.infer<typeof meterUpdate>

const dateTime = z.iso.datetime({ offset: true })
const meterV1 = meterCreate.extend({
  id: z.string(),
  name,
  createdAt: dateTime,
  updatedAt: dateTime,
  deletedAt: dateTime.optional(),
})
export type MeterV1 = z.infer<typeof meterV1>

export const listMetersV1 = get(
  '/api/v1/meters',
  z.array(meterV1),
  z.object({
    ...listParameters,
    orderBy: z.enum(['key', 'name', 'aggregation', 'createdAt', 'updatedAt']).default('key'),
  }),
)
export const createMeterV1 = post('/api/v1/meters', meterCreate, meterV1)
export const getMeterV1 = get('/api/v1/meters/{meterIdOrSlug}', meterV1)
export const updateMeterV1 = put('/api/v1/meters/{meterIdOrSlug}', meterUpdate, meterV1)
export const deleteMeterV1 = remove('/api/v1/meters/{meterIdOrSlug}')

type Aggregation = KeptMeter['aggregation']
export const aggregations: Readonly<Record<z.infer<typeof aggregation>, Aggregation>> = {
  SUM: 'sum',
  COUNT: 'count',
  UNIQUE_COUNT: 'unique_count',
  AVG: 'avg',
  MIN: 'min',
  MAX: 'max',
  LATEST: 'latest',
}
