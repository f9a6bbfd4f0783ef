import { beforeEach, describe, expect, test } from 'vitest'
import type { MeteringEvent } from '#events/ingested-event.ts'
import { createMemoryBackend } from '../mocks/memory-backend.ts'
import { anEvent } from '../testing/an-event.ts'
import { createApiClient } from '../testing/api-client.ts'

const meters = '/v3/openmeter/meters'
const tokens = {
  name: 'Tokens',
  key: 'tokens_total',
  aggregation: 'sum',
  event_type: 'prompt',
  value_property: '$.tokens',
  dimensions: { model: '$.model', type: '$.type' },
}

let send: ReturnType<typeof createApiClient>
let aliceId: string

/** Tokens of alice (a customer) and bob (none), two in the first hour of 2026 and two in the second. */
beforeEach(async () => {
  send = createApiClient(createMemoryBackend({ now: () => Date.parse('2026-02-01T00:00:00Z') }).routes)
  const usage = (id: string, time: string, part: Partial<MeteringEvent>) =>
    anEvent({ id, type: 'prompt', time: `2026-01-01T${time}Z`, ...part })
  await send('POST', '/v3/openmeter/events', {
    json: [
      usage('1', '00:10:00', { data: { tokens: 0.1, model: 'gpt', type: 'input' } }),
      usage('2', '00:20:00', { data: { tokens: '0.2', model: 'gpt', type: 'output' } }),
      usage('3', '01:00:00', { data: { tokens: 5, model: 'claude' }, subject: 'bob' }),
      usage('4', '01:30:00', { data: { tokens: 'many', model: 'gpt' }, subject: 'bob' }),
      usage('5', '03:30:00', { data: { tokens: 'many', model: 'gpt' }, subject: 'bob' }),
    ],
  })
  await send('POST', meters, { json: tokens })
  const customer = { name: 'Alice, Inc.', key: 'c-1', usage_attribution: { subject_keys: ['alice'] } }
  aliceId = ((await send('POST', '/v3/openmeter/customers', { json: customer })).body as { id: string }).id
})

const query = (json: object, headers: Record<string, string> = {}) =>
  send('POST', `${meters}/tokens_total/query`, { json, headers })

