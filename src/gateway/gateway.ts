/** A stand-in for Kong's data plane, as far as it decides: which Route, who is calling, what is sent where, what meters. */
import type { GatewayState } from '#entities/gateway-state.ts'
import type {
  Access,
  AskForBody,
  Gateway,
  GatewayOptions,
  GatewayRequest,
  Pass,
  Responded,
} from './access.ts'
import { firstHeader } from './header-list.ts'
import { normalizePath, pathOf, queryOf } from './normalize-path.ts'
import { checkProtocol } from './protocol-check.ts'
import { type Refusal, refusalContent } from './refusal.ts'
import { respond } from './respond.ts'
import type { RouteMatch } from './route-match.ts'
import { createRoutePlans } from './route-plan.ts'
import { createRouter } from './router.ts'
import { runPlugins } from './run-plugins.ts'
import { upstreamRequest } from './upstream-request.ts'

/** Compiles routes, credentials and plugins once. What cannot be run is in `problems`. */
export function createGateway(state: GatewayState, options: GatewayOptions): Gateway {
  const router = createRouter(state)
  const plans = createRoutePlans(state, options)
  const walk = {
    consumer: plans.consumer,
    evaluateCondition: options.evaluateCondition,
    // A gateway maps applications to Consumers from 3.15 on.
    mapsApplications: options.release !== '3.14',
  }
  const kongVersion = kongVersionOf(options)

  function access(request: GatewayRequest): Access | AskForBody {
    const match = matchRoute(request)
    const pass = createPass(request, match)
    // Where no Route was reached, Kong's log phase has the global plugins only.
    pass.metering = plans.global
    if (match === undefined) {
      return respond(pass, { status: 404, message: 'no Route matched with those values' }, kongVersion)
    }
    if (options.allowDebugHeader) pass.debugHeaders = debugHeaders(request, match)
    const mismatch = checkProtocol(match.route, request)
    if (mismatch !== undefined) return respond(pass, mismatch, kongVersion)
    pass.route = match.route
    pass.service = match.service
    pass.plan = plans.of(match.route.id)
    const maxBytes = pass.plan?.bodyBytes ?? 0
    if (maxBytes > 0 && request.body === undefined) return { kind: 'read-body', maxBytes }
    return accessRoute(pass, match)
  }

  function accessRoute(pass: Pass, match: RouteMatch): Access {
    const answer = runPlugins(pass, walk)
    if (answer !== undefined) return respond(pass, answer, kongVersion)
    const { service } = match
    if (service === undefined) {
      return respond(pass, { status: 503, message: 'no Service found with those values' }, kongVersion)
    }
    return { kind: 'forward', upstream: upstreamRequest(pass, { match, service }, kongVersion), pass }
  }

  /** Kong's log phase gets the global plugins, and nothing of a head that may not have been read (decision 4). */
  function refuse(request: GatewayRequest, refusal: Refusal): Responded {
    const pass = createPass(request, undefined)
    pass.metering = plans.global
    pass.refused = refusal
    pass.headers = NOTHING
    pass.query = undefined
    const { status, message } = refusal
    return respond(pass, { status, message, content: refusalContent(request, refusal) }, kongVersion)
  }

  function matchRoute(request: GatewayRequest): RouteMatch | undefined {
    const path = normalizePath(pathOf(request.uri))
    if (path === undefined) return undefined
    const { method, headers, listenPort, scheme, sni } = request
    const host = firstHeader(headers, 'host')
    return router.match({ method, path, host, listenPort, scheme, sni, headers })
  }

  return { access, refuse, problems: [...router.problems, ...plans.problems] }
}

/** What the gateway calls itself in `Server` and `Via`. */
export function kongVersionOf({ kongVersion, release }: GatewayOptions): string {
  return kongVersion ?? `${release}.0.0-enterprise-edition`
}

const NOTHING: readonly string[] = []

function createPass(request: GatewayRequest, match: RouteMatch | undefined): Pass {
  return {
    request,
    refused: undefined,
    match,
    route: undefined,
    service: undefined,
    consumer: undefined,
    credential: undefined,
    application: undefined,
    applicationStep: undefined,
    headers: request.headers,
    query: queryOf(request.uri) || undefined,
    body: request.body,
    ai: undefined,
    metering: undefined,
    plan: undefined,
    steps: [],
    answered: undefined,
    debugHeaders: NOTHING,
  }
}

function debugHeaders(request: GatewayRequest, { route, service }: RouteMatch): readonly string[] {
  if (firstHeader(request.headers, 'kong-debug') !== '1') return NOTHING
  const headers = ['Kong-Route-Id', route.id]
  if (route.name !== undefined) headers.push('Kong-Route-Name', route.name)
  if (service !== undefined) headers.push('Kong-Service-Id', service.id)
  if (service?.name !== undefined) headers.push('Kong-Service-Name', service.name)
  return headers
}
