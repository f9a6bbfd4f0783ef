/** Customers and meters with what the API asks for at least. */
import type { CreateCustomerRequest } from '#events/customer.ts'
import type { CreateMeterRequest } from '#events/meter.ts'

/** Half of what the API takes in names and keys, since characters may be of two units. */
const NAME_LIMIT = 128

/** Named like the one subject that it has. */
export function customerFor(subject: string): CreateCustomerRequest {
  const name = [...subject].slice(0, NAME_LIMIT).join('')
  return { key: name, name, usage_attribution: { subject_keys: [subject] } }
}

/** Counts events: the one meter that needs to know nothing about their data. */
export function meterFor(type: string): CreateMeterRequest {
  const key = `${keyFrom(type, 57)}_total`
  return { key, name: key, aggregation: 'count', event_type: type }
}

/** A key of the API from a text: words of a-z and 0-9 with single underscores between them. */
export function keyFrom(text: string, length = 64): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? ['unnamed']
  return words.join('_').slice(0, length).replace(/_$/, '')
}