describe('a meter is queried', () => {
  test('in one window over everything, without floating-point loss', async () => {
    expect(await query({})).toMatchObject({
      status: 200,
      body: {
        data: [{ value: '5.3', from: '2026-01-01T00:10:00Z', to: '2026-01-01T03:31:00Z', dimensions: {} }],
      },
    })
  })

  test('by the hour; hours without a value are left out', async () => {
    const asked = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z', granularity: 'PT1H' }
    expect((await query(asked)).body).toEqual({
      from: '2026-01-01T00:00:00Z',
      to: '2026-01-02T00:00:00Z',
      data: [
        { value: '0.3', from: '2026-01-01T00:00:00Z', to: '2026-01-01T01:00:00Z', dimensions: {} },
        { value: '5', from: '2026-01-01T01:00:00Z', to: '2026-01-01T02:00:00Z', dimensions: {} },
      ],
    })
  })

  test('by the day of a time zone', async () => {
    const { body } = await query({ granularity: 'P1D', time_zone: 'America/New_York' })
    expect(body).toEqual({
      data: [{ value: '5.3', from: '2025-12-31T05:00:00Z', to: '2026-01-01T05:00:00Z', dimensions: {} }],
    })
  })

  test.for([
    {
      asked: { group_by_dimensions: ['model', 'type'] },
      rows: [
        ['5', { model: 'claude', type: '' }],
        ['0.1', { model: 'gpt', type: 'input' }],
        ['0.2', { model: 'gpt', type: 'output' }],
      ],
    },
    {
      asked: { group_by_dimensions: ['subject', 'subject'] },
      rows: [
        ['0.3', { subject: 'alice' }],
        ['5', { subject: 'bob' }],
      ],
    },
    { asked: { filters: { dimensions: { type: { exists: false } } } }, rows: [['5', {}]] },
    { asked: { filters: { dimensions: { type: { exists: true } } } }, rows: [['0.3', {}]] },
    { asked: { filters: { dimensions: { type: { eq: 'input' } } } }, rows: [['0.1', {}]] },
    { asked: { filters: { dimensions: { type: { neq: 'input' } } } }, rows: [['5.2', {}]] },
    { asked: { filters: { dimensions: { type: { in: ['input', 'output'] } } } }, rows: [['0.3', {}]] },
    { asked: { filters: { dimensions: { type: { nin: ['input'] } } } }, rows: [['5.2', {}]] },
    { asked: { filters: { dimensions: { model: { contains: 'lau' } } } }, rows: [['5', {}]] },
    { asked: { filters: { dimensions: { model: { ncontains: 'lau' } } } }, rows: [['0.3', {}]] },
    { asked: { filters: { dimensions: { model: { ncontains: 'LAU' } } } }, rows: [['0.3', {}]] },
    {
      asked: { filters: { dimensions: { type: { and: [{ neq: 'input' }, { contains: 'p' }] } } } },
      rows: [['0.2', {}]],
    },
    {
      asked: { filters: { dimensions: { type: { or: [{ eq: 'input' }, { eq: '' }] } } } },
      rows: [['5.1', {}]],
    },
    { asked: { filters: { dimensions: { subject: { eq: 'bob' } } } }, rows: [['5', { subject: 'bob' }]] },
    { asked: { from: '2026-02-01T00:00:00Z' }, rows: [] },
  ])('$asked', async ({ asked, rows }) => {
    const { body } = await query(asked)
    const { data } = body as { data: { value: string; dimensions: object }[] }
    expect(data.map(({ value, dimensions }) => [value, dimensions])).toEqual(rows)
  })

  test('by customer, whom events of other subjects do not have', async () => {
    const { body } = await query({ group_by_dimensions: ['customer_id'] })
    expect(body).toMatchObject({
      data: [
        { value: '5', dimensions: { customer_id: '' } },
        { value: '0.3', dimensions: { customer_id: aliceId } },
      ],
    })
    const filters = { dimensions: { customer_id: { in: [aliceId] } } }
    expect(await query({ filters })).toMatchObject({
      body: { data: [{ value: '0.3', dimensions: { customer_id: aliceId } }] },
    })
  })

  test('as CSV, with the columns in the order that the document gives', async () => {
    const asked = { granularity: 'P1D', group_by_dimensions: ['model', 'customer_id', 'subject'] }
    const { text, headers } = await query(asked, { accept: 'text/csv' })
    expect(headers.get('content-type')).toContain('text/csv')
    expect(text.split('\n')).toEqual([
      'from,to,subject,customer_id,customer_key,customer_name,model,value',
      '2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,bob,,,,claude,5',
      `2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,alice,${aliceId},c-1,"Alice, Inc.",gpt,0.3`,
      '',
    ])
  })

  test('not before its events_from', async () => {
    const later = { ...tokens, key: 'later_total', events_from: '2026-01-01T01:00:00Z' }
    await send('POST', meters, { json: later })
    const { body } = await send('POST', `${meters}/later_total/query`, { json: {} })
    expect(body).toMatchObject({ data: [{ value: '5' }] })
  })

  test('at the prefix of self-hosted OpenMeter too', async () => {
    const { status } = await send('POST', `/api${meters}/tokens_total/query`, { json: {} })
    expect(status).toBe(200)
  })
})

