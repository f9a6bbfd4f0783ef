import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { OpenMeter } from '@openmeter/sdk'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCall } from '#api/call.ts'
import { listEvents, queryMeter } from '#api/konnect-contract.ts'
import { createApi } from '#api/serve.ts'
import { createMemoryBackend } from '../src/mocks/memory-backend.ts'
import { closeServer } from './close-server.ts'
import { createHttpServer } from './http/listen.ts'

let server: ReturnType<typeof createHttpServer>
let baseUrl: string
const token = 'om_secret'

beforeEach(async () => {
  server = createHttpServer({ api: createApi(createMemoryBackend({ token }).routes) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => closeServer(server))

const event = { type: 'kong.api_request', subject: 'alice', data: { request_method: 'GET' } }

test("events that OpenMeter's own SDK sends are counted, once each", async () => {
  const openmeter = new OpenMeter({ baseUrl, apiKey: token })
  await openmeter.events.ingest({ ...event, id: '1' })
  await openmeter.events.ingest([
    { ...event, id: '1' },
    { ...event, time: new Date() },
  ])
  const call = createCall(baseUrl)
  const headers = { authorization: `Bearer ${token}` }
  const { data } = await call(listEvents, { headers, query: {} })
  expect(data.map(({ event: { subject, source } }) => [subject, source])).toEqual([
    ['alice', '@openmeter/sdk'],
    ['alice', '@openmeter/sdk'],
  ])
  const params = { meterId: 'api_requests_total' }
  expect(await call(queryMeter, { headers, params, body: {} })).toMatchObject({ data: [{ value: '2' }] })
})

test('the SDK without the token is refused', async () => {
  const openmeter = new OpenMeter({ baseUrl, apiKey: 'om_wrong' })
  await expect(openmeter.events.ingest(event)).rejects.toThrow('Invalid credentials')
})
