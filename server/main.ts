/** Starts the studio: settings → parts → listen. The only file that knows all parts. */
import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { join, resolve } from 'node:path'
import type { StudioStatus } from '#api/contract.ts'
import { createForwarding, keptForwarding, nothingKept } from '#api/forwarding.ts'
import { createRoutes } from '#api/routes.ts'
import { createApi } from '#api/serve.ts'
import type { WorkspaceStore } from '#api/workspace-store.ts'
import { emptyPriceBook, priceBook } from '#billing/price-book.ts'
import type { ConditionLanguages } from '#conditions/condition.ts'
import { StoreUnavailable } from '#events/event-store.ts'
import { createUlids } from '#events/ulid.ts'
import { captured } from '#live/captured.ts'
import { createExchangeLog } from '#live/exchange-log.ts'
import type { LiveRehearsal } from '#live/live-rehearsal.ts'
import { createAdminServer } from './admin/admin-server.ts'
import { closeServer } from './close-server.ts'
import { loadConditions } from './gateway/conditions.ts'
import { createGatewayServer } from './gateway/gateway-server.ts'
import { createRehearsal } from './gateway/rehearsal.ts'
import { createSending } from './gateway/sending.ts'
import { createUpstreamPools } from './gateway/upstream-pools.ts'
import { createHttpServer } from './http/listen.ts'
import { listenOnFreePort } from './http/listen-on-free-port.ts'
import { createStaticFiles } from './http/static-files.ts'
import { createBatchSender } from './ingest/send-batch.ts'
import { isLoopback, readSettings, type Settings, usage } from './settings.ts'
import { openDataFolder } from './stores/data-folder.ts'
import { type Database, openDatabase } from './stores/open-database.ts'
import { openEvents } from './stores/open-events.ts'
import { createSqliteKeeper } from './stores/sqlite-keeper.ts'
import { createSqliteWorkspaceStore } from './stores/sqlite-workspace-store.ts'
import { readVersion } from './version.ts'

const version = readVersion()

/** The studio's stand-in for the plugin's token, where its own endpoint asks for none: the real one stays at home. */
const STAND_IN_TOKEN = 'metering-studio-rehearsal'
/** Only this machine changes the gateway, wherever the studio listens. */
const ADMIN_HOST = '127.0.0.1'

async function start(settings: Settings): Promise<() => Promise<void>> {
  const { host, token } = settings
  const notices: string[] = []
  const place: Place = { studioUrl: '', gatewayUrl: '', adminUrl: '', gatewayPort: 0, notices }

  const folder = openDataFolder(settings.data)
  const database = openDatabase(join(settings.data, 'studio.sqlite'))
  const { events, catalog, start: startEvents } = await openEvents({ settings, database, notices, report })
  const workspaces = createSqliteWorkspaceStore(database)

  const conditions = await loadConditions()
  const sender = createBatchSender()
  const keepers = keepersOn(database)
  const forwarding = createForwarding({
    keeper: keepers.forwarding,
    workspaceId: () => rehearsal.workspace()?.id ?? '',
    hosts: settings['allow-upstream'],
  })
  const pools = createUpstreamPools(forwarding)
  const rehearsal = createRehearsal({
    studio: () => ({ endpoint: `${place.studioUrl}/v3/openmeter/events`, token: token ?? STAND_IN_TOKEN }),
    gatewayPort: () => place.gatewayPort,
    environment: process.env,
    log: captured(createExchangeLog(Date.now()), forwarding),
    conditions,
    sender,
    keepFallBack: fallen => {
      const workspace = { ...fallen, updated_at: new Date().toISOString() }
      workspaces.put(workspace).catch(report)
      return workspace
    },
  })

  const sending = createSending(() => place.gatewayUrl, rehearsal)
  const routes = createRoutes({
    events,
    catalog,
    prices: keepers.prices,
    workspaces,
    rehearsal,
    ...sending.parts,
    forwarding,
    now: Date.now,
    newUlid: createUlids({ now: Date.now, random: Math.random }),
    token,
    studio: () => statusOf(place, settings),
  })
  const studio = createHttpServer({
    api: createApi(routes, { report }),
    files: createStaticFiles(resolve(import.meta.dirname, '../dist')),
    trusted: { hosts: isLoopback(host) ? [] : [host], origins: settings['trusted-origins'] ?? [] },
    report,
  })
  const gateway = createGatewayServer({ running: () => rehearsal.running(), pools, report })
  const admin = createAdmin({ workspaces, rehearsal, conditions })

  await restore({ workspaces, rehearsal, notices })
  await listen({ studio, gateway, admin }, settings, place)
  startEvents()
  folder.describe(place.studioUrl)
  sayHello({ ...place, data: settings.data })

  return async () => {
    await Promise.all([sending.end(), closeServer(admin), closeServer(gateway)])
    const waiting = rehearsal.waiting()
    if (waiting > 0) console.log(`Delivering ${waiting} waiting events; Ctrl-C again gives them up.`)
    await rehearsal.drain()
    await closeServer(studio)
    await Promise.all([sender.close(), pools.close(), events.close()])
    database.connection.close()
    folder.release()
  }
}

