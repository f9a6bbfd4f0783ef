/** Calls of Konnect's Metering & Billing API as commands for a POSIX shell; token and region stay variables. */
import { type eventBatchMediaType, eventMediaType } from '#api/konnect-contract.ts'

type MediaType = typeof eventMediaType | typeof eventBatchMediaType | 'application/json'

/** `path` is below the API's own, such as `/v3/openmeter/customers`; the body stands in the command as it is sent. */
export function konnectCommand(
  path: string,
  body: unknown,
  mediaType: MediaType = 'application/json',
): string {
  return [
    `curl -X POST "https://\${KONNECT_REGION:-us}.api.konghq.com${path}"`,
    `     -H "Authorization: Bearer $KONNECT_TOKEN"`,
    `     -H "Content-Type: ${mediaType}"`,
    `     --data-raw ${quoted(JSON.stringify(body, null, 2))}`,
  ].join(' \\\n')
}

/** The event as the plugin sends it. */
export function ingestCommand(event: unknown): string {
  return konnectCommand('/v3/openmeter/events', event, eventMediaType)
}

/** POSIX: between single quotes everything is literal but the single quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
