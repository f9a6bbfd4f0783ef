/** What the studio asks of 1,000,000 stored events, through the API's handlers: the median of several calls in milliseconds. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEventCountRoutes } from '#api/event-count-routes.ts'
import { createEventRoutes } from '#api/event-routes.ts'
import type { IngestedEventPage } from '#api/konnect-contract.ts'
import { createApi } from '#api/serve.ts'
import { createUsageRoutes } from '#api/usage-routes.ts'
import { createCatalog } from '#events/catalog.ts'
import { kongMeters } from '#events/meter.ts'
import { openDatabase } from '../stores/open-database.ts'
import { createSqliteCatalogKeeper } from '../stores/sqlite-catalog-keeper.ts'
import { createSqliteEventStore } from '../stores/sqlite-event-store.ts'
import { type Bench, type Measurement, measurement, median } from './bench.ts'
import { ARRIVED_AT, fillDatabase } from './fill-database.ts'

const CALLS = 15
const DEEP = 1000

const events = '/v3/openmeter/events?page[size]=100'
const query = (meter: string) => `/v3/openmeter/meters/${meter}/query`
const week = 'filter[time][gte]=2026-01-10T00:00:00Z&filter[time][lt]=2026-01-17T00:00:00Z'

interface Question {
  name: string
  path: string
  body?: object
  /** Milliseconds. */
  atMost?: number
}

const questions: Question[] = [
  { name: 'events-newest-page', path: events, atMost: 10 },
  { name: 'events-subject-page', path: `${events}&filter[subject][eq]=consumer-7`, atMost: 10 },
  { name: 'facets', path: '/api/events/facets', atMost: 150 },
  { name: 'facets-of-a-week', path: `/api/events/facets?${week}`, atMost: 150 },
  { name: 'histogram', path: '/api/events/histogram' },
  {
    name: 'meter-hourly-count',
    path: query('api_requests_total'),
    body: { granularity: 'PT1H' },
    atMost: 300,
  },
  {
    name: 'meter-hourly-sum-in-time-zone',
    path: query('llm_tokens_total'),
    body: { granularity: 'PT1H', time_zone: 'Europe/Berlin' },
    atMost: 300,
  },
  {
    name: 'meter-hourly-by-route',
    path: query('api_requests_total'),
    body: { granularity: 'PT1H', group_by_dimensions: ['route_name'] },
    atMost: 300,
  },
  { name: 'meter-by-subject', path: query('api_requests_total'), body: { group_by_dimensions: ['subject'] } },
]

type Api = (request: Request) => Promise<Response>

async function run(say: (line: string) => void): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'studio-bench-'))
  const file = join(folder, 'studio.sqlite')
  try {
    await fillDatabase(file, say)
    const start = performance.now()
    const { api, close } = openApi(file)
    const opened = performance.now() - start
    const figures = [measurement('store-open', [opened, 'ms'])]
    for (const question of questions) figures.push(...(await ask(api, question)))
    const deep = await deepPage(api)
    figures.push(...(await ask(api, { name: 'events-page-1,000-deep', path: deep, atMost: 10 })))
    await close()
    return figures
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function openApi(file: string): { api: Api; close(): Promise<void> } {
  const database = openDatabase(file)
  const store = createSqliteEventStore(database)
  const catalog = createCatalog(createSqliteCatalogKeeper(database, kongMeters(ARRIVED_AT)))
  const parts = { events: store, catalog, now: Date.now }
  const routes = [...createEventRoutes(parts), ...createEventCountRoutes(parts), ...createUsageRoutes(parts)]
  return {
    api: createApi(routes),
    close: async () => {
      await store.close()
      database.connection.close()
    },
  }
}

/** The first call may read columns; it is shown where it took long, and takes no part in the median. */
async function ask(api: Api, { name, path, body, atMost }: Question): Promise<Measurement[]> {
  const first = await timed(api, path, body)
  const times: number[] = []
  for (let call = 0; call < CALLS; call += 1) times.push(await timed(api, path, body))
  const typical = median(times)
  const figure = measurement(name, [typical, 'ms'], atMost === undefined ? undefined : { atMost })
  return first > 20 * typical ? [figure, measurement(`${name}-first`, [first, 'ms'])] : [figure]
}

async function timed(api: Api, path: string, body: object | undefined): Promise<number> {
  const start = performance.now()
  await answer(api, path, body)
  return performance.now() - start
}

async function answer(api: Api, path: string, body?: object): Promise<string> {
  const init = body && {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  }
  const reply = await api(new Request(`http://studio${path}`, init))
  const text = await reply.text()
  if (!reply.ok) throw new Error(`${path} answered ${text}`)
  return text
}

/** The link to the page that comes after 1,000 others. */
async function deepPage(api: Api): Promise<string> {
  let path = events
  for (let page = 0; page < DEEP; page += 1) {
    const { meta }: IngestedEventPage = JSON.parse(await answer(api, path))
    path = meta.page.next ?? path
  }
  return path
}

export const storeBench: Bench = {
  name: 'store',
  about: 'pages, counts and meter queries with 1,000,000 events in SQLite',
  run,
}
