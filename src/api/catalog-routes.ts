/** Konnect's meter and customer endpoints over the catalog. */
import type { Catalog } from '#events/catalog.ts'
import type { Customer, KeptCustomer } from '#events/customer.ts'
import { withoutMetadata } from '#events/metadata.ts'
import type { KeptMeter } from '#events/meter.ts'
import {
  addCustomer,
  addMeter,
  type CatalogParts,
  type Conflict,
  changeCustomer,
  changeMeter,
  customerConflict,
  deleteCustomer as deleteFromCatalog,
  deleteMeter as deleteMeterFromCatalog,
  findMeter,
  meterConflict,
} from './catalog-changes.ts'
import {
  createCustomer,
  createMeter,
  deleteCustomer,
  deleteMeter,
  getCustomer,
  getMeter,
  listCustomers,
  listMeters,
  updateMeter,
  upsertCustomer,
} from './konnect-contract.ts'
import { apiError, badRequest, notFound } from './problem.ts'
import { cutList } from './resource-query.ts'
import { type Route, route } from './serve.ts'

export function createMeterRoutes(parts: CatalogParts): Route[] {
  const { catalog } = parts
  return [
    route(listMeters, ({ query }) =>
      cutList(catalog.activeMeters().map(withoutMetadata), query, (row, field) => [
        field === 'name' ? row.name : row.key,
      ]),
    ),
    route(createMeter, ({ body }) => {
      refuse(meterConflict(catalog, body.key))
      if (body.aggregation !== 'count' && body.value_property === undefined) {
        const reason = `is a required field for the aggregation ${body.aggregation}`
        throw badRequest([{ field: 'value_property', source: 'body', rule: 'required', reason }])
      }
      return withoutMetadata(addMeter(parts, body))
    }),
    route(getMeter, ({ params }) => withoutMetadata(activeMeter(catalog, params.meterId))),
    route(updateMeter, ({ params, body }) => {
      const before = activeMeter(catalog, params.meterId)
      // The labels are all of the metadata that this version shows.
      const kept = body.labels === undefined ? before : withoutMetadata(before)
      return withoutMetadata(changeMeter(parts, { ...kept, ...body, name: body.name ?? before.name }))
    }),
    route(deleteMeter, ({ params }) => {
      deleteMeterFromCatalog(parts, activeMeter(catalog, params.meterId))
      return undefined
    }),
  ]
}

export function createCustomerRoutes(parts: CatalogParts): Route[] {
  const { catalog, newUlid } = parts
  return [
    route(listCustomers, ({ query }) =>
      cutList(catalog.activeCustomers().map(withoutMetadata), query, customerTexts),
    ),
    route(createCustomer, ({ body }) => {
      const id = newUlid()
      refuse(customerConflict(catalog, id, body))
      return withoutMetadata(addCustomer(parts, { ...body, id }))
    }),
    route(getCustomer, ({ params }) => withoutMetadata(knownCustomer(catalog, params.customerId))),
    route(upsertCustomer, ({ params, body }) => {
      const before = knownCustomer(catalog, params.customerId)
      if (before.deleted_at !== undefined) throw apiError(410, `Customer [${before.id}] is deleted`)
      refuse(customerConflict(catalog, before.id, body))
      const { id, key, created_at, updated_at } = before
      return withoutMetadata(changeCustomer(parts, { ...body, id, key, created_at, updated_at }))
    }),
    route(deleteCustomer, ({ params }) => {
      const customer = knownCustomer(catalog, params.customerId)
      if (customer.deleted_at === undefined) deleteFromCatalog(parts, customer)
      return undefined
    }),
  ]
}

export function activeMeter(catalog: Catalog, idOrKey: string): KeptMeter {
  const found = findMeter(catalog, idOrKey)
  if (found === undefined) throw notFound(`Meter [${idOrKey}]`)
  return found
}

/** A deleted customer is still answered, with `deleted_at`, as Konnect does. */
function knownCustomer(catalog: Catalog, id: string): KeptCustomer {
  const found = catalog.customer(id)
  if (found === undefined) throw notFound(`Customer [${id}]`)
  return found
}

function refuse(conflict: Conflict | undefined): void {
  if (conflict !== undefined) throw badRequest([{ ...conflict, source: 'body', rule: 'invalid' }])
}

function customerTexts(row: Customer, field: string): readonly string[] {
  // Konnect's plans and billing profiles are not rehearsed: no customer has one.
  if (field === 'plan_key' || field === 'billing_profile_id') return []
  if (field === 'usage_attribution_subject_key') return row.usage_attribution?.subject_keys ?? []
  if (field === 'primary_email') return row.primary_email === undefined ? [] : [row.primary_email]
  return [field === 'name' ? row.name : row.key]
}
