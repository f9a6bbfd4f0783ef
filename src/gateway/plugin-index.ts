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
    if (appliesTo(candidate.row, scope)) best = moreSpecific(best, candidate)
  }
  return best
}

/** What `selectRow` chooses for each Consumer that a row names, by the Consumer's id, in one walk for all of them. */
export function selectRowsOfConsumers<T extends { row: PluginRow }>(
  candidates: readonly T[],
  scope: Omit<RequestScope, 'consumer'>,
): Map<string, T> {
  const forAnyone = selectRow(candidates, scope)
  const chosen = new Map<string, T>()
  for (const candidate of candidates) {
    const { consumer } = candidate.row
    if (consumer === undefined || !appliesTo(candidate.row, { ...scope, consumer })) continue
    chosen.set(consumer, moreSpecific(chosen.get(consumer) ?? forAnyone, candidate))
  }
  return chosen
}

function moreSpecific<T extends { row: PluginRow }>(best: T | undefined, other: T): T {
  return best === undefined || precedenceOf(other.row) < precedenceOf(best.row) ? other : best
}
