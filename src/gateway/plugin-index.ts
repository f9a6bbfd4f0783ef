/** Which configuration of a plugin runs for a request: one per plugin name, by Kong's precedence list. */
import type { PluginRow } from '#entities/gateway-state.ts'
import { precedenceOf } from '#plugin/precedence.ts'

/** The entities that a request belongs to, by id. */
export interface RequestScope {
  route?: string | undefined
  service?: string | undefined
  consumer?: string | undefined
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
