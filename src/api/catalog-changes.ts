/** What both versions of the API do to the catalog. */
import type { Catalog } from '#events/catalog.ts'
import type { CreateCustomerRequest, KeptCustomer, UpsertCustomerRequest } from '#events/customer.ts'
import type { CreateMeterRequest, KeptMeter } from '#events/meter.ts'

export interface CatalogParts {
  catalog: Catalog
  /** Milliseconds since the epoch. */
  now(): number
  newUlid(): string
}

/** What another row of the catalog has already; `field` is API v3's. */
export interface Conflict {
  field: string
  reason: string
}

type ChangeParts = Pick<CatalogParts, 'catalog' | 'now'>

export function addMeter(
  { catalog, now, newUlid }: CatalogParts,
  request: CreateMeterRequest & Pick<KeptMeter, 'metadata'>,
): KeptMeter {
  const meter = { ...request, id: newUlid(), created_at: iso(now()), updated_at: iso(now()) }
  catalog.putMeter(meter)
  return meter
}

export function changeMeter({ catalog, now }: ChangeParts, changed: KeptMeter): KeptMeter {
  const meter = { ...changed, updated_at: iso(now()) }
  catalog.putMeter(meter)
  return meter
}

export function deleteMeter({ catalog, now }: ChangeParts, meter: KeptMeter): void {
  catalog.putMeter({ ...meter, deleted_at: iso(now()) })
}

/** `id` is one that no other row has. */
export function addCustomer(
  { catalog, now }: ChangeParts,
  request: CreateCustomerRequest & Pick<KeptCustomer, 'id' | 'metadata'>,
): KeptCustomer {
  const customer = { ...request, created_at: iso(now()), updated_at: iso(now()) }
  catalog.putCustomer(customer)
  return customer
}

export function changeCustomer({ catalog, now }: ChangeParts, changed: KeptCustomer): KeptCustomer {
  const customer = { ...changed, updated_at: iso(now()) }
  catalog.putCustomer(customer)
  return customer
}

export function deleteCustomer({ catalog, now }: ChangeParts, customer: KeptCustomer): void {
  catalog.putCustomer({ ...customer, deleted_at: iso(now()) })
}

/** By id, or by key as OpenMeter allows; undefined for a deleted one. */
export function findMeter(catalog: Catalog, idOrKey: string): KeptMeter | undefined {
  const found = catalog.meter(idOrKey) ?? catalog.activeMeters().find(meter => meter.key === idOrKey)
  return found?.deleted_at === undefined ? found : undefined
}

export function meterConflict(catalog: Catalog, key: string): Conflict | undefined {
  if (!catalog.activeMeters().some(meter => meter.key === key)) return undefined
  return { field: 'key', reason: `a meter has the key ${key} already` }
}

/** A key is one customer's, and so is a subject: usage cannot be billed twice. */
export function customerConflict(
  catalog: Catalog,
  id: string,
  { key, usage_attribution }: UpsertCustomerRequest & Partial<Pick<CreateCustomerRequest, 'key'>>,
): Conflict | undefined {
  const others = catalog.activeCustomers().filter(customer => customer.id !== id)
  if (key !== undefined && others.some(customer => customer.key === key)) {
    return { field: 'key', reason: `a customer has the key ${key} already` }
  }
  const subjects = usage_attribution?.subject_keys ?? []
  const owned = new Set(others.flatMap(customer => customer.usage_attribution?.subject_keys ?? []))
  const index = subjects.findIndex(subject => owned.has(subject))
  if (index < 0) return undefined
  return {
    field: `usage_attribution.subject_keys[${index}]`,
    reason: `another customer has ${subjects[index]} already`,
  }
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
