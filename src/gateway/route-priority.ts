import type { Route } from '#entities/gateway-state.ts'

const MAX_HEADER_COUNT = 255

/**
 * The 64-bit priority of a Route, or of the part of it with these paths (which are of one kind and length). From the
 * highest bits down: how many kinds of fields are set, only plain hosts, number of header names, regex path,
 * `regex_priority`, length of the plain path (Kong's document on the flavour `traditional_compatible`).
 */
export function routePriority(route: Route, paths: readonly string[]): bigint {
  const headerCount = Math.min(Object.keys(route.headers ?? {}).length, MAX_HEADER_COUNT)
  const hosts = route.hosts ?? []
  const [path] = paths
  const isRegex = path?.startsWith('~') === true
  const length = path === undefined || isRegex ? 0 : new TextEncoder().encode(path).length
  const kinds = [route.methods, hosts, route.snis, paths].filter(field => field && field.length > 0).length
  const plainHosts = hosts.length > 0 && !hosts.some(host => host.includes('*'))
  return (
    (BigInt(kinds + (headerCount > 0 ? 1 : 0)) << 61n) |
    (plainHosts ? 1n << 60n : 0n) |
    (BigInt(headerCount) << 52n) |
    (isRegex ? 1n << 51n : 0n) |
    (isRegex ? BigInt.asUintN(32, BigInt(route.regex_priority)) << 19n : 0n) |
    BigInt(length & 0x7ffff)
  )
}
