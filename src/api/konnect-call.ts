/** Calls of Konnect's Metering & Billing API, as commands for a POSIX shell; token and region stay variables. */
import type { Method } from './endpoint.ts'

export interface KonnectCall {
  method: Method
  /** Below the API's own, such as `/v3/openmeter/customers`. */
  path: string
  body?: unknown
}

export function konnectCall({ method, path, body }: KonnectCall): string {
  const lines = [
    `curl -X ${method} "https://\${KONNECT_REGION:-us}.api.konghq.com${path}"`,
    '     -H "Authorization: Bearer $KONNECT_TOKEN"',
  ]
  if (body !== undefined) {
    lines.push(
      '     -H "Content-Type: application/json"',
      `     --data-raw ${quoted(JSON.stringify(body, null, 2))}`,
    )
  }
  return lines.join(' \\\n')
}

/** POSIX: between single quotes everything is literal but the single quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
