/** The studio's API over memory: for UI tests and the demo. */
import type { StudioStatus } from '#api/contract.ts'
import { createForwarding, type Forwarding } from '#api/forwarding.ts'
import { createRoutes } from '#api/routes.ts'
import type { Route } from '#api/serve.ts'
import { createMemoryWorkspaceStore, type WorkspaceStore } from '#api/workspace-store.ts'
import { createMemoryPriceKeeper, type PriceKeeper } from '#billing/price-keeper.ts'
import { type Catalog, createCatalog, createForgetfulKeeper } from '#events/catalog.ts'
import type { EventStore } from '#events/event-store.ts'
import { createMemoryEventStore } from '#events/memory-event-store.ts'
import { kongMeters } from '#events/meter.ts'
import { createUlids } from '#events/ulid.ts'
import { createScriptedRehearsal, type ScriptedRehearsal } from './scripted-rehearsal.ts'

export interface MemoryBackend {
  routes: Route[]
  events: EventStore
  catalog: Catalog
  prices: PriceKeeper
  workspaces: WorkspaceStore
  rehearsal: ScriptedRehearsal
  forwarding: Forwarding
}

export interface MemoryBackendOptions {
  /** Milliseconds since the epoch. */
  now?: () => number
  /** From 0 up to 1. */
  random?: () => number
  studio?: Partial<StudioStatus>
  /** What Konnect's endpoints ask for; without it they ask for none. */
  token?: string
}

export function createMemoryBackend(options: MemoryBackendOptions = {}): MemoryBackend {
  const now = options.now ?? Date.now
  const events = createMemoryEventStore()
  const workspaces = createMemoryWorkspaceStore()
  const rehearsal = createScriptedRehearsal()
  const catalog = createCatalog(createForgetfulKeeper(kongMeters(new Date(now()).toISOString())))
  const newUlid = createUlids({ now, random: options.random ?? Math.random })
  const studio = () => ({ ...studioStatus, ...options.studio })
  const prices = createMemoryPriceKeeper()
  const forwarding = createForwarding()
  const { token } = options
  const parts = { forwarding, events, prices, workspaces, rehearsal, catalog, studio, now, newUlid, token }
  const routes = createRoutes(parts)
  return { routes, events, prices, catalog, workspaces, rehearsal, forwarding }
}

const studioStatus: StudioStatus = {
  version: '0.1.0',
  studio_url: 'http://127.0.0.1:4400',
  gateway_url: 'http://127.0.0.1:8000',
  admin_url: 'http://127.0.0.1:8001',
  data_folder: null,
  notices: [],
}
