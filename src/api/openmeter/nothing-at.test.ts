import { expect, test } from 'vitest'
import { createMemoryBackend } from '../../mocks/memory-backend.ts'
import { createApiClient } from '../../testing/api-client.ts'

const send = createApiClient(createMemoryBackend().routes)

test.for([
  '/api/v1/plans',
  '/api/v1/features/tokens',
  '/api/v1/subscriptions/1/cancel',
  '/api/v1/billing/invoices',
  '/api/v1/notification/channels',
  '/api/v1/portal/tokens',
  '/api/v1/debug/metrics',
  '/api/v1/customers/acme/access',
  '/api/v1/subjects/alice/entitlements/tokens/value',
  '/api/v2/customers/acme/entitlements',
  '/api/v2/grants',
  '/v3/openmeter/features',
  '/api/v3/openmeter/customers/1/charges',
])('%s is not rehearsed, and what is is said', async path => {
  const { status, body } = await send('GET', path)
  expect([status, body]).toMatchObject([501, { status: 501, title: 'Not Implemented' }])
  expect(body).toMatchObject({ detail: expect.stringContaining('/v3/openmeter/events') })
})

test.for(['/api/v1/meterz', '/api/v2/meters', '/api/v1/', '/v3/openmeter/events/1', '/api/v1/meters/a/b'])(
  'there is nothing at %s',
  async path => {
    const { status, body } = await send('GET', path)
    expect([status, body]).toMatchObject([404, { detail: expect.stringContaining('/api/v1/events') }])
  },
)

test('elsewhere it is said in short', async () => {
  expect((await send('GET', '/api/gone')).body).toMatchObject({ detail: 'There is nothing at /api/gone' })
})
