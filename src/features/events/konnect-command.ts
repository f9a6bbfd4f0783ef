/** Calls of Konnect's Metering & Billing API as commands for a POSIX shell; token and region stay variables. */

import { eventMediaType, ingestEvents, listEvents } from '#api/konnect-contract.ts'
import { writeQuery } from '#api/query-string.ts'
import type { StoredFilter } from './stored-filter.ts'

/** `path` is below the API's own, such as `/v3/openmeter/customers`; the body stands in the command as it is sent. */
export function konnectCommand(path: string, body: unknown): string {
  return postCommand(konnectUrl(path), body, 'application/json')
}

/** The event as the plugin sends it; without an endpoint, to Konnect's. */
export function ingestCommand(event: unknown, endpoint?: string): string {
  const url = endpoint === undefined ? konnectUrl(ingestEvents.path) : quoted(endpoint)
  return postCommand(url, event, eventMediaType)
}

/** Lists the events of a filter. Konnect has no filter by finding: `check`, which is the studio's, stays out. */
export function listCommand({ check: _, ...filter }: StoredFilter): string {
  const query = writeQuery({ filter, page: { size: 100 }, sort: 'time desc' })
  return [
    `curl -X GET "https://\${KONNECT_REGION:-us}.api.konghq.com${listEvents.path}?${query}"`,
    `     -H "Authorization: Bearer $KONNECT_TOKEN"`,
  ].join(' \\\n')
}

/** A word of the command: the shell fills the region in. */
function konnectUrl(path: string): string {
  return `"https://\${KONNECT_REGION:-us}.api.konghq.com${path}"`
}

function postCommand(url: string, body: unknown, mediaType: string): string {
  return [
    `curl -X POST ${url}`,
    `     -H "Authorization: Bearer $KONNECT_TOKEN"`,
    `     -H "Content-Type: ${mediaType}"`,
    `     --data-raw ${quoted(JSON.stringify(body, null, 2))}`,
  ].join(' \\\n')
}

/** POSIX: between single quotes everything is literal but the single quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
