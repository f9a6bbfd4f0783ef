/** The bodies of the errors that Kong makes itself: `kong.response.error` and nginx's error handler. */
import type { HeaderList } from '#metering/exchange.ts'

export interface ErrorRequest {
  status: number
  /** The request's Accept header. */
  accept: string | undefined
  requestId: string
  /** Default: Kong's message for the status. */
  message?: string
  /**
   * Set for an error of nginx rather than of Kong's Lua code (502 and 504 among them): then, without Accept, the
   * request's Content-Type decides, and without both it is plain text.
   */
  nginx?: { contentType: string | undefined }
}

/** Kong's message for each status that nginx raises (kong/error_handlers.lua). */
const MESSAGES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request timeout',
  411: 'Length required',
  412: 'Precondition failed',
  413: 'Payload too large',
  414: 'URI too long',
  417: 'Expectation failed',
  494: 'Request header or cookie too large',
  500: 'An unexpected error occurred',
  502: 'An invalid response was received from the upstream server',
  503: 'The upstream server is currently unavailable',
  504: 'The upstream server is timing out',
}

type BodyType = 'json' | 'html' | 'plain' | 'xml'

const CONTENT_TYPES: Record<BodyType, string> = {
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
  plain: 'text/plain; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
}

const MEDIA_TYPES: ReadonlyMap<string, BodyType> = new Map([
  ['application/json', 'json'],
  ['application/*', 'json'],
  ['*/*', 'json'],
  ['text/html', 'html'],
  ['text/plain', 'plain'],
  ['text/*', 'plain'],
  ['application/xml', 'xml'],
])

/** Content-Type and Content-Length, and the body. */
export function errorResponse(request: ErrorRequest): { headers: HeaderList; body: string } {
  const type = bodyType(request)
  const message = request.message ?? errorMessage(request.status)
  const body = render(type, message, request.requestId)
  return { headers: contentHeaders(CONTENT_TYPES[type], body), body }
}

/** Kong's message for a status that nginx raised. */
function errorMessage(status: number): string {
  return MESSAGES[status] ?? `The upstream server responded with ${status}`
}

/** A body of bare JSON, as `kong.response.exit` sends it. */
export function jsonResponse(value: unknown): { headers: HeaderList; body: string } {
  const body = JSON.stringify(value)
  return { headers: contentHeaders(CONTENT_TYPES.json, body), body }
}

function contentHeaders(type: string, body: string): HeaderList {
  return ['Content-Type', type, 'Content-Length', String(new TextEncoder().encode(body).length)]
}

function bodyType({ accept, nginx }: ErrorRequest): BodyType {
  if (accept !== undefined) return bestAccepted(accept)
  if (nginx === undefined) return 'json'
  const [sent = ''] = (nginx.contentType ?? '').split(';')
  return MEDIA_TYPES.get(sent.trim().toLowerCase()) ?? 'plain'
}

/** The type of the highest quality; of equal ones the first; JSON when none is known. */
function bestAccepted(accept: string): BodyType {
  let best: BodyType = 'json'
  let bestQuality = 0
  for (const range of accept.toLowerCase().split(',')) {
    const [media = '', ...parameters] = range.split(';').map(part => part.trim())
    const type = MEDIA_TYPES.get(media)
    const quality = Number(parameters.find(parameter => parameter.startsWith('q='))?.slice(2) ?? 1)
    if (type !== undefined && quality > bestQuality) {
      best = type
      bestQuality = quality
    }
  }
  return best
}

function render(type: BodyType, message: string, requestId: string): string {
  switch (type) {
    case 'json':
      // Kong writes these four lines itself, not by a JSON encoder.
      return `{\n  "message":${JSON.stringify(message)},\n  "request_id":"${requestId}"\n}`
    case 'plain':
      return `${message}\nrequest_id: ${requestId}\n`
    case 'html':
      return `<!doctype html>
<html>
  <head>
    <meta charset="utf-8">
    <title>Error</title>
  </head>
  <body>
    <h1>Error</h1>
    <p>${escapeMarkup(message)}.</p>
    <p>request_id: ${requestId}</p>
  </body>
</html>
`
    case 'xml':
      return `<?xml version="1.0" encoding="UTF-8"?>
<error>
  <message>${escapeMarkup(message)}</message>
  <requestid>${requestId}</requestid>
</error>
`
  }
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
