/**
 * The studio in the page, for the demo: the API's own routes over memory, and the gateway's own rehearsal, whose events
 * go to those routes. Nothing leaves the page, whatever a workspace says.
 */
import type { Workspace } from '#api/contract.ts'
import { createForwarding } from '#api/forwarding.ts'
import { createRoutes } from '#api/routes.ts'
import type { GatewayAnswer, GatewayRequestToSend, SendToGateway } from '#api/send-contract.ts'
import { createApi, type Route } from '#api/serve.ts'
import { createMemoryWorkspaceStore } from '#api/workspace-store.ts'
import { createMemoryPriceKeeper } from '#billing/price-keeper.ts'
import type { ConditionLanguages } from '#conditions/condition.ts'
import { createCatalog, createForgetfulKeeper } from '#events/catalog.ts'
import { createMemoryEventStore } from '#events/memory-event-store.ts'
import { kongMeters } from '#events/meter.ts'
import { createUlids } from '#events/ulid.ts'
import type { GatewayRequest } from '#gateway/access.ts'
import type { BatchSender, SendOutcome } from '#live/batch-sender.ts'
import { captured } from '#live/captured.ts'
import { createExchangeLog, type ExchangeLog } from '#live/exchange-log.ts'
import { createLiveRehearsal, type LiveRehearsal } from '#live/live-rehearsal.ts'
import { createLiveRuns } from '#live/live-runs.ts'
import type { Clock } from '#live/pace-requests.ts'
import { passRequest } from '#live/pass-request.ts'

/** Kong's own ports: nothing listens there, and the page says so. */
const GATEWAY_PORT = 8000
const GATEWAY_HOST = `localhost:${GATEWAY_PORT}`
const INGEST_PATH = '/v3/openmeter/events'

const NOTICE =
  'This is a demo: the studio without its server. Nothing leaves this page. Workspaces stay in this browser; requests, events, customers and prices are forgotten when the page is loaded anew.'

export interface DemoOptions {
  /** The page's own. */
  origin: string
  version: string
  /** Milliseconds since the epoch. */
  now(): number
  /** Of live runs. */
  clock: Clock
  /** From 0 up to 1. */
  random(): number
  /** A UUID. */
  newId(): string
  /** For the first document that has a condition. */
  loadConditions(): Promise<ConditionLanguages>
}

/** The routes of the API; what they send goes through the gateway in the page. */
export function createDemoRoutes(options: DemoOptions): Route[] {
  const { now, origin } = options
  const forwarding = createForwarding()
  const log = captured(createExchangeLog(now()), forwarding)
  const rehearsal = createRehearsal(options, log, batch => ingest(batch))
  const sendToGateway: SendToGateway = request => pass(rehearsal, request, options)
  const routes = createRoutes({
    events: createMemoryEventStore(),
    workspaces: createMemoryWorkspaceStore(),
    prices: createMemoryPriceKeeper(),
    catalog: createCatalog(createForgetfulKeeper(kongMeters(new Date(now()).toISOString()))),
    rehearsal,
    forwarding,
    sendToGateway,
    liveRuns: createLiveRuns({
      rehearsal,
      send: sendToGateway,
      clock: options.clock,
      now,
      newId: options.newId,
    }),
    studio: () => ({
      version: options.version,
      studio_url: origin,
      gateway_url: `http://${GATEWAY_HOST}`,
      admin_url: 'http://localhost:8001',
      data_folder: null,
      notices: [NOTICE],
    }),
    now,
    newUlid: createUlids(options),
  })
  const api = createApi(routes)

  async function ingest({ contentType, pieces }: Parameters<BatchSender['send']>[0]): Promise<SendOutcome> {
    const headers = { 'content-type': contentType }
    const body = new Blob(pieces)
    const reply = await api(new Request(`${origin}${INGEST_PATH}`, { method: 'POST', headers, body }))
    const { status } = reply
    if (reply.ok) return { ok: true, status }
    const text = await reply.text()
    return { ok: false, status, error: `request returned status code ${status} and body ${text}` }
  }

  return routes
}

function createRehearsal(
  { origin, newId, loadConditions }: DemoOptions,
  log: ExchangeLog,
  ingest: BatchSender['send'],
): Omit<LiveRehearsal, 'apply'> & { apply(workspace: Workspace): Promise<void> } {
  let conditions: ConditionLanguages | undefined
  const rehearsal = createLiveRehearsal({
    studio: () => ({ endpoint: `${origin}${INGEST_PATH}`, token: '' }),
    gatewayPort: () => GATEWAY_PORT,
    environment: {},
    log,
    sender: { send: ingest, close: async () => {} },
    conditions: () => conditions,
    newEventId: newId,
    echoOnly: true,
  })
  return {
    ...rehearsal,
    async apply(workspace) {
      if (conditions === undefined && workspace.text.includes('condition'))
        // Without them each condition counts as met, and traces say so.
        conditions = await loadConditions().catch(() => undefined)
      rehearsal.apply({ ...workspace, delivery: 'studio' })
    },
  }
}

/** A client's request through the gateway in the page. */
async function pass(
  rehearsal: Pick<LiveRehearsal, 'running'>,
  { method, uri, headers, body = '' }: GatewayRequestToSend,
  { now, newId }: DemoOptions,
): Promise<GatewayAnswer> {
  const bytes = new TextEncoder().encode(body)
  const request: GatewayRequest = {
    // Kong's request id: 32 hex characters.
    id: newId().replaceAll('-', ''),
    method,
    uri,
    headers: headersOf(headers, bytes.length),
    scheme: 'http',
    httpVersion: '1.1',
    clientIp: '127.0.0.1',
    listenPort: GATEWAY_PORT,
    startedAt: now(),
  }
  const { status } = await passRequest(rehearsal.running(), request, bytes)
  return { status }
}

/** With those that any client adds to what it is told. */
function headersOf(given: GatewayRequestToSend['headers'], bodyBytes: number): string[] {
  const names = new Set(given.map(([name]) => name.toLowerCase()))
  const own = [
    ['Host', GATEWAY_HOST],
    ['User-Agent', 'Metering-Studio-Demo'],
    ['Accept', '*/*'],
    ...(bodyBytes > 0 ? [['Content-Length', String(bodyBytes)]] : []),
  ]
  const added = own.filter(([name = '']) => !names.has(name.toLowerCase())).flat()
  return [...added, ...given.flat()]
}
