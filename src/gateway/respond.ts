import type { HeaderList } from '#metering/exchange.ts'
import type { Pass, Responded } from './access.ts'
import type { Rejection } from './authentication.ts'
import { errorResponse, jsonResponse } from './error-response.ts'
import { firstHeader } from './header-list.ts'
import type { ProtocolAnswer } from './protocol-check.ts'

/** An answer that the gateway makes: by the router, by a plugin, or because there is no Service. */
export type GatewayAnswer = Partial<Rejection & ProtocolAnswer> & {
  status: number
  message: string
  /** The whole body, in place of Kong's usual one. */
  json?: unknown
  /** Content headers and body as they are. */
  content?: { headers: HeaderList; body: string }
}

/** Ends the access phase with an answer of Kong's own making. */
export function respond(pass: Pass, answer: GatewayAnswer, kongVersion: string): Responded {
  const { status, message } = answer
  pass.answered = { status, message }
  const { headers, body } = content(pass, answer)
  const sent = [...headers, ...(answer.headers ?? [])]
  if (answer.challenge !== undefined) sent.push('WWW-Authenticate', answer.challenge)
  sent.push('Server', `kong/${kongVersion}`, 'X-Kong-Request-Id', pass.request.id, ...pass.debugHeaders)
  return { kind: 'respond', response: { status, headers: sent, body }, pass }
}

function content(pass: Pass, answer: GatewayAnswer): ReturnType<typeof errorResponse> {
  const { status, message } = answer
  if (answer.content !== undefined) return answer.content
  if (answer.json !== undefined) return jsonResponse(answer.json)
  if (answer.empty) return { headers: ['Content-Length', '0'], body: '' }
  if (answer.bare) return jsonResponse(answer.claims ?? { message })
  const accept = firstHeader(pass.request.headers, 'accept')
  return errorResponse({ status, message, accept, requestId: pass.request.id })
}
