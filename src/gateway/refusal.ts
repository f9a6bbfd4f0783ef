/** What nginx refuses before Kong sees a Route: requests that it cannot read, or never serves. */
import type { HeaderList } from '#metering/exchange.ts'
import type { GatewayRequest } from './access.ts'
import { errorResponse } from './error-response.ts'
import { firstHeader } from './header-list.ts'

export interface Refusal {
  /** As the client gets it; nginx's 494 is sent as 400. */
  status: 400 | 405 | 414 | 501 | 505
  /** Kong's (kong/error_handlers.lua), or the title of nginx's own page. */
  message: string
  /** In nginx's words, for the trace. */
  reason: string
}

/** nginx's own pages: Kong's error handler is not asked for these (kong/templates/nginx_kong.lua, error_page). */
const ownPages: readonly number[] = [501, 505]

/** Content headers and body of the refusal. */
export function refusalContent(
  { id, headers }: GatewayRequest,
  { status, message }: Refusal,
): { headers: HeaderList; body: string } {
  if (ownPages.includes(status)) return ownPage(`${status} ${message}`)
  const accept = firstHeader(headers, 'accept')
  const contentType = firstHeader(headers, 'content-type')
  return errorResponse({
    status,
    message,
    accept,
    requestId: id,
    nginx: { contentType },
  })
}

function ownPage(title: string): { headers: HeaderList; body: string } {
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '<hr><center>openresty</center>',
    '</body>',
    '</html>',
    '',
  ]
  const body = lines.join('\r\n')
  return { headers: ['Content-Type', 'text/html', 'Content-Length', String(body.length)], body }
}
