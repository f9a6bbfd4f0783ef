import type { Forwarding } from './forwarding.ts'
import { getForwarding, putAllowedHost, putCapture } from './forwarding-contract.ts'
import { type Route, route } from './serve.ts'

export function createForwardingRoutes(forwarding: Forwarding): Route[] {
  return [
    route(getForwarding, () => forwarding.status()),
    route(putAllowedHost, ({ params, body }) => {
      forwarding.setAllowed({ host: params.host, kind: body.kind }, body.allowed)
      return forwarding.status()
    }),
    route(putCapture, ({ body }) => {
      forwarding.setCapture(body)
      return forwarding.status()
    }),
  ]
}
