import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCustomerRequest } from '#events/customer.ts'
import { createMeterRequest } from '#events/meter.ts'
import { fixCommand, fixesOf } from './finding-fix.ts'

const fixes = (subject: string, type = 'kong.api_request') => fixesOf({ subject, type })

test('the customer of a subject, and the call that creates it in Konnect', () => {
  const [customer] = fixes('alice')
  expect(customer?.message).toBe('no customer found for event subject: alice')
  expect(
    customer && fixCommand(customer),
  ).toBe(`curl -X POST "https://\${KONNECT_REGION:-us}.api.konghq.com/v3/openmeter/customers" \\
     -H "Authorization: Bearer $KONNECT_TOKEN" \\
     -H "Content-Type: application/json" \\
     --data-raw '{
  "key": "alice",
  "name": "alice",
  "usage_attribution": {
    "subject_keys": [
      "alice"
    ]
  }
}'`)
})

test.for([
  ['kong.api_request', 'kong_api_request_total'],
  ['com.example.Order-Placed', 'com_example_order_placed_total'],
  ['…', 'events_total'],
] as const)('the meter of %s is %s', ([type, key]) => {
  expect(fixes('alice', type)[1]?.body).toMatchObject({ key, aggregation: 'count', event_type: type })
})

test('a quote in a subject stays inside the command', () => {
  const [customer] = fixes("o'hara; rm")
  expect(customer && fixCommand(customer)).toContain(`"key": "o'\\''hara; rm"`)
})

test('whatever subject and type an event has, Konnect takes what is asked of it', () => {
  const text = fc.string({ minLength: 1, maxLength: 400, unit: 'grapheme' })
  fc.assert(
    fc.property(text, text, (subject, type) => {
      const [customer, meter] = fixes(subject, type)
      createCustomerRequest.parse(customer?.body)
      createMeterRequest.parse(meter?.body)
    }),
  )
})
