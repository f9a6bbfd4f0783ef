/** Kong's router, flavour `traditional_compatible`: which Route a request matches (Kong's routing documents). */
import type { GatewayState } from '#entities/gateway-state.ts'
import type { Problem } from './problem.ts'
import { hostname, type RoutableRequest, type RouteMatch } from './route-match.ts'
import { compileRoute, type RouteMatcher } from './route-matcher.ts'

export interface Router {
  /** The best match, or undefined: Kong answers 404. */
  match(request: RoutableRequest): RouteMatch | undefined
  problems: Problem[]
}

/** Compiles the Routes once. Routes of a disabled Service are left out, as Kong leaves them out. */
export function createRouter(state: GatewayState): Router {
  const services = new Map(state.services.map(service => [service.id, service]))
  const problems: Problem[] = []
  const matchers: RouteMatcher[] = []
  for (const route of state.routes) {
    const service = route.service === undefined ? undefined : services.get(route.service)
    if (service?.enabled === false) continue
    const compiled = compileRoute(route, service)
    problems.push(...compiled.problems)
    matchers.push(...compiled.matchers)
  }
  matchers.sort(byPriority)
  return {
    problems,
    match(request) {
      const host = hostname(request.host)
      for (const matcher of matchers) {
        const match = matcher.match(request, host)
        if (match !== undefined) return match
      }
      return undefined
    },
  }
}

/** The highest priority first; among equals the larger UUID, as Kong's ATC router keeps them. */
function byPriority(a: RouteMatcher, b: RouteMatcher): number {
  if (a.priority !== b.priority) return a.priority > b.priority ? -1 : 1
  return a.id > b.id ? -1 : 1
}
