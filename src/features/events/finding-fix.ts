/** What clears a finding: the customer or the meter that Metering & Billing did not find. */

import type { z } from 'zod'
import { konnectCall } from '#api/konnect-call.ts'
import { createCustomer, createMeter } from '#api/konnect-contract.ts'
import type { CreateCustomerRequest } from '#events/customer.ts'
import type { createMeterRequest } from '#events/meter.ts'
import type { EventRow } from './event-row.ts'

interface FixBase {
  /** One per customer and meter. */
  key: string
  /** OpenMeter's message that it clears. */
  message: string
  /** `customer "alice"` */
  what: string
}

interface CustomerFix extends FixBase {
  kind: 'customer'
  body: CreateCustomerRequest
}

interface MeterFix extends FixBase {
  kind: 'meter'
  body: z.infer<typeof createMeterRequest>
}

export type FindingFix = CustomerFix | MeterFix

/** The fixes that an event can need, needed or not. Messages: openmeter/meterevent/adapter/event.go. */
export function fixesOf({ subject, type }: Pick<EventRow, 'subject' | 'type'>): FindingFix[] {
  return [customerFix(subject), meterFix(type)]
}

/** Konnect takes names and keys of up to 256 characters. */
const nameLimit = 256

function customerFix(subject: string): CustomerFix {
  const name = [...subject].slice(0, nameLimit / 2).join('')
  return {
    kind: 'customer',
    key: `customer ${subject}`,
    message: `no customer found for event subject: ${subject}`,
    what: `customer "${name}"`,
    body: { key: name, name, usage_attribution: { subject_keys: [subject] } },
  }
}

/** Counts events: the one meter that needs to know nothing about their data. */
function meterFix(type: string): MeterFix {
  const key = meterKey(type)
  return {
    kind: 'meter',
    key: `meter ${type}`,
    message: `no meter found for event type: ${type}`,
    what: `meter "${key}"`,
    body: { key, name: key, aggregation: 'count', event_type: type },
  }
}

/** Konnect's meter keys: words of a-z and 0-9 with single underscores between them, at most 64 characters. */
function meterKey(type: string): string {
  const words = type.toLowerCase().match(/[a-z0-9]+/g) ?? ['events']
  const stem = words.join('_').slice(0, 57).replace(/_$/, '')
  return `${stem}_total`
}

/** The call that does the same in Konnect. */
export function fixCommand({ kind, body }: FindingFix): string {
  const { method, path } = kind === 'customer' ? createCustomer : createMeter
  return konnectCall({ method, path, body })
}
