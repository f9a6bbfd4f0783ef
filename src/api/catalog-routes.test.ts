import { describe, expect, test } from 'vitest'
import { keptMeter } from '#events/meter.ts'
import { createMemoryBackend } from '../mocks/memory-backend.ts'
import { createApiClient } from '../testing/api-client.ts'

const meters = '/v3/openmeter/meters'
const customers = '/v3/openmeter/customers'
const start = () =>
  createApiClient(createMemoryBackend({ now: () => Date.parse('2026-01-01T00:00:00Z') }).routes)

const aMeter = {
  name: 'Tokens',
  key: 'tokens_total',
  aggregation: 'sum',
  event_type: 'prompt',
  value_property: '$.tokens',
}
const aCustomer = { name: 'Alice', key: 'c-1', usage_attribution: { subject_keys: ['alice'] } }
type Page = { data: { id: string; key: string }[]; meta: { page: object } }

describe('meters', () => {
  test("Kong's two are there from the start", async () => {
    const { body } = await start()('GET', `${meters}?sort=key desc`)
    expect((body as Page).data.map(({ key }) => key)).toEqual(['llm_tokens_total', 'api_requests_total'])
    expect((body as Page).meta).toEqual({ page: { number: 1, size: 20, total: 2 } })
  })

  test('one is created, read, updated and deleted', async () => {
    const send = start()
    const created = await send('POST', meters, { json: aMeter })
    expect(created).toMatchObject({ status: 201, body: aMeter })
    const path = `${meters}/${(created.body as { id: string }).id}`
    const updated = await send('PUT', path, { json: { dimensions: { model: '$.model' } } })
    expect(updated).toMatchObject({ status: 200, body: { ...aMeter, dimensions: { model: '$.model' } } })
    expect((await send('GET', path)).body).toEqual(updated.body)
    expect((await send('DELETE', path)).status).toBe(204)
    expect((await send('GET', path)).status).toBe(404)
    expect((await send('POST', meters, { json: aMeter })).status).toBe(201)
  })

  test.for([
    { change: { key: 'Tokens Total' }, field: 'key' },
    { change: { key: 'api_requests_total' }, field: 'key' },
    { change: { aggregation: 'median' }, field: 'aggregation' },
    { change: { value_property: undefined }, field: 'value_property' },
    { change: { value_property: 'tokens' }, field: 'value_property' },
    { change: { value_property: '$..tokens' }, field: 'value_property' },
    { change: { dimensions: { model: 'model' } }, field: 'dimensions.model' },
    { change: { dimensions: { model: '' } }, field: 'dimensions.model' },
    { change: { dimensions: { 'a model': '$.model' } }, field: 'dimensions.a model' },
    { change: { labels: { kong_x: 'a' } }, field: 'labels.kong_x' },
    { change: { colour: 'red' }, field: 'colour' },
  ])('$change is refused at $field', async ({ change, field }) => {
    const reply = await start()('POST', meters, { json: { ...aMeter, ...change } })
    expect(reply).toMatchObject({ status: 400, body: { invalid_parameters: [{ field }] } })
  })

  test('what is wrong with a name or a path is said in words', async () => {
    const dimensions = { 'a model': '$.model', type: 'type' }
    const { body } = await start()('POST', meters, { json: { ...aMeter, dimensions } })
    expect(body).toMatchObject({
      invalid_parameters: [
        { field: 'dimensions.a model', reason: 'must have letters, digits and underscores only as its name' },
        { field: 'dimensions.type', reason: expect.stringContaining('must be a JSONPath') },
      ],
    })
  })

  test('a meter that was kept with another path is still there', () => {
    const kept = { ...aMeter, value_property: 'tokens', id: '01M7YX8DVME5YAREYVT8R04SW9' }
    const times = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' }
    expect(keptMeter.safeParse({ ...kept, ...times }).success).toBe(true)
  })

  test.for([
    { query: 'filter[key]=api_requests_total', keys: ['api_requests_total'] },
    { query: 'filter[key][contains]=tokens', keys: ['llm_tokens_total'] },
    { query: 'filter[name]=API requests', keys: ['api_requests_total'] },
    { query: 'page[size]=1&page[number]=2&sort=key', keys: ['llm_tokens_total'] },
    { query: 'sort=aggregation desc,key', keys: ['llm_tokens_total', 'api_requests_total'] },
  ])('$query', async ({ query, keys }) => {
    const { body } = await start()('GET', `${meters}?${query}`)
    expect((body as Page).data.map(({ key }) => key)).toEqual(keys)
  })
})

describe('customers', () => {
  test('one is created, replaced and deleted; a deleted one is answered, but gone for good', async () => {
    const send = start()
    const created = await send('POST', customers, { json: aCustomer })
    const { id } = created.body as { id: string }
    const replaced = await send('PUT', `${customers}/${id}`, { json: { name: 'Alice B.' } })
    expect(replaced.body).toEqual({
      id,
      key: 'c-1',
      name: 'Alice B.',
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
    })
    expect((await send('DELETE', `${customers}/${id}`)).status).toBe(204)
    expect((await send('GET', `${customers}/${id}`)).body).toMatchObject({
      deleted_at: '2026-01-01T00:00:00.000Z',
    })
    expect((await send('PUT', `${customers}/${id}`, { json: { name: 'Again' } })).status).toBe(410)
    expect(((await send('GET', customers)).body as Page).data).toEqual([])
  })

  test('a subject is one customer’s', async () => {
    const send = start()
    await send('POST', customers, { json: aCustomer })
    const reply = await send('POST', customers, {
      json: { name: 'Bob', key: 'c-2', usage_attribution: { subject_keys: ['bob', 'alice'] } },
    })
    expect(reply.body).toMatchObject({
      detail: 'usage_attribution.subject_keys[1]: another customer has alice already',
    })
  })

  test('lists filter by subject', async () => {
    const send = start()
    await send('POST', customers, { json: aCustomer })
    await send('POST', customers, { json: { name: 'Bob', key: 'c-2' } })
    const { body } = await send('GET', `${customers}?filter[usage_attribution_subject_key]=alice`)
    expect((body as Page).data.map(({ key }) => key)).toEqual(['c-1'])
  })
})

test.for([
  { query: 'filter[plan_key]=pro', count: 0 },
  { query: 'filter[billing_profile_id][oeq]=01G65Z755AFWAKHE12NY0CQ9FH', count: 0 },
  { query: 'filter[primary_email][contains]=@', count: 0 },
  { query: '', count: 1 },
])('customers by $query', async ({ query, count }) => {
  const send = start()
  await send('POST', customers, { json: aCustomer })
  const reply = await send('GET', `${customers}?${query}`)
  expect(reply).toMatchObject({ status: 200, body: { meta: { page: { total: count } } } })
})

test.for([
  { path: `${meters}?page[size]=abc`, field: 'page[size]', reason: 'must be a number' },
  { path: `${meters}?page[number]=0x1`, field: 'page[number]', reason: 'must be a number' },
  { path: `${meters}?page[number]=1.5`, field: 'page[number]', reason: 'must be a whole number' },
  {
    path: '/v3/openmeter/events?sort=foo',
    field: 'sort',
    reason: 'must be time, ingested_at or stored_at, followed by " asc" or " desc" if not descending',
  },
  {
    path: `${customers}?sort=foo`,
    field: 'sort[0]',
    reason: 'must be id, name, created_at, each followed by " asc" or " desc" or nothing',
  },
])('$path says what it takes', async ({ path, field, reason }) => {
  const reply = await start()('GET', path)
  expect(reply).toMatchObject({ status: 400, body: { invalid_parameters: [{ field, reason }] } })
})
