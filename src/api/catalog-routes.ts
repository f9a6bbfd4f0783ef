/** Konnect's meter and customer endpoints over the catalog. */
import type { Catalog } from '#events/catalog.ts'
import type { CreateCustomerRequest, Customer, UpsertCustomerRequest } from '#events/customer.ts'
import type { Meter } from '#events/meter.ts'
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

export interface CatalogParts {
  catalog: Catalog
  /** Milliseconds since the epoch. */
  now(): number
  newUlid(): string
}

export function createMeterRoutes({ catalog, now, newUlid }: CatalogParts): Route[] {
  return [
    route(listMeters, ({ query }) =>
      cutList(catalog.activeMeters(), query, (row, field) => [field === 'name' ? row.name : row.key]),
    ),
    route(createMeter, ({ body }) => {
      if (catalog.activeMeters().some(meter => meter.key === body.key)) {
        throw taken('key', `a meter has the key ${body.key} already`)
      }
      if (body.aggregation !== 'count' && body.value_property === undefined) {
        const reason = `is a required field for the aggregation ${body.aggregation}`
        throw badRequest([{ field: 'value_property', source: 'body', rule: 'required', reason }])
      }
      const meter: Meter = { ...body, id: newUlid(), ...created(now()) }
      catalog.putMeter(meter)
      return meter
    }),
    route(getMeter, ({ params }) => activeMeter(catalog, params.meterId)),
    route(updateMeter, ({ params, body }) => {
      const before = activeMeter(catalog, params.meterId)
      const meter: Meter = { ...before, ...body, name: body.name ?? before.name, updated_at: iso(now()) }
      catalog.putMeter(meter)
      return meter
    }),
    route(deleteMeter, ({ params }) => {
      catalog.putMeter({ ...activeMeter(catalog, params.meterId), deleted_at: iso(now()) })
      return undefined
    }),
  ]
}

export function createCustomerRoutes({ catalog, now, newUlid }: CatalogParts): Route[] {
  return [
    route(listCustomers, ({ query }) => cutList(catalog.activeCustomers(), query, customerTexts)),
    route(createCustomer, ({ body }) => {
      const id = newUlid()
      refuseTaken(catalog, id, body)
      const customer: Customer = { ...body, id, ...created(now()) }
      catalog.putCustomer(customer)
      return customer
    }),
    route(getCustomer, ({ params }) => knownCustomer(catalog, params.customerId)),
    route(upsertCustomer, ({ params, body }) => {
      const before = knownCustomer(catalog, params.customerId)
      if (before.deleted_at !== undefined) throw apiError(410, `Customer [${before.id}] is deleted`)
      refuseTaken(catalog, before.id, body)
      const { id, key, created_at } = before
      const customer: Customer = { ...body, id, key, created_at, updated_at: iso(now()) }
      catalog.putCustomer(customer)
      return customer
    }),
    route(deleteCustomer, ({ params }) => {
      const customer = knownCustomer(catalog, params.customerId)
      if (customer.deleted_at === undefined) catalog.putCustomer({ ...customer, deleted_at: iso(now()) })
      return undefined
    }),
  ]
}

/** By id, or by key as OpenMeter allows. */
export function activeMeter(catalog: Catalog, id: string): Meter {
  const found = catalog.meter(id) ?? catalog.activeMeters().find(meter => meter.key === id)
  if (found === undefined || found.deleted_at !== undefined) throw notFound(`Meter [${id}]`)
  return found
}

/** A deleted customer is still answered, with `deleted_at`, as Konnect does. */
function knownCustomer(catalog: Catalog, id: string): Customer {
  const found = catalog.customer(id)
  if (found === undefined) throw notFound(`Customer [${id}]`)
  return found
}

/** A key is one customer's, and so is a subject: usage cannot be billed twice. */
function refuseTaken(
  catalog: Catalog,
  id: string,
  body: UpsertCustomerRequest & Partial<Pick<CreateCustomerRequest, 'key'>>,
): void {
  const others = catalog.activeCustomers().filter(customer => customer.id !== id)
  if (body.key !== undefined && others.some(customer => customer.key === body.key)) {
    throw taken('key', `a customer has the key ${body.key} already`)
  }
  const subjects = body.usage_attribution?.subject_keys ?? []
  const owned = new Set(others.flatMap(customer => customer.usage_attribution?.subject_keys ?? []))
  const index = subjects.findIndex(subject => owned.has(subject))
  if (index >= 0) {
    throw taken(`usage_attribution.subject_keys[${index}]`, `another customer has ${subjects[index]} already`)
  }
}

function taken(field: string, reason: string) {
  return badRequest([{ field, source: 'body', rule: 'invalid', reason }])
}

function customerTexts(row: Customer, field: string): readonly string[] {
  // Konnect's plans and billing profiles are not rehearsed: no customer has one.
  if (field === 'plan_key' || field === 'billing_profile_id') return []
  if (field === 'usage_attribution_subject_key') return row.usage_attribution?.subject_keys ?? []
  if (field === 'primary_email') return row.primary_email === undefined ? [] : [row.primary_email]
  return [field === 'name' ? row.name : row.key]
}

function created(at: number): { created_at: string; updated_at: string } {
  return { created_at: iso(at), updated_at: iso(at) }
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
