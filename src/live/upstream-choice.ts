/** Who answers for a Service: its upstream, the built-in echo, or the simulated AI provider. */
import type { GatewayState, PluginRow, Service } from '#entities/gateway-state.ts'
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

interface AiRow {
  row: PluginRow
  /** Ids of the Services that it can run on, for any Consumer. */
  services: readonly string[]
}

/** The rows of AI plugins that Kong considers. */
export function aiRows({ services, routes, plugins }: GatewayState): AiRow[] {
  const rows = plugins.filter(row => AI_PLUGINS.some(name => name === row.name) && isConsidered(row))
  return rows.map(row => {
    if (row.route === undefined)
      return { row, services: [row.service ?? services.map(({ id }) => id)].flat() }
    const service = routes.find(({ id }) => id === row.route)?.service
    return { row, services: service === undefined ? [] : [service] }
  })
}

/** The Services that an AI plugin can run on. */
export function servicesWithAi(state: GatewayState): ReadonlySet<string> {
  return new Set(aiRows(state).flatMap(({ services }) => services))
}

/** Whether the Service's upstream is the gateway's own port: forwarding there would never end. */
export function isGatewayItself(service: Service, gatewayPort: number): boolean {
  return service.port === gatewayPort && isThisMachine(service.host)
}

function isThisMachine(host: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[?::1?\]?)$/i.test(host)
}