test.for([
  { asked: { granularity: 'P1Y' }, field: 'granularity' },
  { asked: { time_zone: 'Mars/Olympus', granularity: 'P1D' }, field: 'time_zone' },
  { asked: { time_zone: 'Mars/Olympus' }, field: 'time_zone' },
  { asked: { group_by_dimensions: ['model', 'colour'] }, field: 'group_by_dimensions[1]' },
  { asked: { group_by_dimensions: ['constructor'] }, field: 'group_by_dimensions[0]' },
  { asked: { filters: { dimensions: { colour: { eq: 'x' } } } }, field: 'filters.dimensions.colour' },
  { asked: { filters: { dimensions: { model: { eq: 'x', neq: 'y' } } } }, field: 'filters.dimensions.model' },
  { asked: { filters: { dimensions: { model: {} } } }, field: 'filters.dimensions.model' },
  { asked: { filters: { dimensions: { subject: { neq: 'x' } } } }, field: 'filters.dimensions.subject' },
  { asked: { from: '2026-01-02T00:00:00Z', to: '2026-01-02T00:00:00Z' }, field: 'to' },
  { asked: { from: 'yesterday' }, field: 'from' },
  { asked: { colour: 'red' }, field: 'colour' },
])('the query $asked is refused at $field', async ({ asked, field }) => {
  expect(await query(asked)).toMatchObject({ status: 400, body: { invalid_parameters: [{ field }] } })
})

test('a meter or a customer that is not there is 404', async () => {
  const { status } = await send('POST', `${meters}/01G65Z755AFWAKHE12NY0CQ9FH/query`, { json: {} })
  expect(status).toBe(404)
  const filters = { dimensions: { customer_id: { eq: '01G65Z755AFWAKHE12NY0CQ9FH' } } }
  expect((await query({ filters })).status).toBe(404)
})

type Facets = { total: number; facets: { field: string; values: { value: string; count: number }[] }[] }

describe('events are counted', () => {
  const facets = async (search: string) => {
    const body = (await send('GET', `/api/events/facets?${search}`)).body as Facets
    return {
      total: body.total,
      ...Object.fromEntries(
        body.facets.map(({ field, values }) => [
          field,
          Object.fromEntries(values.map(({ value, count }) => [value, count])),
        ]),
      ),
    }
  }

  test('by facet, each without its own condition', async () => {
    expect(await facets('')).toEqual({
      total: 5,
      type: { prompt: 5 },
      subject: { alice: 2, bob: 3 },
      source: { 'kong-gateway': 5 },
      customer_id: { [aliceId]: 2, '': 3 },
      check: { valid: 2, no_customer: 3, invalid_value: 2 },
    })
    expect(await facets('filter[check]=invalid_value')).toMatchObject({
      total: 2,
      subject: { bob: 2 },
      check: { valid: 2, no_customer: 3, invalid_value: 2 },
    })
  })

  test('over time', async () => {
    const { body } = await send('GET', '/api/events/histogram?buckets=5')
    expect(body).toEqual({
      step_ms: 3_600_000,
      buckets: [
        { from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T01:00:00.000Z', count: 2, errors: 0 },
        { from: '2026-01-01T01:00:00.000Z', to: '2026-01-01T02:00:00.000Z', count: 2, errors: 2 },
        { from: '2026-01-01T02:00:00.000Z', to: '2026-01-01T03:00:00.000Z', count: 0, errors: 0 },
        { from: '2026-01-01T03:00:00.000Z', to: '2026-01-01T04:00:00.000Z', count: 1, errors: 1 },
      ],
    })
  })

  test('and listed by what is wrong with them', async () => {
    const search = 'filter[check]=invalid_value,no_meter&page[size]=1'
    const first = (await send('GET', `/api/events?${search}`)).body as {
      data: { event: { id: string } }[]
      meta: { page: { next: string } }
    }
    expect(first.data.map(({ event }) => event.id)).toEqual(['5'])
    const { body } = await send('GET', first.meta.page.next)
    expect(body).toMatchObject({ data: [{ event: { id: '4' } }], meta: { page: { next: null } } })
    expect((await send('GET', '/api/events?filter[check]=broken')).status).toBe(400)
  })
})
