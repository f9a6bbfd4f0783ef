import type { GatewayState, PluginRow, Service } from '#entities/gateway-state.ts'
import {
  type AiPlugin,
  aiProxyAdvancedConfig,
  aiProxyConfig,
  createAiProxy,
  createAiProxyAdvanced,
} from '#gateway/ai-plugin.ts'
import { aiUpstreamUrl } from '#gateway/ai-upstream.ts'
import { aiRows } from './upstream-choice.ts'

/** Where a Service's requests go in place of its own upstream: to the first model of its AI plugin. */
export function modelUrlOf(service: Service, state: GatewayState): string | undefined {
  for (const { row, services } of aiRows(state)) {
    const plugin = services.includes(service.id) ? pluginOf(row) : undefined
    const [target] = plugin?.targets ?? []
    const url = plugin && target && aiUpstreamUrl(target, plugin.llmFormat)
    if (url !== undefined) return url.href
  }
  return undefined
}

/** Undefined while its config is not one that Kong would take. */
function pluginOf(row: PluginRow): AiPlugin | undefined {
  if (row.name === 'ai-proxy') {
    const config = aiProxyConfig.safeParse(row.config).data
    return config && createAiProxy(row, config)
  }
  const config = aiProxyAdvancedConfig.safeParse(row.config).data
  return config && createAiProxyAdvanced(row, config)
}
