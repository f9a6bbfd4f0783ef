/** Where a plugin's events go, found at the moment of sending: variables may get their values while batches wait. */
import type { GatewayState } from '#entities/gateway-state.ts'
import type { MeteringConfig } from '#plugin/config.ts'
import { METERING_PLUGIN } from '#plugin/plugin.ts'
import { isVaultReference, resolveVariables } from '#plugin/variables.ts'
import type { DeliveryTarget } from './batch-sender.ts'
import { unresolvedIn, type VariableValues } from './variable-values.ts'

export type TargetOutcome = { target: DeliveryTarget } | { problem: string }

/** The studio's own ingest endpoint, for rehearsals that tell nobody else. */
export interface StudioIngest {
  endpoint: string
  /** What the studio's endpoint asks for; the plugin's token is not sent to it. */
  token: string
}

export function studioTarget(config: MeteringConfig, studio: StudioIngest): DeliveryTarget {
  return { ...connection(config), ...studio }
}

/**
 * The ingest endpoints of the metering plugins that run, each once, with the values of their variables; one whose
 * variable has no value stands as written. Real delivery is confirmed for these.
 */
export function ingestEndpoints({ plugins }: GatewayState, lookUp: VariableValues['lookUp']): string[] {
  const endpoints = plugins.flatMap(({ name, enabled, config }) => {
    const { ingest_endpoint } = config
    return name === METERING_PLUGIN && enabled && typeof ingest_endpoint === 'string' ? [ingest_endpoint] : []
  })
  return [...new Set(endpoints.map(written => resolveVariables(written, lookUp) ?? written))]
}

/** The endpoint and token of the config, or why they are not known. The problem holds no value. */
export function endpointTarget(config: MeteringConfig, lookUp: VariableValues['lookUp']): TargetOutcome {
  for (const field of ['ingest_endpoint', 'api_token'] as const) {
    const problem = unknownValue(field, config[field], lookUp)
    if (problem !== undefined) return { problem }
  }
  const endpoint = resolveVariables(config.ingest_endpoint, lookUp) ?? ''
  const token = resolveVariables(config.api_token, lookUp) ?? ''
  return { target: { ...connection(config), endpoint, token } }
}

function unknownValue(field: string, value: string, lookUp: VariableValues['lookUp']): string | undefined {
  if (isVaultReference(value)) {
    return `config.${field} is a vault reference, which only Kong can resolve: use a variable for the rehearsal`
  }
  const [name] = unresolvedIn(value, lookUp)
  return name === undefined ? undefined : `config.${field}: the variable ${name} has no value`
}

function connection({ timeout, keepalive, ssl_verify }: MeteringConfig) {
  return { timeoutMilliseconds: timeout, keepaliveMilliseconds: keepalive, sslVerify: ssl_verify }
}
