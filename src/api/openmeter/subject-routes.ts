/**
 * OpenMeter's API v1: subjects. OpenMeter keeps a customer for each subject (openmeter/customer/service/hooks) and a
 * subject for each subject key of a customer; the studio has the customers alone and shows their subject keys.
 */
import type { Catalog } from '#events/catalog.ts'
import type { KeptCustomer } from '#events/customer.ts'
import { joinMetadata, splitMetadata } from '#events/metadata.ts'
import { addCustomer, type CatalogParts, changeCustomer } from '../catalog-changes.ts'
import { notFound } from '../problem.ts'
import { type Route, route } from '../serve.ts'
import {
  deleteSubjectV1,
  getSubjectV1,
  listSubjectsV1,
  type Subject,
  type SubjectUpsert,
  upsertSubjectsV1,
} from './subject-contract.ts'
import { withoutUndefined } from './without-undefined.ts'

/** Where the customer's metadata has the subject's Stripe customer, as OpenMeter's annotations have it. */
const stripe = 'stripeCustomerId'

export function createSubjectV1Routes(parts: CatalogParts): Route[] {
  const { catalog } = parts
  return [
    route(listSubjectsV1, () =>
      catalog
        .activeCustomers()
        .flatMap(customer => [...new Set(subjectKeysOf(customer))].map(key => subjectOf(key, customer)))
        .toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    ),
    route(upsertSubjectsV1, ({ body }) =>
      body.map(given => {
        const owner = ownerOf(catalog, given.key)
        const customer = owner === undefined ? create(parts, given) : change(parts, owner, given)
        return subjectOf(given.key, customer)
      }),
    ),
    route(getSubjectV1, ({ params: { subjectIdOrKey: key } }) => subjectOf(key, knownOwner(catalog, key))),
    route(deleteSubjectV1, ({ params: { subjectIdOrKey: key } }) => {
      const customer = knownOwner(catalog, key)
      const subject_keys = subjectKeysOf(customer).filter(other => other !== key)
      changeCustomer(parts, { ...customer, usage_attribution: { subject_keys } })
      return undefined
    }),
  ]
}

function subjectKeysOf(customer: KeptCustomer): readonly string[] {
  return customer.usage_attribution?.subject_keys ?? []
}

function ownerOf(catalog: Catalog, key: string): KeptCustomer | undefined {
  return catalog.activeCustomers().find(customer => subjectKeysOf(customer).includes(key))
}

function knownOwner(catalog: Catalog, key: string): KeptCustomer {
  const found = ownerOf(catalog, key)
  if (found === undefined) throw notFound(`Subject [${key}]`)
  return found
}

/** With the subject's key as its own, unless another customer has that. */
function create({ catalog, now, newUlid }: CatalogParts, given: SubjectUpsert): KeptCustomer {
  const id = newUlid()
  const isTaken = catalog.activeCustomers().some(customer => customer.key === given.key)
  return addCustomer(
    { catalog, now },
    {
      id,
      key: isTaken ? id : given.key,
      name: given.displayName ?? given.key,
      usage_attribution: { subject_keys: [given.key] },
      ...splitMetadata(metadataOf({}, given)),
    },
  )
}

function change(parts: CatalogParts, before: KeptCustomer, given: SubjectUpsert): KeptCustomer {
  const { labels, metadata, ...customer } = before
  return changeCustomer(parts, {
    ...customer,
    name: given.displayName ?? before.name,
    ...splitMetadata(metadataOf(joinMetadata({ labels, metadata }) ?? {}, given)),
  })
}

/** The subject's metadata over the customer's; values are texts there. */
function metadataOf(before: Record<string, string>, given: SubjectUpsert): Record<string, string> {
  const texts = Object.entries(given.metadata ?? {}).map(
    ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  )
  const merged: Record<string, string> = { ...before, ...Object.fromEntries(texts) }
  if (given.stripeCustomerId === null) delete merged[stripe]
  return typeof given.stripeCustomerId === 'string' ? { ...merged, [stripe]: given.stripeCustomerId } : merged
}

function subjectOf(key: string, customer: KeptCustomer): Subject {
  const { [stripe]: stripeCustomerId, ...metadata } = joinMetadata(customer) ?? {}
  return withoutUndefined({
    id: key,
    key,
    displayName: customer.name,
    metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
    stripeCustomerId,
    createdAt: customer.created_at,
    updatedAt: customer.updated_at,
  })
}
