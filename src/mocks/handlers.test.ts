import { OpenMeter } from '@openmeter/sdk'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCall } from '#api/call.ts'
import { getWorkspace, listWorkspaces, putWorkspace } from '#api/contract.ts'
import { getEventFacets } from '#api/event-contract.ts'
import { ingestEvents, listEvents, queryMeter } from '#api/konnect-contract.ts'
import { anEvent } from '../testing/an-event.ts'
import { toMswHandlers } from './handlers.ts'
import { createMemoryBackend } from './memory-backend.ts'

const server = setupServer(...toMswHandlers(createMemoryBackend().routes))
beforeAll(() => server.listen())
afterAll(() => server.close())

test('the mocked network answers as the API does', async () => {
  const call = createCall('http://studio.example')
  const body = {
    name: 'One',
    text: '',
    gateway_release: '3.16',
    delivery: 'studio',
    subject_format: 'plain',
    upstreams: {},
  } as const
  const kept = await call(putWorkspace, { params: { id: 'a b' }, body })
  expect(await call(getWorkspace, { params: { id: 'a b' } })).toEqual(kept)
  expect(await call(listWorkspaces)).toHaveLength(1)
  await call(ingestEvents, { body: anEvent() })
  const { data } = await call(listEvents, { query: { filter: { time: { gte: '2026-01-01T00:00:00Z' } } } })
  expect(data.map(({ event }) => event.subject)).toEqual(['alice'])
  await expect(call(getWorkspace, { params: { id: 'gone' } })).rejects.toThrow(
    'Workspace [gone] is not found',
  )
})

test('the mocked network counts events and queries meters', async () => {
  const call = createCall('http://studio.example')
  await call(ingestEvents, { body: anEvent({ id: 'metered', subject: 'bob' }) })
  const filters = { dimensions: { subject: { eq: 'bob' } } }
  const params = { meterId: 'api_requests_total' }
  const usage = await call(queryMeter, { params, body: { granularity: 'PT1H', filters } })
  expect(usage.data).toMatchObject([{ value: '1', dimensions: { subject: 'bob' } }])
  const counts = await call(getEventFacets, { query: { filter: { subject: { eq: 'bob' } } } })
  expect(counts.total).toBe(1)
})

test("OpenMeter's SDK is answered by the mocked network, too", async () => {
  const openmeter = new OpenMeter({ baseUrl: 'http://studio.example' })
  await openmeter.meters.create({ slug: 'prompts', aggregation: 'COUNT', eventType: 'prompt' })
  await openmeter.subjects.upsert({ key: 'zoe', displayName: 'Zoe' })
  await openmeter.events.ingest({ type: 'prompt', subject: 'zoe' })
  const usage = await openmeter.meters.query('prompts', { subject: ['zoe'], groupBy: ['customer_id'] })
  const zoe = await openmeter.customers.get('zoe')
  expect(usage?.data).toMatchObject([{ value: 1, subject: 'zoe', customerId: zoe?.id }])
  expect((await openmeter.events.listV2({ limit: 1 }))?.items).toMatchObject([{ customerId: zoe?.id }])
})
