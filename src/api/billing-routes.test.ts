import { describe, expect, test } from 'vitest'
import { emptyPriceBook, type PriceBook } from '#billing/price-book.ts'
import { createMemoryBackend } from '../mocks/memory-backend.ts'
import { anEvent } from '../testing/an-event.ts'
import { createApiClient } from '../testing/api-client.ts'

const time = '2026-11-10T12:00:00.000Z'
const november = 'from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z'
const book: PriceBook = {
  currency: 'EUR',
  features: [{ key: 'api_requests', name: 'API requests', meter: 'api_requests_total', filters: {} }],
  plans: [
    {
      key: 'starter',
      name: 'Starter',
      rate_cards: [
        {
          key: 'api_requests',
          name: 'API requests',
          feature: 'api_requests',
          price: { type: 'unit', amount: '0.125' },
        },
      ],
    },
  ],
  reference_plan: 'starter',
  subscriptions: [{ customer: 'alice', plan: 'starter', active_from: '2026-01-01T00:00:00Z' }],
}

async function start() {
  const send = createApiClient(createMemoryBackend().routes)
  await send('PUT', '/api/billing/prices', { json: book })
  await send('POST', '/v3/openmeter/customers', { json: { key: 'alice', name: 'Alice Ltd' } })
  for (const [id = '', subject = ''] of [
    ['1', 'alice'],
    ['2', 'alice'],
    ['3', 'bob'],
  ]) {
    await send('POST', '/v3/openmeter/events', {
      json: anEvent({ id, subject, time, source: 'kong-gateway', type: 'kong.api_request' }),
    })
  }
  return send
}

describe('the price book', () => {
  test('is empty at first and kept as it is put', async () => {
    const send = createApiClient(createMemoryBackend().routes)
    expect((await send('GET', '/api/billing/prices')).body).toEqual(emptyPriceBook)
    expect((await send('PUT', '/api/billing/prices', { json: book })).status).toBe(200)
    expect((await send('GET', '/api/billing/prices')).body).toEqual(book)
  })

  test('is refused where it is wrong, and the one before stays', async () => {
    const send = await start()
    const reply = await send('PUT', '/api/billing/prices', { json: { ...book, plans: [] } })
    expect(reply.status).toBe(400)
    expect(JSON.stringify(reply.body)).toContain('there is no plan \\"starter\\"')
    expect((await send('GET', '/api/billing/prices')).body).toEqual(book)
  })
})

test('a preview bills the customer and names who is not billed', async () => {
  const send = await start()
  expect((await send('GET', `/api/billing/preview?${november}`)).body).toMatchObject({
    currency: 'EUR',
    bills: [{ customer: { key: 'alice' }, lines: [{ quantity: '2', amount: '0.25' }], total: '0.25' }],
    unbilled: [{ reason: 'no_customer', shares: [{ who: 'bob', amount: '0.13' }], amount: '0.13' }],
  })
})

test('a period that ends before it begins is refused', async () => {
  const send = await start()
  const reply = await send('GET', '/api/billing/preview?from=2026-12-01T00:00:00Z&to=2026-11-01T00:00:00Z')
  expect(reply.status).toBe(400)
  expect(JSON.stringify(reply.body)).toContain('must be after from')
})

test.for<[string, number, unknown]>([
  ['1', 200, { currency: 'EUR', charges: [{ feature: 'api_requests', quantity: '1', amount: '0.125' }] }],
  ['3', 200, { currency: 'EUR', charges: [] }],
  ['9', 404, { detail: expect.stringContaining('Event [9]') }],
])('the charges of event %s', async ([id, status, body]) => {
  const send = await start()
  const reply = await send('GET', `/api/billing/charges?source=kong-gateway&id=${id}&${november}`)
  expect(reply).toMatchObject({ status, body })
})