function keepersOn(database: Database) {
  return {
    prices: createSqliteKeeper(database, {
      name: 'price book',
      schema: priceBook,
      initial: emptyPriceBook,
    }),
    forwarding: createSqliteKeeper(database, {
      name: 'forwarding',
      schema: keptForwarding,
      initial: nothingKept,
    }),
  }
}

function statusOf(place: Place, settings: Settings): StudioStatus {
  return {
    version,
    studio_url: place.studioUrl,
    gateway_url: place.gatewayUrl,
    admin_url: place.adminUrl,
    data_folder: settings.data,
    notices: place.notices,
  }
}

interface Restoring {
  workspaces: WorkspaceStore
  rehearsal: LiveRehearsal
  notices: string[]
}

/** Rehearses the workspace that was changed last. */
async function restore({ workspaces, rehearsal, notices }: Restoring): Promise<void> {
  const [last] = await workspaces.list()
  const restored = last === undefined ? undefined : await workspaces.get(last.id)
  try {
    if (restored !== undefined) rehearsal.restore(restored)
  } catch (error) {
    // A document that meets a bug must not keep the studio from starting, or nobody could change it.
    report(error)
    notices.push(`The workspace ${restored?.name} could not be rehearsed; its document is kept.`)
  }
}

function createAdmin(parts: Omit<Restoring, 'notices'> & { conditions: ConditionLanguages }): Server {
  const { workspaces, rehearsal, conditions } = parts
  return createAdminServer({
    workspace: rehearsal.workspace,
    async save(changed) {
      const workspace = rehearsal.guarded(changed)
      await workspaces.put(workspace)
      rehearsal.apply(workspace)
    },
    conditions,
    newId: randomUUID,
    now: Date.now,
    report,
  })
}

/** Where the servers listen, once they do, and what there is to say about it. */
interface Place {
  studioUrl: string
  gatewayUrl: string
  adminUrl: string
  gatewayPort: number
  notices: string[]
}

/** The gateway last: it must be reached only when everything behind it is. */
async function listen(
  { studio, gateway, admin }: Record<'studio' | 'gateway' | 'admin', Server>,
  settings: Settings,
  place: Place,
): Promise<void> {
  const { host, port } = settings
  const gatewayPort = settings['gateway-port']
  const adminPort = settings['admin-port']
  const gotStudio = await listenOnFreePort(studio, { host, port })
  place.studioUrl = urlOf(host, gotStudio)
  const gotAdmin = await listenOnFreePort(admin, { host: ADMIN_HOST, port: adminPort }, [gatewayPort])
  place.adminUrl = urlOf(ADMIN_HOST, gotAdmin)
  place.gatewayPort = await listenOnFreePort(gateway, { host, port: gatewayPort }, [adminPort])
  place.gatewayUrl = urlOf(host, place.gatewayPort)
  noteTakenPort(place.notices, ['the studio', port, gotStudio])
  noteTakenPort(place.notices, ['the gateway', gatewayPort, place.gatewayPort])
  noteTakenPort(place.notices, ['the Admin API', adminPort, gotAdmin])
}

function sayHello(place: Place & { data: string }): void {
  for (const notice of place.notices) console.log(notice)
  console.log(`Metering Studio ${version}`)
  console.log(`  Studio   ${place.studioUrl}`)
  console.log(`  Gateway  ${place.gatewayUrl}`)
  console.log(`  Admin    ${place.adminUrl}`)
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
