import type { Application } from '#entities/application.ts'
import type { Exchange, ExchangeApplication } from '#metering/exchange.ts'
import type { GatewayRequest, Pass } from './access.ts'
import { aiUsageOf } from './ai-call.ts'
import { requestHost } from './route-match.ts'

/** How the request ended, once the client has its answer. */
export interface Finished {
  status: number
  /** Status line, headers and body. */
  responseBytes: number
  /** Request line, headers and body. */
  requestBytes: number
  /** Absent when the request was not proxied; nginx records 502 for a refused connection and 504 for a timeout. */
  upstreamStatus?: number
}

/** The finished request as the log phase sees it. */
export function exchangeOf(request: GatewayRequest, pass: Pass, finished: Finished): Exchange {
  const exchange: Exchange = {
    request: {
      id: request.id,
      method: request.method,
      uri: request.uri,
      query: pass.query,
      host: requestHost(request.headers),
      headers: pass.headers,
      clientIp: request.clientIp,
      sizeBytes: finished.requestBytes,
      startedAt: request.startedAt,
    },
    response: { status: finished.status, sizeBytes: finished.responseBytes },
  }
  if (pass.route !== undefined) exchange.route = pass.route
  if (pass.service !== undefined) exchange.service = pass.service
  if (pass.consumer !== undefined) exchange.consumer = pass.consumer
  if (pass.application !== undefined) exchange.application = loggedApplication(pass.application)
  if (finished.upstreamStatus !== undefined) exchange.upstreamStatus = finished.upstreamStatus
  const ai = pass.ai && aiUsageOf(pass.ai)
  if (ai !== undefined) exchange.ai = ai
  return exchange
}

/** Its keys are nobody's business after the access phase. */
function loggedApplication(application: Application): ExchangeApplication {
  const { keys: _keys, service: _service, consumer: _consumer, ...logged } = application
  return logged
}
