/**
 * What of a configuration is metered: for each Route, and each Consumer with a row of its own, which metering plugin
 * wins, and whether its events can have a subject at all. A view of the document, without any request.
 */
import type {
  Consumer,
  DocumentPath,
  GatewayState,
  PluginRow,
  Route,
  Service,
} from '#entities/gateway-state.ts'
import { konnectRegionOf } from '#plugin/konnect-regions.ts'
import { METERING_PLUGIN } from '#plugin/plugin.ts'
import { isConsidered } from '#plugin/precedence.ts'
import type { GatewayOptions, MeteringPlugin } from './access.ts'
import { createRoutePlans, type RoutePlan } from './route-plan.ts'
import { nameFault, subjectFault, withSubject } from './subject-coverage.ts'

/** `no_subject`: a plugin runs, but no request can have a subject, so every event is dropped. */
export type CoverageVerdict = 'metered' | 'not_metered' | 'no_subject'

export interface CoverageRow {
  verdict: CoverageVerdict
  /** A sentence: why. */
  message: string
  service?: { id: string; name?: string }
  /** Absent for requests that match no Route. */
  route?: { id: string; name?: string }
  /** Absent: every caller without a row of its own. */
  consumer?: { id: string; username?: string }
  /** A sentence, where the same requests may be counted elsewhere, too. */
  twice?: string
  /** The row that wins. */
  plugin?: PluginRow
  /** Rows that would apply, were it not for the winner. */
  shadowed: readonly PluginRow[]
  /** Where in the document the reader should look: the winner, else the Route. */
  origin: DocumentPath
}

export interface CoverageOptions extends GatewayOptions {
  /** Whether the document names a Konnect control plane, which may count requests itself (decision 15). */
  namesControlPlane?: boolean
}

/** A document does not say whether it is. */
const TWICE = 'Twice, if Konnect’s built-in ingestion is on for the control plane.'

/**
 * In the order of the document: each Service's Routes, Routes without a Service, and last the requests that match no
 * Route, for which Kong's log phase has the global row only (Kong's plugins iterator).
 */
export function coverageOf(state: GatewayState, options: CoverageOptions): CoverageRow[] {
  const plans = createRoutePlans(state, options)
  const document: Covered = {
    state,
    options,
    services: new Map(state.services.map(service => [service.id, service])),
    consumers: new Map(state.consumers.map(consumer => [consumer.id, consumer])),
  }
  const routes = Map.groupBy(state.routes, ({ service }) => document.services.get(service ?? ''))
  const inOrder = [...state.services, undefined].flatMap(service => routes.get(service) ?? [])
  return [
    ...inOrder.flatMap(route => {
      const plan = plans.of(route.id)
      return plan === undefined ? [] : rowsOfRoute({ document, route, plan })
    }),
    withoutRoute(plans.global, options),
  ]
}

interface Covered {
  state: GatewayState
  options: CoverageOptions
  services: ReadonlyMap<string, Service>
  consumers: ReadonlyMap<string, Consumer>
}

interface OnRoute {
  document: Covered
  route: Route
  plan: RoutePlan
}

function rowsOfRoute(of: OnRoute): CoverageRow[] {
  const { plan, document } = of
  const byConsumer = Map.groupBy(plan.meteringCandidates, ({ row }) => row.consumer)
  const forAll = byConsumer.get(undefined) ?? []
  const own = [...plan.meteringByConsumer].flatMap(([id, winner]) => {
    const consumer = document.consumers.get(id)
    if (consumer === undefined || winner === plan.metering) return []
    return rowOf(of, { consumer, winner, candidates: [...forAll, ...(byConsumer.get(id) ?? [])] })
  })
  return [rowOf(of, { consumer: undefined, winner: plan.metering, candidates: forAll }), ...own]
}

interface Caller {
  consumer: Consumer | undefined
  winner: MeteringPlugin | undefined
  /** The rows that would apply to the caller. */
  candidates: readonly MeteringPlugin[]
}

