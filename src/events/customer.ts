/** Customers as Konnect keeps them, as far as metering needs them. */
import { z } from 'zod'
import { metadata } from './metadata.ts'
import { resourceFields, resourceTimes, ulid } from './meter.ts'

const billingAddress = z.strictObject({
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  postal_code: z.string().optional(),
  state: z.string().optional(),
  city: z.string().optional(),
  line1: z.string().optional(),
  line2: z.string().optional(),
  phone_number: z.string().optional(),
})

/** Konnect API, UpsertCustomerRequest. */
export const upsertCustomerRequest = z.strictObject({
  ...resourceFields,
  /** The subjects whose events are this customer's. */
  usage_attribution: z.strictObject({ subject_keys: z.array(z.string().min(1)) }).optional(),
  primary_email: z.string().optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  billing_address: billingAddress.optional(),
})
export type UpsertCustomerRequest = z.infer<typeof upsertCustomerRequest>

/** Konnect API, CreateCustomerRequest. */
export const createCustomerRequest = upsertCustomerRequest.extend({ key: z.string().min(1).max(256) })
export type CreateCustomerRequest = z.infer<typeof createCustomerRequest>

/** Konnect API, BillingCustomer. */
export const customer = createCustomerRequest.extend({ id: ulid, ...resourceTimes })
export type Customer = z.infer<typeof customer>

/** A customer as the catalog keeps it. */
export const keptCustomer = customer.extend({ metadata: metadata.optional() })
export type KeptCustomer = z.infer<typeof keptCustomer>
