/** One Route ready to match: its fields as tests, and its place in the order of evaluation. */
import { v5 } from 'uuid'
import type { Route, Service } from '#entities/gateway-state.ts'
import { configuredHeader } from './header-list.ts'
import type { Problem } from './problem.ts'
import { hostname, type RoutableRequest, type RouteMatch } from './route-match.ts'
import { routePriority } from './route-priority.ts'
import { rustRegex } from './rust-regex.ts'

export interface RouteMatcher {
  /** The Route's id, or the one that Kong derives for a part of a split Route. Lower case. */
  id: string
  priority: bigint
  /** `host` is the request's without port. */
  match(request: RoutableRequest, host: string | undefined): RouteMatch | undefined
}

/** Kong's name space for the ids of split Routes (kong/router/transform.lua). */
const SPLIT_NAMESPACE = '7f145bf9-0dce-4f91-98eb-debbce4b9f6b'

/**
 * A Route with paths of several kinds or lengths is split: one matcher for all its regexes, one for each length.
 * A regex that cannot be read makes its whole part unmatchable, as in Kong, and is a problem.
 */
export function compileRoute(
  route: Route,
  service: Service | undefined,
): { matchers: RouteMatcher[]; problems: Problem[] } {
  const problems: Problem[] = []
  const groups = groupPaths(route.paths ?? [])
  const matchers = groups.flatMap((paths, index) => {
    const id = groups.length > 1 ? v5(`${route.id}#${index + 1}`, SPLIT_NAMESPACE) : route.id.toLowerCase()
    const part = compilePart(route, paths)
    problems.push(...part.problems)
    if (part.problems.length > 0) return []
    return [{ id, priority: routePriority(route, paths), match: partMatcher(part, route, service) }]
  })
  return { matchers, problems }
}

function isRegexPath(path: string): boolean {
  return path.startsWith('~')
}

/** Regexes together, plain paths by length, in order of first appearance. No paths are one empty group. */
function groupPaths(paths: string[]): string[][] {
  if (paths.length === 0) return [[]]
  const groups = new Map<number, string[]>()
  for (const path of paths) {
    const key = isRegexPath(path) ? 0 : new TextEncoder().encode(path).length
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [path])
    else group.push(path)
  }
  return [...groups.values()]
}

type HostTest = (host: string, listenPort: number) => boolean
interface HeaderTest {
  name: string
  accepts: (value: string) => boolean
}

interface Part {
  methods: readonly string[] | undefined
  hosts: HostTest[] | undefined
  snis: ((sni: string) => boolean)[] | undefined
  headers: HeaderTest[]
  prefixes: readonly string[]
  regexes: RegExp[]
  hasPaths: boolean
  problems: Problem[]
}

function compilePart(route: Route, paths: string[]): Part {
  const problems: Problem[] = []
  const compile = (pattern: string, field: string): RegExp => {
    const regex = rustRegex(pattern)
    if (regex !== undefined) return regex
    const message = `the regex "${pattern}" is not valid for Kong's router: the Route never matches`
    problems.push({ path: [...route.origin, field], message })
    return /(?!)/
  }
  return {
    methods: filled(route.methods),
    hosts: filled(route.hosts)?.map(hostTest),
    // A name's last dot is no part of it.
    snis: filled(route.snis)?.map(sni => nameTest(sni.replace(/(?<=.)\.$/, ''))),
    headers: Object.entries(route.headers ?? {}).map(([name, values]) =>
      headerTest(name, values, pattern => compile(pattern, 'headers')),
    ),
    prefixes: paths.filter(path => !isRegexPath(path)),
    regexes: paths.filter(isRegexPath).map(path => compile(`^${path.slice(1)}`, 'paths')),
    hasPaths: paths.length > 0,
    problems,
  }
}

function filled<T>(list: T[] | undefined): T[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list
}

function hostTest(configured: string): HostTest {
  const name = hostname(configured) ?? ''
  const port = name === configured ? undefined : Number(configured.slice(name.length + 1))
  const accepts = nameTest(name)
  return port === undefined ? accepts : (host, listenPort) => listenPort === port && accepts(host)
}

/** Exact, `*.example.com` by its end or `example.*` by its beginning. */
function nameTest(name: string): (value: string) => boolean {
  if (name.startsWith('*')) {
    const end = name.slice(1)
    return value => value.endsWith(end)
  }
  if (name.endsWith('*')) {
    const start = name.slice(0, -1)
    return value => value.startsWith(start)
  }
  return value => value === name
}

/** Kong writes header names in lower case with underscores for dashes before it compares. */
export function routedHeader(name: string): string {
  return name.toLowerCase().replaceAll('-', '_')
}

/** Values compare regardless of case; one that starts with `~*` is a regex. */
function headerTest(name: string, values: string[], compile: (pattern: string) => RegExp): HeaderTest {
  const tests = values.map(value => {
    const lower = value.toLowerCase()
    if (!lower.startsWith('~*')) return (sent: string) => sent === lower
    const regex = compile(lower.slice(2))
    return (sent: string) => regex.test(sent)
  })
  return {
    name: routedHeader(name),
    accepts: sent => tests.some(test => test(sent)),
  }
}

function partMatcher(part: Part, route: Route, service: Service | undefined): RouteMatcher['match'] {
  const { methods } = part
  // The usual Route matches by method and path alone.
  const others = part.hosts !== undefined || part.snis !== undefined || part.headers.length > 0
  return (request, host) => {
    if (methods !== undefined && !methods.includes(request.method)) return undefined
    if (others && !matchesOthers(part, request, host)) return undefined
    const { path } = request
    const found = part.hasPaths ? matchPath(part, path) : { matchedPath: undefined, captures: undefined }
    if (found === undefined) return undefined
    return { route, service, path, matchedPath: found.matchedPath, captures: found.captures }
  }
}

function matchPath(
  { prefixes, regexes }: Part,
  path: string,
): Pick<RouteMatch, 'matchedPath' | 'captures'> | undefined {
  for (const prefix of prefixes) {
    if (path.startsWith(prefix)) return { matchedPath: prefix, captures: undefined }
  }
  for (const regex of regexes) {
    const found = regex.exec(path)
    if (found !== null) return { matchedPath: found[0], captures: captures(found) }
  }
  return undefined
}

function matchesOthers(part: Part, request: RoutableRequest, host: string | undefined): boolean {
  const { snis, hosts } = part
  if (snis !== undefined && request.scheme === 'https') {
    const { sni } = request
    if (sni === undefined || !snis.some(test => test(sni))) return false
  }
  if (hosts !== undefined) {
    if (host === undefined || !hosts.some(test => test(host, request.listenPort))) return false
  }
  return part.headers.every(test => matchesHeader(test, request))
}

function matchesHeader(test: HeaderTest, request: RoutableRequest): boolean {
  if (test.name === 'host') return false
  return configuredHeader(request.headers, test.name).some(value => test.accepts(value.toLowerCase()))
}

function captures(found: RegExpExecArray): Record<string, string> | undefined {
  if (found.length < 2) return undefined
  const named: Record<string, string> = {}
  found.forEach((text, index) => {
    if (text !== undefined) named[index] = text
  })
  return Object.assign(named, found.groups)
}
