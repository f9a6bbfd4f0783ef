import { describe, expect, test } from 'vitest'
import { createMemoryBackend } from '../mocks/memory-backend.ts'
import { anEvent } from '../testing/an-event.ts'
import { createApiClient } from '../testing/api-client.ts'
import { ingestedEventPage } from './konnect-contract.ts'

const at = Date.parse('2026-01-02T03:04:05.678Z')
const path = '/v3/openmeter/events'

function start() {
  const backend = createMemoryBackend({ now: () => at })
  const send = createApiClient(backend.routes)
  const list = async (query = '') => ingestedEventPage.parse((await send('GET', `${path}${query}`)).body)
  return { ...backend, send, list }
}

const names = (page: Awaited<ReturnType<ReturnType<typeof start>['list']>>) =>
  page.data.map(row => row.event.id)

describe('ingest', () => {
  test.for([
    { type: 'application/cloudevents+json', json: anEvent(), stored: 1 },
    { type: 'application/cloudevents+json; charset=utf-8', json: anEvent(), stored: 1 },
    { type: 'Application/CloudEvents-Batch+JSON', json: [anEvent(), anEvent({ id: '2' })], stored: 2 },
    { type: 'application/cloudevents-batch+json', json: [], stored: 0 },
    { type: 'application/json', json: anEvent(), stored: 1 },
    { type: 'application/json; charset=utf-8', json: [anEvent(), anEvent({ id: '2' })], stored: 2 },
  ])('$type with $stored events is answered 202 and nothing', async ({ type, json, stored }) => {
    const { send, events } = start()
    const reply = await send('POST', path, { json, headers: { 'content-type': type } })
    expect(reply).toMatchObject({ status: 202, body: undefined })
    expect(await events.count()).toBe(stored)
  })

  test.for([
    { json: [anEvent(), anEvent({ subject: '' })], field: '[1].subject', reason: 'must not be empty' },
    {
      json: [anEvent(), { ...anEvent(), subject: undefined }],
      field: '[1].subject',
      reason: 'is a required field',
    },
    { json: { ...anEvent(), data: 'text' }, field: 'data', reason: 'must be an object, found string' },
    { json: { ...anEvent(), extra: 1 }, field: 'extra', reason: 'is not a property that is known here' },
    {
      json: { ...anEvent(), datacontenttype: 'text/plain' },
      field: 'datacontenttype',
      reason: 'must be "application/json"',
    },
    {
      json: { ...anEvent(), time: 'yesterday' },
      field: 'time',
      reason: 'must be an RFC 3339 date-time, such as 2023-01-01T01:01:01.001Z',
    },
    {
      json: { ...anEvent(), data: { deep: JSON.parse('['.repeat(200) + ']'.repeat(200)) } },
      field: 'data',
      reason: 'must not be nested deeper than 100 levels',
    },
    {
      json: { ...anEvent(), id: '\ud800' },
      field: 'id',
      reason: 'must be well-formed Unicode: half a surrogate pair is in it',
    },
    { json: 'text', field: 'body', reason: 'must be an object, found string' },
  ])('$field: $reason', async ({ json, field, reason }) => {
    const { send, events } = start()
    const reply = await send('POST', path, { json })
    expect(reply).toMatchObject({
      status: 400,
      body: {
        status: 400,
        title: 'Bad Request',
        instance: 'kong:trace:1',
        invalid_parameters: [{ field, reason, source: 'body' }],
      },
    })
    expect(reply.headers.get('content-type')).toBe('application/problem+json')
    expect(await events.count()).toBe(0)
  })

  test.for([
    { type: 'text/plain', body: '{}', detail: 'content-type: must be application/cloudevents+json or ' },
    {
      type: 'application/cloudevents+json',
      body: '[]',
      detail: 'body: must be one event; several go as application/cloudevents-batch+json',
    },
    { type: 'application/cloudevents-batch+json', body: '{}', detail: 'body: must be an array of events' },
    {
      type: 'application/json',
      body: '{"id":\n 1,}',
      detail: 'body: is not JSON: expected a property name in double quotes at line 2, column 4',
    },
    { type: 'application/json', body: '', detail: 'body: is not JSON: expected a value at line 1, column 1' },
    { type: 'application/json', body: new Uint8Array([0x22, 0xff, 0x22]), detail: 'body: is not UTF-8' },
  ])('$detail', async ({ type, body, detail }) => {
    const { send } = start()
    const reply = await send('POST', path, { body, headers: { 'content-type': type } })
    expect(reply).toMatchObject({ status: 400, body: { detail: expect.stringContaining(detail) } })
  })

  test('a compressed body is refused with the header that says so', async () => {
    const { send } = start()
    const body = new Uint8Array([0x1f, 0x8b, 8, 0])
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    expect(await send('POST', path, { body, headers })).toMatchObject({
      status: 400,
      body: {
        detail: 'content-encoding: must be left out: the body is taken as it is, found gzip',
        invalid_parameters: [{ field: 'content-encoding', source: 'header' }],
      },
    })
    const plain = { 'content-type': 'application/json', 'content-encoding': 'identity' }
    expect(await send('POST', path, { body: JSON.stringify(anEvent()), headers: plain })).toMatchObject({
      status: 202,
    })
  })

  test('an event that is sent again is kept once, by source and id', async () => {
    const { send, list } = start()
    await send('POST', path, { json: [anEvent(), anEvent({ source: 'other' })] })
    await send('POST', path, {
      json: [anEvent({ subject: 'bob' }), anEvent({ id: '2' }), anEvent({ id: '2' })],
    })
    const page = await list('?sort=ingested_at asc')
    expect(page.data.map(({ event }) => [event.source, event.id, event.subject])).toEqual([
      ['kong-gateway', '1', 'alice'],
      ['other', '1', 'alice'],
      ['kong-gateway', '2', 'alice'],
    ])
  })

  test('an event without a time has that of its arrival', async () => {
    const { send, list } = start()
    await send('POST', path, { json: anEvent({ time: null }) })
    expect((await list()).data[0]?.event.time).toBe('2026-01-02T03:04:05.678Z')
  })
})

