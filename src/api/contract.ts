/**
 * The studio's own endpoints, beside Konnect's (`konnect-contract.ts`): the studio, its workspaces, the rehearsal
 * gateway and the requests that went through it.
 */
import { z } from 'zod'
import { meteringEvent } from '#events/ingested-event.ts'
import { traceStep } from '#metering/trace.ts'
import { variableValueProblem } from '#plugin/variables.ts'
import { upstreamChoice, workspaceContent } from '#workspaces/workspace-content.ts'
import { get, put, remove } from './endpoint.ts'

/** Where the studio listens, for every command that the page shows, and what the user should know about it. */
export const studioStatus = z.object({
  version: z.string(),
  studio_url: z.url(),
  /** The gateway's proxy; the port may differ from 8000 when that was taken. */
  gateway_url: z.url(),
  /** The Admin API; the port may differ from 8001 when that was taken. */
  admin_url: z.url(),
  /** The data folder; null where nothing is kept (the demo). */
  data_folder: z.string().nullable(),
  /** Said once on screen: `Port 8000 is taken; the gateway listens on 8002.` */
  notices: z.array(z.string()),
})
export type StudioStatus = z.infer<typeof studioStatus>
export const getStudio = get('/api/studio', studioStatus)

export const workspace = workspaceContent.extend({ id: z.string(), updated_at: z.string() })
export type Workspace = z.infer<typeof workspace>

const workspaceSummary = workspace.pick({ id: true, name: true, updated_at: true })
export const listWorkspaces = get('/api/workspaces', z.array(workspaceSummary))
export const getWorkspace = get('/api/workspaces/{id}', workspace)
/** `based_on`: the `updated_at` of the version that was changed. */
const workspaceChange = workspaceContent.extend({ based_on: z.string().optional() })
/**
 * Keeps the workspace and makes it the one that the gateway rehearses. With `based_on` 409, and nothing is kept, if it
 * was changed since; without it the last one wins.
 */
export const putWorkspace = put('/api/workspaces/{id}', workspaceChange, workspace)
export const deleteWorkspace = remove('/api/workspaces/{id}')

/** What the gateway runs right now. A broken document leaves the last valid one running. */
export const gatewayStatus = z.object({
  /** The workspace whose document runs; null before the first. */
  workspace_id: z.string().nullable(),
  /** When that was changed last, RFC 3339: by the page, another window or the Admin API. */
  workspace_updated_at: z.string().optional(),
  /** Set while the workspace's text has errors: what runs is its last valid version. */
  stale: z.boolean(),
  delivery: z.object({
    target: z.enum(['studio', 'endpoint']),
    /** Where events are sent. */
    endpoints: z.array(z.string()),
    /** Why nothing can be sent there, such as a variable without a value; empty when all is well. */
    problems: z.array(z.string()),
  }),
  services: z.array(
    z.object({ id: z.string(), name: z.string(), upstream_url: z.string(), upstream: upstreamChoice }),
  ),
  queues: z.array(
    z.object({
      plugin_id: z.string(),
      instance_name: z.string().optional(),
      phase: z.enum(['idle', 'coalescing', 'delivering', 'backing_off']),
      waiting: z.int(),
      delivered: z.int(),
      lost: z.int(),
      dropped: z.int(),
    }),
  ),
  /** Variables of the document. Values stay in the server's memory (or its environment) and are never sent back. */
  variables: z.array(z.object({ name: z.string(), set: z.boolean() })),
})
export type GatewayStatus = z.infer<typeof gatewayStatus>
export const getGateway = get('/api/gateway', gatewayStatus)

const variableValue = z
  .string()
  .max(10_000)
  .check(({ value, issues }) => {
    const message = variableValueProblem(value)
    // Without the value: the problem is answered and logged.
    if (message !== undefined) issues.push({ code: 'custom', message, input: undefined })
  })

/**
 * Gives a variable its value for the rehearsal, in memory only; an empty value forgets it. The name is without decK's
 * prefix.
 */
export const putVariable = put(
  '/api/gateway/variables/{name}',
  z.object({ value: variableValue }),
  z.object({ name: z.string(), set: z.boolean() }),
)

