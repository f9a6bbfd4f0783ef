import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { OpenMeter } from '@openmeter/sdk'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createApi } from '#api/serve.ts'
import { createMemoryBackend } from '../src/mocks/memory-backend.ts'
import { closeServer } from './close-server.ts'
import { createHttpServer } from './http/listen.ts'

const noon = Date.parse('2026-03-29T12:00:00Z')
let server: ReturnType<typeof createHttpServer>
let openmeter: OpenMeter

async function start(token?: string, apiKey = token): Promise<void> {
  const backend = createMemoryBackend({ now: () => noon, ...(token !== undefined && { token }) })
  server = createHttpServer({ api: createApi(backend.routes) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  openmeter = new OpenMeter({ baseUrl, ...(apiKey !== undefined && { apiKey }) })
}

afterEach(() => closeServer(server))

const prompt = { type: 'prompt', source: 'app' }

function promptAt(id: string, time: string, { subject = 'alice', ...data }: Record<string, string | number>) {
  return { ...prompt, id, subject: String(subject), time: new Date(time), data }
}

const tokens = {
  slug: 'tokens_total',
  aggregation: 'SUM',
  eventType: 'prompt',
  valueProperty: '$.tokens',
  groupBy: { model: '$.model', type: '$.type' },
} as const

describe.for([undefined, 'om_secret'])('with the token %s', token => {
  beforeEach(() => start(token))

  test('events are ingested one by one and in batches, and listed with what is found about them', async () => {
    await openmeter.events.ingest({ ...prompt, id: '1', subject: 'alice', time: new Date(noon) })
    await openmeter.events.ingest([
      { ...prompt, id: '1', subject: 'alice', time: new Date(noon) },
      { type: 'kong.api_request', subject: 'bob', time: new Date(noon - 1000) },
    ])
    const events = await openmeter.events.list({ limit: 10 })
    expect(events?.map(({ event }) => [event.type, event.subject])).toEqual([
      ['prompt', 'alice'],
      ['kong.api_request', 'bob'],
    ])
    expect(events?.[0]?.ingestedAt).toEqual(new Date(noon))
    expect(events?.map(({ validationError }) => validationError)).toEqual([
      'no meter found for event type: prompt\nno customer found for event subject: alice',
      'no customer found for event subject: bob',
    ])
    expect(events?.[1]?.event.source).toBe('@openmeter/sdk')
    expect((await openmeter.meters.query('api_requests_total'))?.data).toMatchObject([{ value: 1 }])
  })
})

describe('the SDK', () => {
  beforeEach(() => start())

  test('filters events by part of the subject, customer and time', async () => {
    await openmeter.events.ingest([
      promptAt('1', '2026-03-28T10:00:00Z', {}),
      promptAt('2', '2026-03-28T11:00:00Z', { subject: 'alice-2' }),
      promptAt('3', '2026-03-28T12:00:00Z', { subject: 'bob' }),
      promptAt('4', '2020-01-01T00:00:00Z', { subject: 'bob' }),
    ])
    const bob = await openmeter.customers.create({ name: 'Bob', key: 'bob' })
    const ids = async (query: Parameters<typeof openmeter.events.list>[0]) =>
      (await openmeter.events.list(query))?.map(({ event }) => event.id)
    expect(await ids({})).toEqual(['3', '2', '1'])
    expect(await ids({ from: new Date(0) })).toEqual(['3', '2', '1', '4'])
    expect(await ids({ subject: 'lic' })).toEqual(['2', '1'])
    expect(await ids({ customerId: [bob?.id ?? ''], from: new Date(0) })).toEqual(['3', '4'])
    expect(await ids({ from: '2026-03-28T10:00:00Z', to: new Date('2026-03-28T11:00:00Z') })).toEqual([
      '2',
      '1',
    ])
    expect(await ids({ limit: 1, ingestedAtTo: new Date(noon) })).toEqual(['3'])
    expect(await ids({ ingestedAtFrom: new Date(noon + 1) })).toEqual([])
    await expect(ids({ limit: 101 })).rejects.toThrow('limit: must be at most 100')
    await expect(ids({ from: new Date(1), to: new Date(0) })).rejects.toThrow('to: is before 1970')
    await expect(ids({ customerId: ['gone'] })).rejects.toThrow('customers not found: gone')
  })

  test('walks the pages of the second list, which filters with operators', async () => {
    const subjects = ['a', 'b', 'c', 'd', 'e']
    await openmeter.events.ingest(
      subjects.map((subject, hour) => promptAt(subject, `2026-03-28T0${hour}:00:00Z`, { subject })),
    )
    const walk = async (filter: object) => {
      const found: unknown[] = []
      let cursor: string | undefined
      do {
        const query = { limit: 2, filter: JSON.stringify(filter), ...(cursor !== undefined && { cursor }) }
        const page = await openmeter.events.listV2(query)
        found.push(page?.items.map(({ event }) => event.subject).join(''))
        cursor = page?.nextCursor
      } while (cursor !== undefined)
      return found
    }
    expect(await walk({})).toEqual(['ed', 'cb', 'a'])
    expect(await walk({ subject: { $in: ['a', 'c'] }, type: { $eq: 'prompt' } })).toEqual(['ca'])
    const between = { $and: [{ $gt: '2026-03-28T01:00:00Z' }, { $lte: '2026-03-28T03:00:00Z' }] }
    expect(await walk({ time: between })).toEqual(['dc'])
    await expect(walk({ subject: { $gt: 'a' } })).rejects.toThrow('filter[subject][$gt]: is not served here')
  })

  test('creates, lists, reads, changes and deletes meters', async () => {
    const created = await openmeter.meters.create({
      ...tokens,
      description: 'All',
      metadata: { team: 'AI platform' },
    })
    expect(created).toMatchObject({ ...tokens, name: 'tokens_total', metadata: { team: 'AI platform' } })
    expect(created?.createdAt).toEqual(new Date(noon))
    expect((await openmeter.meters.list())?.map(({ slug }) => slug)).toEqual([
      'api_requests_total',
      'llm_tokens_total',
      'tokens_total',
    ])
    expect(await openmeter.meters.get(created?.id ?? '')).toEqual(created)
    const changed = await openmeter.meters.update('tokens_total', {
      name: 'Tokens',
      groupBy: { model: '$.model' },
    })
    expect(changed).toMatchObject({ name: 'Tokens', groupBy: { model: '$.model' } })
    expect(changed).not.toHaveProperty('description')
    expect(changed).not.toHaveProperty('metadata')
    await expect(openmeter.meters.create(tokens)).rejects.toMatchObject({ status: 409 })
    await openmeter.meters.delete('tokens_total')
    await expect(openmeter.meters.get('tokens_total')).rejects.toThrow('Meter [tokens_total] is not found')
    const withoutValue = { slug: 'sum', aggregation: 'SUM', eventType: 'prompt' } as const
    await expect(openmeter.meters.create(withoutValue)).rejects.toThrow('valueProperty: is a required field')
  })

  test('queries a meter in windows of a time zone, grouped and filtered', async () => {
    await openmeter.meters.create(tokens)
    const customer = await openmeter.customers.create({
      name: 'Acme',
      usageAttribution: { subjectKeys: ['alice'] },
    })
    await openmeter.events.ingest([
      promptAt('1', '2026-03-28T23:30:00Z', { tokens: '10', model: 'a', type: 'in' }),
      promptAt('2', '2026-03-29T00:30:00Z', { tokens: 0.1, model: 'a', type: 'out' }),
      promptAt('3', '2026-03-29T01:30:00Z', { tokens: 0.2, model: 'b', type: 'out' }),
      promptAt('4', '2026-03-29T01:40:00Z', { tokens: 7, type: 'in', subject: 'bob' }),
    ])
    const query = async (given: Parameters<typeof openmeter.meters.query>[1]) =>
      openmeter.meters.query('tokens_total', given)

    const days = await query({ windowSize: 'DAY', windowTimeZone: 'Europe/Berlin', subject: ['alice'] })
    // The day on which the clocks go forward has 23 hours.
    expect(days).toEqual({
      windowSize: 'DAY',
      data: [
        {
          value: 10.3,
          windowStart: new Date('2026-03-28T23:00:00Z'),
          windowEnd: new Date('2026-03-29T22:00:00Z'),
          subject: 'alice',
          groupBy: {},
        },
      ],
    })
    const models = await query({ groupBy: ['model'], filterGroupBy: { type: 'out' } })
    expect(models?.data.map(({ value, groupBy, subject }) => [value, groupBy, subject])).toEqual([
      [0.1, { model: 'a' }, null],
      [0.2, { model: 'b' }, null],
    ])
    const customers = await query({ filterCustomerId: [customer?.id ?? ''], from: '2026-03-29T00:00:00Z' })
    expect(customers?.data.map(({ value, customerId }) => [value, customerId])).toEqual([[0.3, customer?.id]])

    const posted = await openmeter.meters.queryPost('tokens_total', {
      from: new Date('2026-03-29T00:00:00Z'),
      to: new Date('2026-03-30T00:00:00Z'),
      windowSize: 'HOUR',
      groupBy: ['subject'],
      advancedMeterGroupByFilters: { model: { $or: [{ $eq: 'b' }, { $like: '%%' }] } },
    })
    const at = (time: string) => ({ windowStart: new Date(time) })
    expect(posted).toMatchObject({
      data: [
        { ...at('2026-03-29T00:00:00Z'), subject: 'alice', value: 0.1 },
        { ...at('2026-03-29T01:00:00Z'), subject: 'alice', value: 0.2 },
        { ...at('2026-03-29T01:00:00Z'), subject: 'bob', value: 7 },
      ],
    })
    const values = (key: string) => openmeter.meters.listGroupByValues('tokens_total', key)
    expect(await values('model')).toEqual(['a', 'b'])
    await expect(values('size')).rejects.toThrow('invalid group by: size')
    await expect(query({ groupBy: ['size'] })).rejects.toThrow('invalid group by: size')
    await expect(query({ windowTimeZone: 'Mars/Olympus' })).rejects.toThrow('unknown time zone Mars/Olympus')
    await expect(query({ filterCustomerId: ['gone'] })).rejects.toThrow('customer with id gone not found')
  })

  test('creates, lists, reads, replaces and deletes customers', async () => {
    const acme = {
      name: 'Acme Corporation',
      key: 'acme',
      description: 'A customer',
      primaryEmail: 'billing@acme.example',
      currency: 'EUR',
      usageAttribution: { subjectKeys: ['alice'] },
      billingAddress: { country: 'DE', postalCode: '10115', phoneNumber: '+49 30 1' },
      metadata: { industry: 'technology', note: 'pays by invoice' },
    }
    const created = await openmeter.customers.create(acme)
    expect(created).toMatchObject(acme)
    const id = created?.id ?? ''
    expect(await openmeter.customers.get('acme')).toEqual(created)
    await openmeter.customers.create({ name: 'Bob', usageAttribution: { subjectKeys: ['bob'] } })
    const page = await openmeter.customers.list({ pageSize: 1, order: 'DESC' })
    expect(page).toMatchObject({ page: 1, pageSize: 1, totalCount: 2, items: [{ name: 'Bob' }] })
    expect(page?.items[0]).not.toHaveProperty('key')
    expect((await openmeter.customers.list({ subject: 'LIC' }))?.items).toEqual([created])

    const replaced = await openmeter.customers.update(id, { name: 'Acme', key: 'acme-2' })
    expect(replaced).toMatchObject({ id, name: 'Acme', key: 'acme-2', usageAttribution: { subjectKeys: [] } })
    expect(replaced).not.toHaveProperty('metadata')
    const conflict = { name: 'Two', usageAttribution: { subjectKeys: ['bob'] } }
    await expect(openmeter.customers.update(id, conflict)).rejects.toMatchObject({ status: 409 })
    await expect(openmeter.customers.create({ name: 'Nobody' })).rejects.toThrow(
      'either key or usageAttribution.subjectKeys must be provided',
    )
    await openmeter.customers.delete('acme-2')
    expect((await openmeter.customers.get(id))?.deletedAt).toEqual(new Date(noon))
    await expect(openmeter.customers.delete(id)).rejects.toMatchObject({ status: 412 })
    await expect(openmeter.customers.get('acme-2')).rejects.toMatchObject({ status: 404 })
    expect((await openmeter.customers.list({ includeDeleted: true }))?.totalCount).toBe(2)
  })

  test('upserts, lists, reads and deletes subjects, which are the subject keys of customers', async () => {
    const metadata = { plan: 'gold', seats: 3 }
    const created = await openmeter.subjects.upsert([
      { key: 'alice', displayName: 'Alice', metadata, stripeCustomerId: 'cus_1' },
      { key: 'bob' },
    ])
    expect(created).toMatchObject([
      {
        key: 'alice',
        displayName: 'Alice',
        metadata: { plan: 'gold', seats: '3' },
        stripeCustomerId: 'cus_1',
      },
      { key: 'bob', displayName: 'bob' },
    ])
    await openmeter.events.ingest({ ...prompt, subject: 'alice', time: new Date(noon) })
    const alice = await openmeter.customers.get('alice')
    expect(alice).toMatchObject({ name: 'Alice', usageAttribution: { subjectKeys: ['alice'] } })
    expect((await openmeter.events.list())?.[0]?.customerId).toBe(alice?.id)
    await openmeter.subjects.upsert({ key: 'alice', displayName: 'Alice B.' })
    expect(await openmeter.subjects.get('alice')).toMatchObject({
      displayName: 'Alice B.',
      metadata: { plan: 'gold' },
    })
    await openmeter.subjects.delete('bob')
    expect((await openmeter.subjects.list())?.map(({ key }) => key)).toEqual(['alice'])
    await expect(openmeter.subjects.get('bob')).rejects.toThrow('Subject [bob] is not found')
    await expect(openmeter.subjects.upsert({ key: 'c', stripeCustomerId: 'x' })).rejects.toThrow(
      'must start with cus_',
    )
  })

  test('is told what is not rehearsed, and what is', async () => {
    await expect(openmeter.customers.getAccess('acme')).rejects.toMatchObject({
      status: 501,
      title: 'Not Implemented',
      message: expect.stringMatching(/is not rehearsed here\. Of OpenMeter's API .*\/api\/v1\/events/),
    })
  })

  test('reads what is wrong with a body where OpenMeter has it', async () => {
    const failed = await openmeter.meters.create({ ...tokens, slug: 'Not A Slug' }).then(
      () => undefined,
      error => error,
    )
    expect(failed.getField('extensions')).toMatchObject({
      validationErrors: [{ code: 'matches_regex', field: 'slug' }],
    })
    expect(failed).toMatchObject({ type: 'about:blank', title: 'Bad Request', status: 400 })
  })
})

test('the SDK with another token is refused', async () => {
  await start('om_secret', 'om_wrong')
  await expect(openmeter.events.ingest({ ...prompt, subject: 'alice' })).rejects.toThrow(
    'Invalid credentials',
  )
  await expect(openmeter.meters.list()).rejects.toMatchObject({ status: 401 })
  await expect(openmeter.subjects.list()).rejects.toMatchObject({ status: 401 })
  await expect(openmeter.customers.list()).rejects.toMatchObject({ status: 401 })
})