describe('list', () => {
  test("the tutorial's events have the documented error and no other", async () => {
    const { send } = start()
    await send('POST', path, { json: anEvent() })
    expect(await send('GET', path)).toMatchObject({
      status: 200,
      body: {
        data: [
          {
            event: anEvent(),
            ingested_at: '2026-01-02T03:04:05.678Z',
            stored_at: '2026-01-02T03:04:05.678Z',
            validation_errors: [
              { code: 'validation_error', message: 'no customer found for event subject: alice' },
            ],
          },
        ],
        meta: { page: { next: null, previous: null, size: 20 } },
      },
    })
  })

  test('a customer clears the error on events that are listed already', async () => {
    const { send, list } = start()
    await send('POST', path, { json: anEvent() })
    const created = await send('POST', '/v3/openmeter/customers', {
      json: { name: 'Alice', key: 'customer-1', usage_attribution: { subject_keys: ['alice'] } },
    })
    expect(created.status).toBe(201)
    const [row] = (await list()).data
    expect(row).toEqual({
      event: anEvent(),
      customer: { id: expect.stringMatching(/^[0-9A-Z]{26}$/) },
      ingested_at: '2026-01-02T03:04:05.678Z',
      stored_at: '2026-01-02T03:04:05.678Z',
    })
    const id = row?.customer?.id ?? ''
    expect((await list(`?filter[customer_id]=${id}`)).data).toHaveLength(1)
    expect((await list(`?filter[customer_id][neq]=${id}`)).data).toHaveLength(0)
    await send('DELETE', `/v3/openmeter/customers/${id}`)
    expect((await list()).data[0]?.validation_errors).toHaveLength(1)
  })

  test('pages lead to one another in both directions', async () => {
    const { send, list } = start()
    const ids = ['1', '2', '3', '4', '5']
    await send('POST', path, {
      json: ids.map(id => anEvent({ id, time: `2026-01-02T03:04:0${id}Z` })),
    })
    const first = await list('?page[size]=2')
    expect(names(first)).toEqual(['5', '4'])
    expect(first.meta.page.previous).toBeNull()
    const second = await list(first.meta.page.next?.slice(path.length))
    expect(names(second)).toEqual(['3', '2'])
    const third = await list(second.meta.page.next?.slice(path.length))
    expect(names(third)).toEqual(['1'])
    expect(third.meta.page.next).toBeNull()
    const back = await list(third.meta.page.previous?.slice(path.length))
    expect(names(back)).toEqual(['3', '2'])
    const link = encodeURIComponent(first.meta.page.next ?? '')
    expect(names(await list(`?page[size]=2&page[after]=${link}`))).toEqual(['3', '2'])
  })

  test.for([
    { query: 'filter[subject][eq]=bob', ids: ['b'] },
    { query: 'filter[subject][neq]=bob', ids: ['c', 'a'] },
    { query: 'filter[subject][oeq]=bob,carol', ids: ['c', 'b'] },
    { query: 'filter[subject][contains]=o', ids: ['c', 'b'] },
    { query: 'filter[subject][ocontains]=li,aro', ids: ['c', 'a'] },
    { query: 'filter[subject][contains]=ALI', ids: ['a'] },
    { query: 'filter[subject][ocontains]=LI,Aro', ids: ['c', 'a'] },
    { query: 'filter[subject][eq]=Alice', ids: [] },
    { query: 'filter[id][eq]=a', ids: ['a'] },
    { query: 'filter[source][eq]=nobody', ids: [] },
    { query: 'filter[type][eq]=kong.api_request&filter[subject][eq]=alice', ids: ['a'] },
    { query: 'filter[time]=2026-01-01T00:00:02Z', ids: ['b'] },
    { query: 'filter[time][gt]=2026-01-01T00:00:02Z', ids: ['c'] },
    { query: 'filter[time][gte]=2026-01-01T01:00:02%2B01:00', ids: ['c', 'b'] },
    { query: 'filter[time][gte]=2026-01-01T00:00:02Z&filter[time][lt]=2026-01-01T00:00:03Z', ids: ['b'] },
    { query: 'filter[ingested_at][lte]=2026-01-02T03:04:05.678Z', ids: ['c', 'b', 'a'] },
    { query: 'filter[stored_at][lt]=2026-01-02T03:04:05.678Z', ids: [] },
    { query: 'sort=time asc', ids: ['a', 'b', 'c'] },
    { query: 'sort=time', ids: ['c', 'b', 'a'] },
    { query: 'sort=stored_at', ids: ['c', 'b', 'a'] },
    { query: 'sort=ingested_at asc', ids: ['a', 'b', 'c'] },
  ])('$query', async ({ query, ids }) => {
    const { send, list } = start()
    await send('POST', path, {
      json: ['alice', 'bob', 'carol'].map((subject, index) =>
        anEvent({ subject, id: subject.charAt(0), time: `2026-01-01T00:00:0${index + 1}Z` }),
      ),
    })
    expect(names(await list(`?${query}`))).toEqual(ids)
  })

  test.for([
    { query: 'filter[colour][eq]=red', field: 'filter[colour]' },
    { query: 'filter[subject][like]=a', field: 'filter[subject]' },
    { query: 'filter[subject]=alice', field: 'filter[subject]' },
    { query: 'filter[subject][eq]=a&filter[subject][neq]=b', field: 'filter[subject]' },
    { query: 'filter[subject][eq]=a&filter[subject][eq]=b', field: 'filter[subject][eq]' },
    { query: 'filter[time][gt]=noon', field: 'filter[time][gt]' },
    { query: 'filter[customer_id]=alice', field: 'filter[customer_id][eq]' },
    { query: 'fliter[subject][eq]=a', field: 'fliter' },
    { query: 'sort=subject', field: 'sort' },
    { query: 'page[size]=0', field: 'page[size]' },
    { query: 'page[size]=many', field: 'page[size]' },
    { query: 'page[size]=1e2', field: 'page[size]' },
    { query: 'page[size]=%2010', field: 'page[size]' },
    { query: 'page[after]=nonsense', field: 'page[after]' },
    { query: 'page[after]=dDEuMQ&page[before]=dDEuMQ', field: 'page[before]' },
    { query: 'page[after]=dDEuMQ&sort=stored_at', field: 'page[after]' },
    { query: 'filter[__proto__][eq]=a', field: 'filter[__proto__]' },
  ])('$query is refused at $field', async ({ query, field }) => {
    const reply = await start().send('GET', `${path}?${query}`)
    expect(reply).toMatchObject({ status: 400, body: { invalid_parameters: [{ field, source: 'query' }] } })
  })

  test('self-hosted OpenMeter’s prefix answers the same, and links stay under it', async () => {
    const { send } = start()
    await send('POST', `/api${path}`, { json: [anEvent(), anEvent({ id: '2' })] })
    const reply = await send('GET', `/api${path}?page[size]=1`)
    expect(reply.body).toMatchObject({ meta: { page: { next: expect.stringMatching(/^\/api\/v3\//) } } })
  })
})

test('a number that JSON can write and no store can keep is refused', async () => {
  const send = createApiClient(createMemoryBackend().routes)
  const body = JSON.stringify(anEvent({ data: { tokens: 0 } })).replace('"tokens":0', '"tokens":1e400')
  const headers = { 'content-type': 'application/cloudevents+json' }
  const reply = await send('POST', '/v3/openmeter/events', { body, headers })
  const reason = 'must not have numbers beyond 1.8e308'
  expect(reply).toMatchObject({ status: 400, body: { invalid_parameters: [{ field: 'data', reason }] } })
})
