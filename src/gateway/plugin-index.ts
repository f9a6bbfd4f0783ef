/** Which configuration of a plugin runs for a request: one per plugin name, by Kong's precedence list. */
import type { PluginRow } from '#entities/gateway-state.ts'

/** The entities that a request belongs to, by id. */
export interface RequestScope {
  route?: string | undefined
  service?: string | undefined
  consumer?: string | undefined
}

/** Kong's order of precedence (Kong's document on plugins): r = route, s = service, c = consumer. */
const PRECEDENCE: readonly string[] = ['rsc', 'rc', 'sc', 'rs', 'c', 'r', 's', '']

const HTTP_PROTOCOLS = new Set(['http', 'https', 'grpc', 'grpcs', 'ws', 'wss'])

/** The rows that Kong considers at all: enabled, and for some protocol that is HTTP underneath. */
export function isConsidered(row: PluginRow): boolean {
  return row.enabled && row.protocols.some(protocol => HTTP_PROTOCOLS.has(protocol))
}

/** 1 is the most specific, 8 is global. */
function precedenceOf(row: PluginRow): number {
  const key = `${row.route === undefined ? '' : 'r'}${row.service === undefined ? '' : 's'}${row.consumer === undefined ? '' : 'c'}`
  return PRECEDENCE.indexOf(key) + 1
}

/** Whether the request belongs to every entity that the row names. */
export function appliesTo(row: PluginRow, scope: RequestScope): boolean {
  return (
    (row.route === undefined || row.route === scope.route) &&
    (row.service === undefined || row.service === scope.service) &&
    (row.consumer === undefined || row.consumer === scope.consumer)
  )
}

/** The row that runs, of rows of one plugin; the first of two with the same scope, which Kong would refuse. */
export function selectRow<T extends { row: PluginRow }>(
  candidates: readonly T[],
  scope: RequestScope,
): T | undefined {
  let best: T | undefined
  for (const candidate of candidates) {
    if (!appliesTo(candidate.row, scope)) continue
    if (best === undefined || precedenceOf(candidate.row) < precedenceOf(best.row)) best = candidate
  }
  return best
}
