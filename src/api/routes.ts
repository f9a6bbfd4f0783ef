/** Every endpoint bound to what answers it. */

import { createDuplicates } from '#billing/missed-usage.ts'
import { isVariableName } from '#plugin/variables.ts'
import { type BillingParts, createBillingRoutes } from './billing-routes.ts'
import type { CatalogParts } from './catalog-changes.ts'
import { createCustomerRoutes, createMeterRoutes } from './catalog-routes.ts'
import type { Workspace } from './contract.ts'
import {
  deleteWorkspace,
  getExchange,
  getGateway,
  getStudio,
  getWorkspace,
  listExchangeChanges,
  listExchanges,
  listWorkspaces,
  putVariable,
  putWorkspace,
  type StudioStatus,
} from './contract.ts'
import { createEventCountRoutes } from './event-count-routes.ts'
import { createEventRoutes, type EventParts } from './event-routes.ts'
import { createForwarding, type Forwarding } from './forwarding.ts'
import { createForwardingRoutes } from './forwarding-routes.ts'
import { createLiveRunRoutes, type LiveRunParts } from './live-run-routes.ts'
import { createOpenMeterRoutes } from './openmeter/openmeter-routes.ts'
import { apiError, notFound } from './problem.ts'
import type { Rehearsal } from './rehearsal.ts'
import { createSendRoutes, type SendParts } from './send-routes.ts'
import { type Route, route } from './serve.ts'
import { createUsageRoutes } from './usage-routes.ts'
import type { WorkspaceStore } from './workspace-store.ts'

export interface ApiParts
  extends EventParts,
    CatalogParts,
    SendParts,
    LiveRunParts,
    Omit<BillingParts, 'rehearsal' | 'duplicates'> {
  workspaces: WorkspaceStore
  rehearsal: Rehearsal
  /** Absent where no upstream can be reached. */
  forwarding?: Forwarding | undefined
  studio(): StudioStatus
  /** What Konnect's endpoints ask for as Bearer token; undefined when they ask for none. */
  token?: string | undefined
}

export function createRoutes(parts: ApiParts): Route[] {
  const duplicates = createDuplicates()
  const konnect = [
    ...createEventRoutes({ ...parts, duplicates }),
    ...createMeterRoutes(parts),
    ...createUsageRoutes(parts),
    ...createCustomerRoutes(parts),
    ...createOpenMeterRoutes(parts),
  ]
  return [
    ...studioRoutes(parts),
    ...createSendRoutes(parts),
    ...createLiveRunRoutes(parts),
    ...createForwardingRoutes(parts.forwarding ?? createForwarding()),
    ...createBillingRoutes({ ...parts, duplicates }),
    ...createEventCountRoutes(parts),
    ...konnect.flatMap(of => protect(underBothPrefixes(of), parts.token)),
  ]
}

function studioRoutes({ workspaces, rehearsal, studio, now }: ApiParts): Route[] {
  return [
    route(getStudio, () => studio()),
    route(listWorkspaces, () => workspaces.list()),
    route(getWorkspace, async ({ params }) => {
      const found = await workspaces.get(params.id)
      if (found === undefined) throw notFound(`Workspace [${params.id}]`)
      return found
    }),
    route(putWorkspace, async ({ params, body: { based_on, ...content } }) => {
      const workspace: Workspace = { ...content, id: params.id, updated_at: new Date(now()).toISOString() }
      if (!(await workspaces.put(workspace, based_on)))
        throw apiError(
          409,
          `Workspace [${params.id}] was changed since ${based_on}: load it again, or leave out based_on`,
        )
      await rehearsal.apply(workspace)
      return workspace
    }),
    route(deleteWorkspace, async ({ params }) => {
      if (!(await workspaces.delete(params.id))) throw notFound(`Workspace [${params.id}]`)
      rehearsal.forget(params.id)
      return undefined
    }),
    route(getGateway, () => rehearsal.status()),
    route(putVariable, ({ params, body }) => {
      if (!isVariableName(params.name)) {
        throw apiError(
          400,
          `A variable's name has letters, digits and _ and begins with no digit; found [${params.name}]`,
        )
      }
      return rehearsal.setVariable(params.name, body.value)
    }),
    route(listExchanges, ({ query }) => rehearsal.exchanges(query)),
    route(listExchangeChanges, ({ query }) => rehearsal.exchangeChanges(query)),
    route(getExchange, ({ params }) => {
      const found = rehearsal.exchange(params.requestId)
      if (found === undefined) throw notFound(`Request [${params.requestId}] of the gateway`)
      return found
    }),
  ]
}

function underBothPrefixes(of: Route): Route[] {
  if (of.endpoint.path.startsWith('/api/')) return [of]
  return [of, { ...of, endpoint: { ...of.endpoint, path: `/api${of.endpoint.path}` } }]
}

function protect(routes: readonly Route[], token: string | undefined): Route[] {
  if (token === undefined) return [...routes]
  const authorize = (request: Request) => {
    if (isOfOwnPage(request)) return
    const given = /^Bearer +(.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    if (given === undefined) throw unauthorized('Expected the header Authorization: Bearer <token>')
    if (!sameText(given, token)) throw unauthorized('Invalid credentials')
  }
  return routes.map(of => ({ ...of, authorize }))
}

/**
 * The studio's page has no token, and sees in `/api` what these endpoints hold. No page of another site can have its
 * browser say so (Fetch Metadata). Events are handed in with the token alone.
 */
function isOfOwnPage({ method, url, headers }: Request): boolean {
  if (method === 'POST' && /\/events\/?$/.test(new URL(url).pathname)) return false
  return headers.get('sec-fetch-site') === 'same-origin'
}

function unauthorized(detail: string) {
  return apiError(401, detail, { 'www-authenticate': 'Bearer' })
}

/** Takes as long for a wrong first character as for a wrong last one. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let index = 0; index < b.length; index += 1) difference |= a.charCodeAt(index) ^ b.charCodeAt(index)
  return difference === 0
}
