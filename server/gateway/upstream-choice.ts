/** Who answers for a Service: its upstream, or the built-in echo. */

import type { Service } from '#entities/gateway-state.ts'
import type { UpstreamChoice } from '#workspaces/workspace-content.ts'

/** The public hosts of Kong's tutorials: nobody's rehearsal is sent there unasked. */
const documentationHosts: ReadonlySet<string> = new Set(['httpbin.konghq.com', 'httpbin.org'])

/** The workspace's choice by the Service's name or id, else the default of its host. */
export function upstreamChoiceFor(
  service: Service,
  upstreams: Readonly<Record<string, UpstreamChoice>>,
): UpstreamChoice {
  const chosen = (service.name !== undefined ? upstreams[service.name] : undefined) ?? upstreams[service.id]
  return chosen ?? (documentationHosts.has(service.host.toLowerCase()) ? 'echo' : 'forward')
}

/** Whether the Service's upstream is the gateway's own port: forwarding there would never end. */
export function isGatewayItself(service: Service, gatewayPort: number): boolean {
  return service.port === gatewayPort && isThisMachine(service.host)
}

function isThisMachine(host: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[?::1?\]?)$/i.test(host)
}
