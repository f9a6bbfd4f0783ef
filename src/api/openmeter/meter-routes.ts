/** OpenMeter's API v1: meters, over the catalog that v3 has too (openmeter/meter/httphandler/meter.go). */
import { joinMetadata, splitMetadata } from '#events/metadata.ts'
import type { CreateMeterRequest, KeptMeter } from '#events/meter.ts'
import { addMeter, type CatalogParts, changeMeter, deleteMeter, meterConflict } from '../catalog-changes.ts'
import { activeMeter } from '../catalog-routes.ts'
import { apiError, badRequest } from '../problem.ts'
import { type Route, route } from '../serve.ts'
import {
  aggregations,
  createMeterV1,
  deleteMeterV1,
  getMeterV1,
  listMetersV1,
  type MeterCreate,
  type MeterUpdate,
  type MeterV1,
  updateMeterV1,
} from './meter-contract.ts'
import { cutPage } from './pagination.ts'
import { withoutUndefined } from './without-undefined.ts'

export function createMeterV1Routes(parts: CatalogParts): Route[] {
  const { catalog } = parts
  return [
    route(listMetersV1, ({ query }) => {
      const meters = query.includeDeleted ? catalog.meters() : catalog.activeMeters()
      return cutPage(meters.map(meterOf), query, ({ slug, ...row }) =>
        query.orderBy === 'key' ? slug : row[query.orderBy],
      )
    }),
    route(createMeterV1, ({ body }) => {
      if (meterConflict(catalog, body.slug) !== undefined) {
        throw apiError(409, `A meter has the slug ${body.slug} already`)
      }
      if (body.aggregation !== 'COUNT' && body.valueProperty === undefined) {
        const reason = `is a required field for the aggregation ${body.aggregation}`
        throw badRequest([{ field: 'valueProperty', source: 'body', rule: 'required', reason }])
      }
      return meterOf(addMeter(parts, requestOf(body)))
    }),
    route(getMeterV1, ({ params }) => meterOf(activeMeter(catalog, params.meterIdOrSlug))),
    route(updateMeterV1, ({ params, body }) =>
      meterOf(changeMeter(parts, changed(activeMeter(catalog, params.meterIdOrSlug), body))),
    ),
    route(deleteMeterV1, ({ params }) => {
      deleteMeter(parts, activeMeter(catalog, params.meterIdOrSlug))
      return undefined
    }),
  ]
}

function requestOf(body: MeterCreate): CreateMeterRequest & Pick<KeptMeter, 'metadata'> {
  return withoutUndefined({
    key: body.slug,
    name: body.name ?? body.slug,
    description: body.description,
    aggregation: aggregations[body.aggregation],
    event_type: body.eventType,
    events_from: body.eventFrom,
    value_property: body.valueProperty,
    dimensions: body.groupBy,
    ...splitMetadata(body.metadata),
  })
}

function changed({ labels: _, metadata: __, ...before }: KeptMeter, body: MeterUpdate): KeptMeter {
  return withoutUndefined({
    ...before,
    name: body.name ?? before.key,
    description: body.description,
    dimensions: body.groupBy,
    ...splitMetadata(body.metadata),
  })
}

function meterOf(meter: KeptMeter): MeterV1 {
  const { dimensions = {} } = meter
  return withoutUndefined({
    id: meter.id,
    slug: meter.key,
    name: meter.name,
    description: meter.description,
    metadata: joinMetadata(meter),
    aggregation: upperCase(meter.aggregation),
    eventType: meter.event_type,
    eventFrom: meter.events_from,
    valueProperty: meter.value_property,
    groupBy: Object.keys(dimensions).length > 0 ? dimensions : undefined,
    createdAt: meter.created_at,
    updatedAt: meter.updated_at,
    deletedAt: meter.deleted_at,
  })
}

function upperCase(aggregation: KeptMeter['aggregation']): MeterV1['aggregation'] {
  return aggregation.toUpperCase() as Uppercase<typeof aggregation>
}
