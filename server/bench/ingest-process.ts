/** The ingest endpoint over SQLite in a process of its own, and its CPU time at /api/cpu. Argument: the data folder. */
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createEventRoutes } from '#api/event-routes.ts'
import { createApi } from '#api/serve.ts'
import { createCatalog } from '#events/catalog.ts'
import { kongMeters } from '#events/meter.ts'
import { createHttpServer } from '../http/listen.ts'
import { openDatabase } from '../stores/open-database.ts'
import { createSqliteCatalogKeeper } from '../stores/sqlite-catalog-keeper.ts'
import { createSqliteEventStore } from '../stores/sqlite-event-store.ts'

const [folder = ''] = process.argv.slice(2)
const database = openDatabase(join(folder, 'studio.sqlite'))
const events = createSqliteEventStore(database)
const catalog = createCatalog(createSqliteCatalogKeeper(database, kongMeters('2026-01-01T00:00:00.000Z')))
await events.prepare(catalog.activeMeters())
const api = createApi(createEventRoutes({ events, catalog, now: Date.now }))
const answer = (request: Request) =>
  request.url.endsWith('/api/cpu') ? Promise.resolve(Response.json(process.cpuUsage())) : api(request)
const server = createHttpServer({ api: answer, report: error => console.error(error) })
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
