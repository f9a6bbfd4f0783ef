/**
 * The bill preview of a month with 1,000,000 events in SQLite, through the API's handler: the median of several calls in
 * milliseconds, and how long others wait for their turn meanwhile.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBillingRoutes } from '#api/billing-routes.ts'
import { createApi } from '#api/serve.ts'
import { createDuplicates } from '#billing/missed-usage.ts'
import { createMemoryPriceKeeper } from '#billing/price-keeper.ts'
import { createCatalog } from '#events/catalog.ts'
import { type Database, openDatabase } from '../stores/open-database.ts'
import { createSqliteEventStore } from '../stores/sqlite-event-store.ts'
import { type Bench, type Measurement, measurement, median } from './bench.ts'
import { benchBook, benchCustomers, benchMeters } from './bench-prices.ts'
import { fillDatabase } from './fill-database.ts'

const CALLS = 7
const month = 'from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z'
const SECOND = 1000
/** Milliseconds: an ingest that comes meanwhile is answered before anybody notices. */
const LONGEST_WAIT = 100

async function run(say: (line: string) => void): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'studio-bench-'))
  try {
    await fillDatabase(join(folder, 'studio.sqlite'), say)
    const database = openDatabase(join(folder, 'studio.sqlite'))
    const figures = [...(await preview(database, 10)), ...(await preview(database, 100))]
    database.connection.close()
    return figures
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function preview(database: Database, customers: number): Promise<Measurement[]> {
  const events = createSqliteEventStore(database)
  const of = benchCustomers(customers)
  const catalog = createCatalog({
    load: () => ({ meters: benchMeters, customers: of }),
    putMeter: () => {},
    putCustomer: () => {},
  })
  await events.prepare(benchMeters)
  const api = createApi(
    createBillingRoutes({
      events,
      catalog,
      prices: createMemoryPriceKeeper(benchBook(of)),
      rehearsal: { missed: () => ({ missed: [], since: 0, discarded: 0, unkept: { dropped: 0, lost: 0 } }) },
      duplicates: createDuplicates(),
    }),
  )
  const ask = async () => {
    const reply = await api(new Request(`http://studio/api/billing/preview?${month}`))
    if (!reply.ok) throw new Error(`The preview answered ${await reply.text()}`)
    await reply.text()
  }
  await ask()
  const calls: Watched[] = []
  for (let call = 0; call < CALLS; call += 1) calls.push(await watch(ask))
  await events.close()
  const name = `bill-preview-${customers}-customers`
  return [
    measurement(name, [median(calls.map(({ took }) => took)), 'ms'], { atMost: SECOND }),
    measurement(`${name}-wait`, [median(calls.map(({ wait }) => wait)), 'ms'], { atMost: LONGEST_WAIT }),
  ]
}

interface Watched {
  /** Milliseconds. */
  took: number
  /** The longest time for which nothing else could run. */
  wait: number
}

async function watch(ask: () => Promise<void>): Promise<Watched> {
  const start = performance.now()
  let last = start
  let wait = 0
  const look = () => {
    const now = performance.now()
    wait = Math.max(wait, now - last)
    last = now
  }
  let timer = setImmediate(function again() {
    look()
    timer = setImmediate(again)
  })
  await ask()
  clearImmediate(timer)
  look()
  return { took: last - start, wait }
}

export const billBench: Bench = {
  name: 'bill',
  about: 'the bill preview of a month with 1,000,000 events in SQLite, and how long others wait meanwhile',
  run,
}
