/**
 * What of a configuration is metered: for each Route, and each Consumer with a row of its own, which metering plugin
 * wins, and whether its events can have a subject at all. A view of the document, without any request.
 */
import type { Consumer, DocumentPath, GatewayState, PluginRow, Route } from '#entities/gateway-state.ts'
import type { MeteringConfig } from '#plugin/config.ts'
import type { GatewayOptions, MeteringPlugin } from './access.ts'
import { selectRow } from './plugin-index.ts'
import { createRoutePlans, type RoutePlan } from './route-plan.ts'

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
  /** The row that wins. */
  plugin?: PluginRow
  /** Rows that would apply, were it not for the winner. */
  shadowed: readonly PluginRow[]
  /** Where in the document the reader should look: the winner, else the Route. */
  origin: DocumentPath
}

/** Plugins of Kong that find a Consumer and are not rehearsed: whether they do cannot be told from the document. */
const OTHER_AUTHENTICATION =
  /^(?:key-auth-enc|hmac-auth|oauth2|oauth2-introspection|openid-connect|ldap-auth|ldap-auth-advanced|mtls-auth|header-cert-auth|jwt-signer|saml)$/

/**
 * In the order of the document: each Service's Routes, Routes without a Service, and last the requests that match no
 * Route, for which Kong's log phase has the global row only (Kong's plugins iterator).
 */
export function coverageOf(state: GatewayState, options: GatewayOptions): CoverageRow[] {
  const plans = createRoutePlans(state, options)
  const known = new Set(state.services.map(({ id }) => id))
  const routes = [
    ...state.services.flatMap(({ id }) => state.routes.filter(({ service }) => service === id)),
    ...state.routes.filter(({ service }) => service === undefined || !known.has(service)),
  ]
  return [
    ...routes.flatMap(route => {
      const plan = plans.of(route.id)
      return plan === undefined ? [] : rowsOfRoute({ state, route, plan })
    }),
    withoutRoute(plans.global),
  ]
}

interface OnRoute {
  state: GatewayState
  route: Route
  plan: RoutePlan
}

function rowsOfRoute(of: OnRoute): CoverageRow[] {
  const own = [...of.plan.meteringByConsumer.keys()].filter(
    id => of.plan.meteringByConsumer.get(id) !== of.plan.metering,
  )
  return [
    rowOf(of, undefined),
    ...own.flatMap(id => {
      const consumer = of.state.consumers.find(known => known.id === id)
      return consumer === undefined ? [] : [rowOf(of, consumer)]
    }),
  ]
}

function rowOf(of: OnRoute, consumer: Consumer | undefined): CoverageRow {
  const { state, route, plan } = of
  const service = state.services.find(({ id }) => id === route.service)
  const scope = { route: route.id, service: route.service, consumer: consumer?.id }
  const winner = selectRow(plan.meteringCandidates, scope)
  const shadowed = plan.meteringCandidates
    .filter(({ row }) => row !== winner?.row && (row.consumer === undefined || row.consumer === consumer?.id))
    .map(({ row }) => row)
  return {
    ...judge(winner, of, consumer),
    ...(service === undefined ? {} : { service: named(service) }),
    route: named(route),
    ...(consumer === undefined ? {} : { consumer: called(consumer) }),
    ...(winner === undefined ? {} : { plugin: winner.row }),
    shadowed,
    origin: winner?.row.origin ?? route.origin,
  }
}

type Judgement = Pick<CoverageRow, 'verdict' | 'message'>

function judge(winner: MeteringPlugin | undefined, of: OnRoute, consumer: Consumer | undefined): Judgement {
  if (winner === undefined) return { verdict: 'not_metered', message: notMetered(of.state) }
  const { config, row } = winner
  if (!config.meter_api_requests && !config.meter_ai_token_usage) {
    return { verdict: 'not_metered', message: 'Both meters of the plugin are off.' }
  }
  if (!config.meter_api_requests && of.plan.aiPlugins.length === 0) {
    const message = 'Only AI tokens are metered, and no AI plugin runs on this Route.'
    return { verdict: 'not_metered', message }
  }
  const fault = subjectFault(config, of, consumer)
  if (fault !== undefined) return { verdict: 'no_subject', message: fault }
  const message = row.condition === undefined ? 'Every request.' : 'Requests for which the condition holds.'
  return { verdict: 'metered', message }
}

function notMetered({ plugins }: GatewayState): string {
  const isOff = plugins.some(({ name, enabled }) => name === 'metering-and-billing' && !enabled)
  return `No metering-and-billing plugin applies${isOff ? '; one in the document is disabled' : ''}.`
}

function subjectFault(
  config: MeteringConfig,
  of: OnRoute,
  consumer: Consumer | undefined,
): string | undefined {
  const { look_up_value_in: source, field } = config.subject
  if (source === 'consumer') return consumerFault(of, consumer, field)
  if (source === 'application') return undefined
  if (!field) return `subject.field names no ${source}: every event is dropped.`
  return hiddenFault(of.plan, source, field)
}

function consumerFault({ state, plan }: OnRoute, consumer: Consumer | undefined, field?: string | null) {
  const others = plan.unrehearsed.some(({ name }) => OTHER_AUTHENTICATION.test(name))
  if (others) return undefined
  if (plan.authenticators.length === 0) {
    return 'The subject is the Consumer, and no authentication plugin runs on this Route: every event is dropped.'
  }
  const callers = consumer === undefined ? state.consumers : [consumer]
  if (
    field === 'custom_id' &&
    callers.length > 0 &&
    callers.every(({ custom_id }) => custom_id === undefined)
  ) {
    return 'The subject is custom_id, which no Consumer here has: every event is dropped.'
  }
  return undefined
}

function hiddenFault({ authenticators }: RoutePlan, source: string, field: string): string | undefined {
  const hides = authenticators.some(({ row }) => {
    const { hide_credentials: hide, key_names: names } = row.config
    const keys = Array.isArray(names) ? names : ['apikey']
    return row.name === 'key-auth' && hide !== false && keys.some(key => sameName(String(key), field))
  })
  return hides
    ? `key-auth takes the ${source} ${field} away before the plugin looks (hide_credentials): every event is dropped.`
    : undefined
}

function sameName(left: string, right: string): boolean {
  return left.toLowerCase().replaceAll('_', '-') === right.toLowerCase().replaceAll('_', '-')
}

function withoutRoute(winner: MeteringPlugin | undefined): CoverageRow {
  const rest = { shadowed: [], origin: winner?.row.origin ?? [] }
  if (winner === undefined) {
    const message = 'No Route, so only a global plugin would meter it, and there is none.'
    return { verdict: 'not_metered', message, ...rest }
  }
  const { meter_api_requests: isOn, subject } = winner.config
  const plugin = winner.row
  if (!isOn)
    return { verdict: 'not_metered', message: 'The global plugin meters no API requests.', plugin, ...rest }
  if (subject.look_up_value_in === 'consumer' || subject.look_up_value_in === 'application') {
    const message = 'Nobody is authenticated without a Route: every event is dropped.'
    return { verdict: 'no_subject', message, plugin, ...rest }
  }
  return {
    verdict: 'metered',
    message: 'A 404 is metered too when the request names a subject.',
    plugin,
    ...rest,
  }
}

function named({ id, name }: { id: string; name?: string }): { id: string; name?: string } {
  return name === undefined ? { id } : { id, name }
}

function called({ id, username }: Consumer): { id: string; username?: string } {
  return username === undefined ? { id } : { id, username }
}
