import type { Forwarding } from './forwarding.ts'
import { getForwarding, putAllowedHost, putCapture } from './forwarding-contract.ts'
import { apiError } from './problem.ts'
import { type Route, route } from './serve.ts'

export function createForwardingRoutes(forwarding: Forwarding): Route[] {
  return [
    route(getForwarding, () => forwarding.status()),
    route(putAllowedHost, ({ params, body }) => {
      // Nothing stands for several hosts; what was said can be taken back however it is written.
      if (body.allowed && !/^[^\s*/]{1,255}$/.test(params.host))
        throw apiError(
          400,
          `Expected a host or an address, written out, found ${JSON.stringify(params.host)}.`,
        )
      forwarding.setAllowed({ host: params.host, kind: body.kind }, body.allowed)
      return forwarding.status()
    }),
    route(putCapture, ({ body }) => {
      forwarding.setCapture(body)
      return forwarding.status()
    }),
  ]
}
