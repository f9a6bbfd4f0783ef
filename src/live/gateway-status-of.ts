import type { GatewayStatus } from '#api/contract.ts'
import type { PluginRow, Service } from '#entities/gateway-state.ts'
import { type MeteringConfig, meteringConfig } from '#plugin/config.ts'
import { METERING_PLUGIN } from '#plugin/plugin.ts'
import { resolveVariables, variableNames } from '#plugin/variables.ts'
import { endpointTarget } from './delivery-target.ts'
import { modelUrlOf } from './model-url.ts'
import type { VersionParts, VersionSource } from './rehearsed-version.ts'
import type { RunningGateway } from './running-gateway.ts'
import { upstreamOrigin } from './upstream-origin.ts'

export interface StatusSource extends VersionSource {
  stale: boolean
  parts: VersionParts
  upstreamOf: RunningGateway['upstreamOf']
}

/** What the gateway runs, as the page shows it. Holds no value of a variable but what the document's URLs need. */
export function gatewayStatusOf(source: StatusSource): GatewayStatus {
  const { workspace, state, stale, parts } = source
  return {
    workspace_id: workspace?.id ?? null,
    ...(workspace && { workspace_updated_at: workspace.updated_at }),
    stale,
    delivery: deliveryStatus(source),
    // Kong has no Routes to a disabled Service.
    services: state.services.filter(({ enabled }) => enabled).map(service => serviceStatus(service, source)),
    queues: queuesOf(source),
    variables: variableNames(state).map(name => ({ name, set: parts.lookUp(name) !== undefined })),
  }
}

/** Queues of rows that are there, and of rows that are gone while they still hold something. */
function queuesOf({ state, parts }: StatusSource): GatewayStatus['queues'] {
  const rows = new Set(state.plugins.map(({ id }) => id))
  return parts.queues.status().filter(({ plugin_id, phase }) => rows.has(plugin_id) || phase !== 'idle')
}

function serviceStatus(
  service: Service,
  { state, upstreamOf }: StatusSource,
): GatewayStatus['services'][number] {
  const choice = upstreamOf(service)
  return {
    id: service.id,
    name: service.name ?? service.id,
    upstream_url: modelUrlOf(service, state) ?? upstreamOrigin(service) + (service.path ?? ''),
    upstream: choice === 'loop' ? 'forward' : choice,
  }
}

function deliveryStatus({ workspace, state, parts }: StatusSource): GatewayStatus['delivery'] {
  const target = workspace?.delivery ?? 'studio'
  if (target === 'studio') return { target, endpoints: [parts.studio().endpoint], problems: [] }
  const release = workspace?.gateway_release ?? '3.14'
  const rows = state.plugins.filter(({ name, enabled }) => name === METERING_PLUGIN && enabled)
  const configs = rows.flatMap(row => configOf(row, release))
  const outcomes = configs.map(config => endpointTarget(config, parts.lookUp))
  return {
    target,
    // An endpoint whose variable has no value is shown as written.
    endpoints: unique(
      configs.map(
        ({ ingest_endpoint }) => resolveVariables(ingest_endpoint, parts.lookUp) ?? ingest_endpoint,
      ),
    ),
    problems: unique(outcomes.flatMap(outcome => ('problem' in outcome ? [outcome.problem] : []))),
  }
}

function configOf({ config }: PluginRow, release: keyof typeof meteringConfig): MeteringConfig[] {
  const parsed = meteringConfig[release].safeParse(config)
  return parsed.success ? [parsed.data] : []
}

function unique(values: string[]): string[] {
  return [...new Set(values)]
}
