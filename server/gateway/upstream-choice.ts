/** Who answers for a Service: its upstream, the built-in echo, or the simulated AI provider. */
import type { GatewayState, Service } from '#entities/gateway-state.ts'
import { AI_PLUGINS } from '#gateway/ai-plugin.ts'
import { isConsidered } from '#plugin/precedence.ts'
import { simulatedAi } from '#workspaces/simulated-ai.ts'
import type { UpstreamChoice } from '#workspaces/workspace-content.ts'

/** The public hosts of Kong's tutorials: nobody's rehearsal is sent there unasked. */
const documentationHosts: ReadonlySet<string> = new Set(['httpbin.konghq.com', 'httpbin.org'])

const defaultAi = simulatedAi.parse({ kind: 'ai' })

export interface UpstreamChoices {
  /** By Service name or id, as the workspace has them. */
  chosen: Readonly<Record<string, UpstreamChoice>>
  /** Ids of the Services whose requests an AI plugin sends to a model. */
  withAi: ReadonlySet<string>
}

/**
 * The workspace's choice, else a default by which nothing is sent to a public host unasked: no model is called and no
 * tutorial's host.
 */
export function upstreamChoiceFor(service: Service, { chosen, withAi }: UpstreamChoices): UpstreamChoice {
  const own = (service.name !== undefined ? chosen[service.name] : undefined) ?? chosen[service.id]
  if (own !== undefined) return own
  if (withAi.has(service.id)) return defaultAi
  return documentationHosts.has(service.host.toLowerCase()) ? 'echo' : 'forward'
}

/** The Services that an AI plugin can run on, for any Consumer. */
export function servicesWithAi({ services, routes, plugins }: GatewayState): ReadonlySet<string> {
  const rows = plugins.filter(row => AI_PLUGINS.some(name => name === row.name) && isConsidered(row))
  const reached = rows.flatMap(row => {
    if (row.route !== undefined) return routes.find(({ id }) => id === row.route)?.service ?? []
    return row.service ?? services.map(({ id }) => id)
  })
  return new Set(reached)
}

/** Whether the Service's upstream is the gateway's own port: forwarding there would never end. */
export function isGatewayItself(service: Service, gatewayPort: number): boolean {
  return service.port === gatewayPort && isThisMachine(service.host)
}

function isThisMachine(host: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[?::1?\]?)$/i.test(host)
}
