import { expect, test, vi } from 'vitest'
import { createCall } from '#api/call.ts'
import { getEventHistogram, listStudioEvents } from '#api/event-contract.ts'
import { createApi } from '#api/serve.ts'
import { createMemoryBackend } from '#mocks/memory-backend.ts'
import { aStoredEvent } from '#testing/exchange-record.ts'
import { createEventHistory, type EventHistory } from './event-history.ts'
import { createEventScan } from './event-scan.ts'
import type { EventSource } from './event-source.ts'
import { parseFilter } from './parse-filter.ts'

const start = Date.UTC(2026, 0, 1)
const second = 1000

/** Events a second apart, but every third hundred of them within one second. */
async function aStore(count: number) {
  const backend = createMemoryBackend()
  const at = '2026-11-21T12:04:31.400Z'
  const times = Array.from({ length: count }, (_, index) =>
    index % 300 < 100 ? start + (index - (index % 300)) * second : start + index * second,
  )
  const events = times.map((time, index) =>
    aStoredEvent(`${index}`, { time: new Date(time).toISOString(), subject: `s${index % 7}` }),
  )
  await backend.events.append(events.map(event => ({ event, ingested_at: at, stored_at: at })))
  const api = createApi(backend.routes)
  const call = createCall('http://studio', (input, init) => api(new Request(input, init)))
  const source = {
    listIngested: async ({ sort, size, after, filter = {} }) => {
      const page = after === undefined ? { size } : { size, after }
      const { data, meta } = await call(listStudioEvents, { query: { page, filter, sort: `${sort} desc` } })
      return { events: data, next: meta.page.next ?? undefined }
    },
    countOverTime: (filter, buckets) => call(getEventHistogram, { query: { filter, buckets } }),
  } satisfies Partial<EventSource>
  return { ...source, listChanges: vi.fn(), catalogState: vi.fn() } as EventSource
}

async function read(history: EventHistory, index: number): Promise<string | undefined> {
  history.want(index, index)
  await vi.waitFor(() => expect(history.at(index)).toBeDefined())
  return history.at(index)?.key
}

/** Newest first; of one time, the later arrival first. */
const keyAt = (index: number, count: number) => `event-${count - 1 - index}`

test('rows are where they belong, wherever one looks first', async () => {
  const source = await aStore(6000)
  const history = createEventHistory(source, { filter: {}, before: Number(new Date(start + 1e9)) })
  history.subscribe(() => undefined)
  await vi.waitFor(() => expect(history.count()).toBe(6000))
  for (const index of [5999, 0, 3210, 2987, 150, 5700, 4444]) {
    expect(await read(history, index)).toBe(keyAt(index, 6000))
  }
  expect(history.indexOf(keyAt(4444, 6000))).toBe(4444)
  expect(history.indexOf('event-none')).toBe(-1)
})

test('what was read long ago is forgotten', async () => {
  const history = createEventHistory(await aStore(6000), { filter: {}, before: start + 1e9 })
  history.subscribe(() => undefined)
  for (let index = 0; index < 6000; index += 100) await read(history, index)
  expect(history.at(0)).toBeUndefined()
  expect(await read(history, 0)).toBe(keyAt(0, 6000))
})

test('history has what meets the filter before its end, and nothing else', async () => {
  const filter = { subject: { eq: 's3' } }
  const history = createEventHistory(await aStore(700), { filter, before: start + 350 * second })
  history.subscribe(() => undefined)
  await vi.waitFor(() => expect(history.count()).toBe(57))
  expect(await read(history, 0)).toBe('event-395')
})

test('a word is looked for in each event, until all were looked at', async () => {
  const { terms } = parseFilter('event-12')
  const scan = createEventScan(await aStore(700), { filter: {}, before: start + 1e9, terms })
  scan.subscribe(() => undefined)
  await vi.waitFor(() => expect(scan.progress().isDone).toBe(true))
  expect(scan.count()).toBe(11)
  expect(scan.progress().events).toBe(700)
  expect(scan.indexOf('event-12')).toBe(10)
})
