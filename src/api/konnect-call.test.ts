import { expect, test } from 'vitest'
import { konnectCall } from './konnect-call.ts'

test('a call with a body keeps its quotes from the shell', () => {
  expect(konnectCall({ method: 'POST', path: '/v3/openmeter/customers', body: { name: "O'Neil" } })).toBe(
    `curl -X POST "https://\${KONNECT_REGION:-us}.api.konghq.com/v3/openmeter/customers" \\
     -H "Authorization: Bearer $KONNECT_TOKEN" \\
     -H "Content-Type: application/json" \\
     --data-raw '{
  "name": "O'\\''Neil"
}'`,
  )
})

test('a call without a body has none', () => {
  expect(konnectCall({ method: 'DELETE', path: '/v3/openmeter/meters/1' })).not.toContain('--data')
})
