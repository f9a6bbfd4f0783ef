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

/** The finished request as the log phase sees it. One literal: each request pays for fields that are added later. */
export function exchangeOf(request: GatewayRequest, pass: Pass, finished: Finished): Exchange {
  return {
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
    upstreamStatus: finished.upstreamStatus,
    route: pass.route,
    service: pass.service,
    consumer: pass.consumer,
    application: pass.application && loggedApplication(pass.application),
    ai: pass.ai && aiUsageOf(pass.ai),
  }
}

/** Its keys are nobody's business after the access phase. */
function loggedApplication(application: Application): ExchangeApplication {
  const { keys: _keys, service: _service, consumer: _consumer, ...logged } = application
  return logged
}
