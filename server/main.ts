/** Starts the studio: settings → parts → listen. The only file that knows all parts. */
import { join, resolve } from 'node:path'
import { createRoutes } from '#api/routes.ts'
import { createApi } from '#api/serve.ts'
import { createCatalog } from '#events/catalog.ts'
import { StoreUnavailable } from '#events/event-store.ts'
import { kongMeters } from '#events/meter.ts'
import { createUlids } from '#events/ulid.ts'
import { closeServer } from './close-server.ts'
import { loadConditions } from './gateway/conditions.ts'
import { createExchangeLog } from './gateway/exchange-log.ts'
import { createGatewayServer } from './gateway/gateway-server.ts'
import { createRehearsal } from './gateway/rehearsal.ts'
import { createUpstreamPools } from './gateway/upstream-pools.ts'
import { createHttpServer } from './http/listen.ts'
import { listenOnFreePort } from './http/listen-on-free-port.ts'
import { createStaticFiles } from './http/static-files.ts'
import { createBatchSender } from './ingest/send-batch.ts'
import { isLoopback, readSettings, type Settings, usage } from './settings.ts'
import { openDatabase } from './stores/open-database.ts'
import { createSqliteCatalogKeeper } from './stores/sqlite-catalog-keeper.ts'
import { createSqliteEventStore } from './stores/sqlite-event-store.ts'
import { createSqliteWorkspaceStore } from './stores/sqlite-workspace-store.ts'
import { readVersion } from './version.ts'

const version = readVersion()

/** The studio's stand-in for the plugin's token, where its own endpoint asks for none: the real one stays at home. */
const STAND_IN_TOKEN = 'metering-studio-rehearsal'
/** Where the Admin API is going to listen. */
const ADMIN_PORT = 8001

async function start(settings: Settings): Promise<() => Promise<void>> {
  const { host, token } = settings
  const notices: string[] = []
  const place = { studioUrl: '', gatewayUrl: '', gatewayPort: 0 }

  const database = openDatabase(join(settings.data, 'studio.sqlite'))
  const events = createSqliteEventStore(database)
  const workspaces = createSqliteWorkspaceStore(database)
  const catalog = createCatalog(createSqliteCatalogKeeper(database, kongMeters(new Date().toISOString())))

  const sender = createBatchSender()
  const pools = createUpstreamPools()
  const rehearsal = createRehearsal({
    studio: () => ({ endpoint: `${place.studioUrl}/v3/openmeter/events`, token: token ?? STAND_IN_TOKEN }),
    gatewayPort: () => place.gatewayPort,
    environment: process.env,
    log: createExchangeLog(),
    conditions: await loadConditions(),
    sender,
  })

  const now = () => Date.now()
  const routes = createRoutes({
    events,
    catalog,
    workspaces,
    rehearsal,
    now,
    newUlid: createUlids({ now, random: Math.random }),
    token,
    studio: () => ({
      version,
      studio_url: place.studioUrl,
      gateway_url: place.gatewayUrl,
      data_folder: settings.data,
      notices,
    }),
  })
  const studio = createHttpServer({
    api: createApi(routes, { report }),
    files: createStaticFiles(resolve(import.meta.dirname, '../dist')),
    trusted: { hosts: isLoopback(host) ? [] : [host], origins: settings['trusted-origins'] ?? [] },
    report,
  })
  const gateway = createGatewayServer({ running: () => rehearsal.running(), pools, report })

  const studioPort = await listenOnFreePort(studio, { host, port: settings.port })
  place.studioUrl = urlOf(host, studioPort)
  const [last] = await workspaces.list()
  const restored = last === undefined ? undefined : await workspaces.get(last.id)
  try {
    if (restored !== undefined) rehearsal.apply(restored)
  } catch (error) {
    // A document that meets a bug must not keep the studio from starting, or nobody could change it.
    report(error)
    notices.push(`The workspace ${restored?.name} could not be rehearsed; its document is kept.`)
  }
  place.gatewayPort = await listenOnFreePort(gateway, { host, port: settings['gateway-port'] }, [ADMIN_PORT])
  place.gatewayUrl = urlOf(host, place.gatewayPort)

  noteTakenPort(notices, ['the studio', settings.port, studioPort])
  noteTakenPort(notices, ['the gateway', settings['gateway-port'], place.gatewayPort])
  sayHello({ ...place, notices, data: settings.data })

  return async () => {
    await closeServer(gateway)
    const waiting = rehearsal.waiting()
    if (waiting > 0) console.log(`Delivering ${waiting} waiting events; Ctrl-C again gives them up.`)
    await rehearsal.drain()
    await closeServer(studio)
    await Promise.all([sender.close(), pools.close(), events.close()])
    database.connection.close()
  }
}

function sayHello(place: { studioUrl: string; gatewayUrl: string; data: string; notices: string[] }): void {
  for (const notice of place.notices) console.log(notice)
  console.log(`Metering Studio ${version}`)
  console.log(`  Studio   ${place.studioUrl}`)
  console.log(`  Gateway  ${place.gatewayUrl}`)
  console.log(`  Data     ${place.data}`)
  console.log('Ctrl-C ends it.')
}

function noteTakenPort(notices: string[], [part, wanted, got]: [string, number, number]): void {
  if (wanted === 0 || wanted === got) return
  const sentence = `Port ${wanted} is taken; ${part} listens on ${got}.`
  notices.push(sentence)
}

/** An address that listens everywhere is reached at the loopback one. */
function urlOf(host: string, port: number): string {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`
}

/** A bug or a store that failed: said, and the studio goes on. */
function report(error: unknown): void {
  console.error('Unexpected:', error)
}

/** The first signal ends in order, the second at once. */
function endOnSignal(stop: () => Promise<void>): void {
  let stopping = false
  const end = () => {
    if (stopping) process.exit(130)
    stopping = true
    console.log('\nStopping: requests under way are finished, then the queues.')
    stop().then(
      () => {
        console.log('Stopped.')
        process.exit(0)
      },
      error => {
        console.error('Stopping failed:', error)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', end).on('SIGTERM', end)
}

async function run(): Promise<void> {
  const outcome = readSettings(process.argv.slice(2), process.env, process.platform)
  switch (outcome.kind) {
    case 'help':
      console.log(usage)
      return
    case 'version':
      console.log(version)
      return
    case 'invalid':
      console.error(outcome.message)
      process.exitCode = 2
      return
    case 'settings':
      for (const warning of outcome.warnings) console.error(`Warning: ${warning}`)
      process.on('unhandledRejection', report)
      endOnSignal(await start(outcome.settings))
  }
}

run().catch(error => {
  // What the user can mend is a sentence; what he cannot is a stack.
  const expected =
    error instanceof StoreUnavailable ||
    (error instanceof Error && /^(?:Cannot listen|No port)/.test(error.message))
  console.error(expected ? error.message : error)
  process.exit(1)
})
