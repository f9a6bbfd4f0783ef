/** Customers of OpenMeter's API v1 (openmeter api/openapi.yaml): the same customers as v3's, in camel case. */
import { z } from 'zod'
import { createCustomerRequest, upsertCustomerRequest } from '#events/customer.ts'
import { metadata } from '#events/metadata.ts'
import { type Endpoint, get, post, put, remove } from '../endpoint.ts'
import { listParameters } from './pagination.ts'

const { name, description, primary_email, currency, billing_address } = upsertCustomerRequest.shape
const address = billing_address.unwrap().shape

/** Properties that are not known are ignored, as OpenMeter ignores them. */
const customerCreate = z.object({
  /** Either this or a subject. */
  key: createCustomerRequest.shape.key.optional(),
  name,
  description,
  metadata: metadata.nullish(),
  /** The subjects whose events are this customer's. */
  usageAttribution: z.object({ subjectKeys: z.array(z.string().min(1)) }).optional(),
  primaryEmail: primary_email,
  currency,
  billingAddress: z
    .object({
      country: address.country,
      postalCode: address.postal_code,
      state: address.state,
      city: address.city,
      line1: address.line1,
      line2: address.line2,
      phoneNumber: address.phone_number,
    })
    .optional(),
})
export type CustomerCreate = z.infer<typeof customerCreate>

const dateTime = z.iso.datetime({ offset: true })
const customerV1 = customerCreate.extend({
  id: z.string(),
  usageAttribution: z.object({ subjectKeys: z.array(z.string()) }),
  createdAt: dateTime,
  updatedAt: dateTime,
  deletedAt: dateTime.optional(),
})
export type CustomerV1 = z.infer<typeof customerV1>

const part = z.string().optional()
const customerListQuery = z.object({
  ...listParameters,
  orderBy: z.enum(['id', 'name', 'createdAt']).default('name'),
  /** A part is enough, in any case; so of the four. */
  key: part,
  name: part,
  primaryEmail: part,
  subject: part,
  planKey: z.string().optional(),
  expand: z.array(z.string()).optional(),
})
export type CustomerListV1Query = z.output<typeof customerListQuery>

const customerPage = z.object({
  items: z.array(customerV1),
  page: z.int(),
  pageSize: z.int(),
  totalCount: z.int(),
})

export const listCustomersV1: Endpoint<
  CustomerListV1Query,
  undefined,
  z.infer<typeof customerPage>,
  '/api/v1/customers',
  z.input<typeof customerListQuery>
> = {
  ...get('/api/v1/customers', customerPage, customerListQuery),
  repeatable: ['expand'],
}
export const createCustomerV1 = post('/api/v1/customers', customerCreate, customerV1)
export const getCustomerV1 = get('/api/v1/customers/{customerIdOrKey}', customerV1)
/** Replaces all that a customer has, its key too. */
export const updateCustomerV1 = put('/api/v1/customers/{customerIdOrKey}', customerCreate, customerV1)
export const deleteCustomerV1 = remove('/api/v1/customers/{customerIdOrKey}')