function rowOf(of: OnRoute, { consumer, winner, candidates }: Caller): CoverageRow {
  const { document, route } = of
  const service = document.services.get(route.service ?? '')
  return {
    ...judge(winner, of, consumer),
    ...(service === undefined ? {} : { service: named(service) }),
    route: named(route),
    ...(consumer === undefined ? {} : { consumer: called(consumer) }),
    ...(winner === undefined ? {} : { plugin: winner.row }),
    shadowed: candidates.flatMap(({ row }) => (row === winner?.row ? [] : row)),
    origin: winner?.row.origin ?? route.origin,
  }
}

type Judgement = Pick<CoverageRow, 'verdict' | 'message' | 'twice'>

function judge(winner: MeteringPlugin | undefined, of: OnRoute, consumer: Consumer | undefined): Judgement {
  const { document, plan } = of
  const message = unreachable(of) ?? notMetered(winner, of)
  if (winner === undefined || message !== undefined)
    return { verdict: 'not_metered', message: message ?? noPlugin(document.state) }
  const fault = subjectFault(winner.config.subject, { state: document.state, plan, consumer })
  return fault === undefined ? metered(winner, document.options) : { verdict: 'no_subject', message: fault }
}

/** Why no request gets as far as the plugins. */
function unreachable({ document, route }: OnRoute): string | undefined {
  if (document.services.get(route.service ?? '')?.enabled === false)
    return 'Its Service is disabled, so no request matches the Route.'
  // A plugin's row and a Route have the same protocols.
  if (isConsidered({ enabled: true, protocols: route.protocols })) return undefined
  return `A Route for ${route.protocols.join(', ')} has no HTTP requests, which are all that the plugin meters.`
}

function notMetered(winner: MeteringPlugin | undefined, { plan }: OnRoute): string | undefined {
  if (winner === undefined) return undefined
  const { meter_api_requests: requests, meter_ai_token_usage: tokens } = winner.config
  if (!requests && !tokens) return 'Both meters of the plugin are off.'
  const tokensOnly = !requests && plan.aiPlugins.length === 0
  return tokensOnly ? 'Only AI tokens are metered, and no AI plugin runs on this Route.' : undefined
}

function noPlugin({ plugins }: GatewayState): string {
  const isOff = plugins.some(({ name, enabled }) => name === METERING_PLUGIN && !enabled)
  return `No metering-and-billing plugin applies${isOff ? '; one in the document is disabled' : ''}.`
}

function metered({ row, config }: MeteringPlugin, { namesControlPlane }: CoverageOptions): Judgement {
  const condition = row.condition === undefined ? '' : ', if the condition holds'
  const tokens = config.meter_api_requests ? '' : '; its AI tokens only'
  const twice =
    namesControlPlane && config.meter_api_requests && konnectRegionOf(config.ingest_endpoint) !== undefined
  return {
    verdict: 'metered',
    message: `${withSubject(config.subject)}${condition}${tokens}.`,
    ...(twice && { twice: TWICE }),
  }
}

function withoutRoute(winner: MeteringPlugin | undefined, options: CoverageOptions): CoverageRow {
  if (winner === undefined) {
    const message = 'No Route, so only a global plugin would meter it, and there is none.'
    return { verdict: 'not_metered', message, shadowed: [], origin: [] }
  }
  const { meter_api_requests: isOn, subject } = winner.config
  const rest = { plugin: winner.row, shadowed: [], origin: winner.row.origin }
  if (!isOn) return { verdict: 'not_metered', message: 'The global plugin meters no API requests.', ...rest }
  const { look_up_value_in: source } = subject
  const fault =
    source === 'consumer' || source === 'application'
      ? 'Nobody is authenticated without a Route: every event is dropped.'
      : nameFault(source, subject.field)
  if (fault !== undefined) return { verdict: 'no_subject', message: fault, ...rest }
  const judged = metered(winner, options)
  return { ...judged, message: `${judged.message} They are answered with 404.`, ...rest }
}

function named({ id, name }: { id: string; name?: string }): { id: string; name?: string } {
  return name === undefined ? { id } : { id, name }
}

function called({ id, username }: Consumer): { id: string; username?: string } {
  return username === undefined ? { id } : { id, username }
}
