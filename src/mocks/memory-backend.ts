/** The studio's API over memory: for UI tests and the demo. */
import type { ExchangeRecord, GatewayStatus, StudioStatus, Workspace } from '#api/contract.ts'
import { createForwarding, type Forwarding } from '#api/forwarding.ts'
import { missedUsage } from '#api/missed-usage.ts'
import type { Rehearsal } from '#api/rehearsal.ts'
import { createRoutes } from '#api/routes.ts'
import type { Route } from '#api/serve.ts'
import { createMemoryWorkspaceStore, type WorkspaceStore } from '#api/workspace-store.ts'
import { createMemoryPriceKeeper, type PriceKeeper } from '#billing/price-keeper.ts'
import { type Catalog, createCatalog, createForgetfulKeeper } from '#events/catalog.ts'
import type { EventStore } from '#events/event-store.ts'
import { createMemoryEventStore } from '#events/memory-event-store.ts'
import { kongMeters } from '#events/meter.ts'
import { createUlids } from '#events/ulid.ts'

/** A rehearsal whose exchanges are given by hand. */
export interface ScriptedRehearsal extends Rehearsal {
  /** Adds a request as the newest. */
  record(exchange: Omit<ExchangeRecord, 'seq'>): ExchangeRecord
  /** Counts requests that came too fast to be kept. */
  thin(requests: number): void
  /** Replaces parts of what the gateway says of itself. */
  setStatus(status: Partial<GatewayStatus>): void
}

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

const capacity = 1000

function createScriptedRehearsal(): ScriptedRehearsal {
  const exchanges: ExchangeRecord[] = []
  const set = new Set<string>()
  let total = 0
  let thinned = 0
  let status: GatewayStatus = {
    workspace_id: null,
    stale: false,
    delivery: { target: 'studio', endpoints: ['http://127.0.0.1:4400/v3/openmeter/events'], problems: [] },
    services: [],
    queues: [],
    variables: [],
  }
  return {
    status: () => ({
      ...status,
      variables: status.variables.map(({ name }) => ({ name, set: set.has(name) })),
    }),
    apply: (workspace: Workspace) => {
      status = { ...status, workspace_id: workspace.id, workspace_updated_at: workspace.updated_at }
    },
    forget: id => {
      if (status.workspace_id === id) status = { ...status, workspace_id: null }
    },
    setVariable: (name, value) => {
      if (value === '') set.delete(name)
      else set.add(name)
      return { name, set: set.has(name) }
    },
    exchanges: ({ limit, before, outcome }) => ({
      exchanges: exchanges
        .filter(({ seq }) => before === undefined || seq < before)
        .filter(exchange => outcome === undefined || exchange.outcome === outcome)
        .slice(0, limit),
      total,
      discarded: total - exchanges.length,
      thinned,
      capacity,
    }),
    missed: () => ({ missed: exchanges.flatMap(missedUsage), discarded: total - exchanges.length }),
    record: exchange => {
      total += 1
      const recorded = { ...exchange, seq: total }
      exchanges.unshift(recorded)
      exchanges.splice(capacity)
      return recorded
    },
    thin: requests => {
      total += requests
      thinned += requests
    },
    setStatus: part => {
      status = { ...status, ...part }
    },
  }
}
