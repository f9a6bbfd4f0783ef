/** OpenMeter's API v1: customers, over the catalog that v3 has too (openmeter/customer/httpdriver/customer.go). */
import type { Catalog } from '#events/catalog.ts'
import type { CreateCustomerRequest, KeptCustomer } from '#events/customer.ts'
import { joinMetadata, splitMetadata } from '#events/metadata.ts'
import {
  addCustomer,
  type CatalogParts,
  changeCustomer,
  customerConflict,
  deleteCustomer,
} from '../catalog-changes.ts'
import { apiError, badRequest, notFound } from '../problem.ts'
import { type Route, route } from '../serve.ts'
import {
  type CustomerCreate,
  type CustomerListV1Query,
  type CustomerV1,
  createCustomerV1,
  deleteCustomerV1,
  getCustomerV1,
  listCustomersV1,
  updateCustomerV1,
} from './customer-contract.ts'
import { cutPage } from './pagination.ts'
import { withoutUndefined } from './without-undefined.ts'

export function createCustomerV1Routes(parts: CatalogParts): Route[] {
  const { catalog, newUlid } = parts
  return [
    route(listCustomersV1, ({ query }) => {
      const rows = query.includeDeleted ? catalog.customers() : catalog.activeCustomers()
      const found = rows.filter(row => meets(row, query)).map(customerOf)
      const items = cutPage(found, query, row => row[query.orderBy])
      return { items, page: query.page, pageSize: query.pageSize, totalCount: found.length }
    }),
    route(createCustomerV1, ({ body }) => {
      const request = requestOf(newUlid(), body)
      refuseConflict(catalog, request)
      return customerOf(addCustomer(parts, request))
    }),
    route(getCustomerV1, ({ params }) => customerOf(knownCustomer(catalog, params.customerIdOrKey))),
    route(updateCustomerV1, ({ params, body }) => {
      const before = livingCustomer(catalog, params.customerIdOrKey)
      const request = requestOf(before.id, body)
      refuseConflict(catalog, request)
      const { created_at, updated_at } = before
      return customerOf(changeCustomer(parts, { ...request, created_at, updated_at }))
    }),
    route(deleteCustomerV1, ({ params }) => {
      deleteCustomer(parts, livingCustomer(catalog, params.customerIdOrKey))
      return undefined
    }),
  ]
}

/** By id, or by the key of one that is not deleted. */
function knownCustomer(catalog: Catalog, idOrKey: string): KeptCustomer {
  const found =
    catalog.customer(idOrKey) ?? catalog.activeCustomers().find(customer => customer.key === idOrKey)
  if (found === undefined) throw notFound(`Customer [${idOrKey}]`)
  return found
}

function livingCustomer(catalog: Catalog, idOrKey: string): KeptCustomer {
  const found = knownCustomer(catalog, idOrKey)
  if (found.deleted_at !== undefined) throw apiError(412, `customer is deleted [customer.id=${found.id}]`)
  return found
}

function refuseConflict(catalog: Catalog, request: CreateCustomerRequest & { id: string }): void {
  const conflict = customerConflict(catalog, request.id, request)
  if (conflict !== undefined) throw apiError(409, conflict.reason)
}

function meets(
  row: KeptCustomer,
  { key, name, primaryEmail, subject, planKey }: CustomerListV1Query,
): boolean {
  // No customer has a plan: plans are not rehearsed.
  if (planKey !== undefined) return false
  return (
    hasPart([row.key], key) &&
    hasPart([row.name], name) &&
    hasPart([row.primary_email ?? ''], primaryEmail) &&
    hasPart(row.usage_attribution?.subject_keys ?? [], subject)
  )
}

function hasPart(texts: readonly string[], part: string | undefined): boolean {
  if (part === undefined) return true
  return texts.some(text => text.toLowerCase().includes(part.toLowerCase()))
}

/** v3 knows no customer without a key: one that has none here has its id there. */
function requestOf(
  id: string,
  body: CustomerCreate,
): CreateCustomerRequest & Pick<KeptCustomer, 'id' | 'metadata'> {
  const { key, usageAttribution, billingAddress } = body
  if (key === undefined && (usageAttribution?.subjectKeys ?? []).length === 0) {
    const reason = 'either key or usageAttribution.subjectKeys must be provided'
    throw badRequest([{ field: 'key', source: 'body', rule: 'required', reason }])
  }
  return withoutUndefined({
    id,
    key: key ?? id,
    name: body.name,
    description: body.description,
    usage_attribution: usageAttribution && { subject_keys: usageAttribution.subjectKeys },
    primary_email: body.primaryEmail,
    currency: body.currency,
    billing_address: billingAddress && addressOf(billingAddress),
    ...splitMetadata(body.metadata),
  })
}

function addressOf({ postalCode, phoneNumber, ...others }: NonNullable<CustomerCreate['billingAddress']>) {
  return withoutUndefined({ ...others, postal_code: postalCode, phone_number: phoneNumber })
}

function customerOf(row: KeptCustomer): CustomerV1 {
  return withoutUndefined({
    id: row.id,
    key: row.key === row.id ? undefined : row.key,
    name: row.name,
    description: row.description,
    metadata: joinMetadata(row),
    usageAttribution: { subjectKeys: row.usage_attribution?.subject_keys ?? [] },
    primaryEmail: row.primary_email,
    currency: row.currency,
    billingAddress: row.billing_address && addressV1Of(row.billing_address),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at,
  })
}

function addressV1Of({ postal_code, phone_number, ...others }: NonNullable<KeptCustomer['billing_address']>) {
  return withoutUndefined({ ...others, postalCode: postal_code, phoneNumber: phone_number })
}
