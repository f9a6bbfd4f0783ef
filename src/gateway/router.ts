/** Kong's router, flavour `traditional_compatible`: which Route a request matches (Kong's routing documents). */
import type { GatewayState } from '#entities/gateway-state.ts'
import { configuredHeader } from './header-list.ts'
import type { Problem } from './problem.ts'
import { createRecentValues } from './recent-values.ts'
import { hostname, type RoutableRequest, type RouteMatch } from './route-match.ts'
import { compileRoute, type RouteMatcher, routedHeader } from './route-matcher.ts'

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
  const match = (request: RoutableRequest) => firstMatch(matchers, request)
  const isLong = matchers.length >= WORTH_REMEMBERING
  return { problems, match: isLong ? remembered(match, headersOf(state)) : match }
}

/** With fewer than these, looking for a match is as quick as remembering it. */
const WORTH_REMEMBERING = 16
/** As many as Kong's router remembers (kong/router, MATCH_LRUCACHE_SIZE). */
const REMEMBERED_MATCHES = 5000

function firstMatch(matchers: readonly RouteMatcher[], request: RoutableRequest): RouteMatch | undefined {
  const host = hostname(request.host)
  for (const matcher of matchers) {
    const match = matcher.match(request, host)
    if (match !== undefined) return match
  }
  return undefined
}

/** The headers that some Route looks at. */
function headersOf({ routes }: GatewayState): string[] {
  const names = routes.flatMap(({ headers }) => Object.keys(headers ?? {}))
  return [...new Set(names.map(routedHeader))]
}

/** Remembers what requests matched, by all that Routes look at; also that nothing did. */
function remembered(find: Router['match'], headers: readonly string[]): Router['match'] {
  const recent = createRecentValues<RouteMatch | 'none'>(REMEMBERED_MATCHES)
  return request => {
    const { method, host, listenPort, scheme, sni, path } = request
    let key = `${method} ${host ?? ' '} ${listenPort} ${scheme} ${sni ?? ' '} `
    // No name has a blank and no value a line break; the path, which may, stands last.
    for (const name of headers) key += `${configuredHeader(request.headers, name).join('\n')}\r`
    key += path
    const known = recent.get(key)
    if (known !== undefined) return known === 'none' ? undefined : known
    const match = find(request)
    recent.set(key, match ?? 'none')
    return match
  }
}

/** The highest priority first; among equals the larger UUID, as Kong's ATC router keeps them. */
function byPriority(a: RouteMatcher, b: RouteMatcher): number {
  if (a.priority !== b.priority) return a.priority > b.priority ? -1 : 1
  return a.id > b.id ? -1 : 1
}
