/** Calls of Konnect's events as commands for a POSIX shell. */
import { konnectCall } from '#api/konnect-call.ts'
import { eventMediaType, ingestEvents, listEvents } from '#api/konnect-contract.ts'
import { writeQuery } from '#api/query-string.ts'
import type { StoredFilter } from './stored-filter.ts'

/** The event as the plugin sends it; without an endpoint, to Konnect's. */
export function ingestCommand(event: unknown, endpoint?: string): string {
  const { method, path } = ingestEvents
  return konnectCall({ method, path, endpoint, body: event, mediaType: eventMediaType })
}

/** Lists the events of a filter. Konnect has no filter by finding: `check`, which is the studio's, stays out. */
export function listCommand({ check: _, ...filter }: StoredFilter): string {
  const query = writeQuery({ filter, page: { size: 100 }, sort: 'time desc' })
  return konnectCall({ method: 'GET', path: `${listEvents.path}?${query}` })
}
