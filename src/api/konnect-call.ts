/** Calls of Konnect's Metering & Billing API, as commands for a POSIX shell; token and region stay variables. */
import type { Method } from './endpoint.ts'

export interface KonnectCall {
  method: Method
  /** Below the API's own, such as `/v3/openmeter/customers`; with its query. */
  path: string
  /** Stands in the command as it is sent. */
  body?: unknown
  /** JSON's when absent. */
  mediaType?: string
  /** An ingest endpoint in the place of Konnect's. */
  endpoint?: string | undefined
}

export function konnectCall(call: KonnectCall): string {
  const { method, path, body, mediaType = 'application/json', endpoint } = call
  // The shell fills the region in.
  const url =
    endpoint === undefined ? `"https://\${KONNECT_REGION:-us}.api.konghq.com${path}"` : quoted(endpoint)
  const lines = [`curl -X ${method} ${url}`, '     -H "Authorization: Bearer $KONNECT_TOKEN"']
  if (body !== undefined) {
    lines.push(
      `     -H "Content-Type: ${mediaType}"`,
      `     --data-raw ${quoted(JSON.stringify(body, null, 2))}`,
    )
  }
  return lines.join(' \\\n')
}

/** POSIX: between single quotes everything is literal but the single quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