/** One try of a batch, as far as one of its events is concerned. */
const deliveryAttempt = z.object({
  /** RFC 3339. */
  at: z.string(),
  status: z.int().optional(),
  error: z.string().optional(),
  /** Set when it was sent to the plugin's own ingest endpoint, and not to the studio's. */
  elsewhere: z.literal(true).optional(),
})

/** An event of a request on its way: waiting, retrying, delivered, lost (delivery gave up) or rejected by a full queue. */
const eventInFlight = z.object({
  id: z.string(),
  type: z.string(),
  subject: z.string(),
  /** The CloudEvent as it is sent; here also while it waits, and after it was lost. */
  event: meteringEvent.optional(),
  delivery: z.enum(['waiting', 'retrying', 'delivered', 'lost']),
  reason: z.string().optional(),
  attempts: z.array(deliveryAttempt),
})

const named = z.object({ id: z.string(), name: z.string().optional() })

/** A request that went through the gateway, with what became of it so far. */
const exchangeSummary = z.object({
  /** Grows by one per request; also the paging cursor. */
  seq: z.int(),
  request_id: z.string(),
  at: z.string(),
  method: z.string(),
  uri: z.string(),
  status: z.int(),
  upstream_status: z.int().optional(),
  client_ip: z.string(),
  duration_ms: z.number(),
  route: named.optional(),
  service: named.optional(),
  consumer: z.object({ id: z.string(), username: z.string().optional() }).optional(),
  /** The Dev Portal application. */
  application: named.optional(),
  /** `dropped`: a plugin ran and its rules made no event. `not_metered`: no enabled plugin applied, or it meters nothing here. */
  outcome: z.enum(['emitted', 'dropped', 'not_metered']),
  /** A stable word and a sentence for people; absent when emitted. */
  reason: z.string().optional(),
  message: z.string().optional(),
  events: z.array(eventInFlight),
})
export type ExchangeSummary = z.infer<typeof exchangeSummary>

const exchangeRecord = exchangeSummary.extend({
  /** What the gateway and the plugin decided, in order. */
  trace: z.array(traceStep),
})
export type ExchangeRecord = z.infer<typeof exchangeRecord>

const exchangeTotals = z.object({
  /** All requests since the start, and how many of them the gateway no longer keeps. */
  total: z.int(),
  discarded: z.int(),
  /** Of those, the ones that it only counted, since more came in a second than it keeps of a second. */
  thinned: z.int(),
  capacity: z.int(),
})
export type ExchangeTotals = z.infer<typeof exchangeTotals>

const exchangePage = exchangeTotals.extend({
  /** Newest first. */
  exchanges: z.array(exchangeRecord),
})
export type ExchangePage = z.infer<typeof exchangePage>
export const listExchanges = get(
  '/api/exchanges',
  exchangePage,
  z.object({
    limit: z.coerce.number<number>().int().min(1).max(1000).default(200),
    /** Only requests older than this seq. */
    before: z.coerce.number<number>().int().optional(),
    outcome: z.enum(['emitted', 'dropped', 'not_metered']).optional(),
  }),
)

/** One request with its trace; 404 once the gateway no longer keeps it. */
export const getExchange = get('/api/exchanges/{requestId}', exchangeRecord)

const keptCount = z.object({ all: z.int(), kept: z.int() })

const exchangeChanges = exchangeTotals.extend({
  /** When the gateway started: after another start, what was known of its requests says nothing of those of now. */
  started_at: z.string(),
  /** The latest that there is. */
  revision: z.int(),
  /** The oldest request that is kept; those before it are forgotten. */
  oldest: z.int().nullable(),
  /** Dropped requests and events given up by their queue: since the start, and of requests that are kept. */
  missed: z.object({ dropped: keptCount, lost: keptCount }),
  /** Each request once, as it is now, the latest change first. */
  exchanges: z.array(exchangeSummary.extend({ revision: z.int() })),
})
export type ExchangeChanges = z.infer<typeof exchangeChanges>

/** Requests that are new, or whose events have moved on, since a revision; without their traces, for who follows them all. */
export const listExchangeChanges = get(
  '/api/exchanges/changes',
  exchangeChanges,
  z.object({
    limit: z.coerce.number<number>().int().min(1).max(1000).default(200),
    /** Only what changed after this revision. */
    after: z.coerce.number<number>().int().default(0),
    /** Only what changed before this revision: the rest of an answer that was cut at its limit. */
    before: z.coerce.number<number>().int().optional(),
  }),
)
