import type { Route, Service } from '#entities/gateway-state.ts'
import type { HeaderList } from '#metering/exchange.ts'
import { firstHeader } from './header-list.ts'
import { createRecentValues } from './recent-values.ts'

/** What the router reads of a request. */
export interface RoutableRequest {
  method: string
  /** Normalized. */
  path: string
  /** The Host header as sent; undefined when there was none. */
  host: string | undefined
  listenPort: number
  scheme: string
  sni: string | undefined
  headers: HeaderList
}

export interface RouteMatch {
  route: Route
  /** Absent for a Route without Service. */
  service: Service | undefined
  /** The request's normalized path. */
  path: string
  /** The prefix or the text that the regex matched; undefined when the Route has no paths. */
  matchedPath: string | undefined
  /** Of a regex path with at least one group: whole match, positional and named captures. */
  captures: Record<string, string> | undefined
}

/** A host without its numeric port. */
export function hostname(host: string | undefined): string | undefined {
  return host === undefined ? undefined : withoutPort(host)
}

function withoutPort(host: string): string {
  const colon = host.indexOf(':')
  if (colon === -1) return host
  return /^\d+$/.test(host.slice(colon + 1)) ? host.slice(0, colon) : host
}

const KNOWN_HOSTS = 256
const hosts = createRecentValues<string>(KNOWN_HOSTS)

/** The host that a client asked for, as nginx's `$host`: lower case, without port. */
export function requestHost(headers: HeaderList): string | undefined {
  const header = firstHeader(headers, 'host')
  if (header === undefined) return undefined
  const known = hosts.get(header)
  if (known !== undefined) return known
  const host = hostOf(header.toLowerCase())
  hosts.set(header, host)
  return host
}

function hostOf(host: string): string {
  return host.startsWith('[') ? host.slice(0, host.indexOf(']') + 1) : withoutPort(host)
}
