/** Kong's ai-proxy and ai-proxy-advanced: what of their configs decides where a request goes and what is logged of it. */
import { z } from 'zod'
import type { DocumentPath, PluginRow } from '#entities/gateway-state.ts'

/** Both have priority 770. They have one configuration per request each; the first that applies is rehearsed. */
export const AI_PLUGINS = ['ai-proxy', 'ai-proxy-advanced'] as const

/** Kong's default of max_request_body_size from 3.16 on; earlier releases differ (8 KiB in kong/llm/schemas). */
const DEFAULT_BODY_BYTES = 1_048_576
/** `max_request_body_size: 0` is no limit of the plugin's; this one is the studio's. */
const MAX_BODY_BYTES = 16_000_000

const text = z.string().min(1).nullish()
const targetFields = {
  route_type: z.string().min(1),
  model: z.looseObject({
    provider: z.string().min(1),
    name: text,
    options: z.looseObject({ upstream_url: text }).nullish(),
  }),
  auth: z
    .looseObject({
      header_name: text,
      header_value: text,
      param_name: text,
      param_value: text,
      param_location: text,
    })
    .nullish(),
  logging: z
    .looseObject({ log_statistics: z.boolean().nullish(), log_payloads: z.boolean().nullish() })
    .nullish(),
}
const sharedFields = {
  response_streaming: z.enum(['allow', 'deny', 'always']).nullish(),
  llm_format: z.string().nullish(),
  model_name_header: z.boolean().nullish(),
  max_request_body_size: z.int().min(0).nullish(),
}

export const aiProxyConfig = z.looseObject({ ...targetFields, ...sharedFields })
export const aiProxyAdvancedConfig = z.looseObject({
  ...sharedFields,
  targets: z
    .array(z.looseObject({ ...targetFields, weight: z.int().min(1).max(65_535).nullish() }))
    .min(1, 'at least one target is required'),
})
type AiProxyConfig = z.output<typeof aiProxyConfig>
type TargetConfig = Pick<AiProxyConfig, keyof typeof targetFields> & { weight?: number | null | undefined }
type SharedConfig = Pick<AiProxyConfig, keyof typeof sharedFields>

/** One model at one provider. */
export interface AiTarget {
  routeType: string
  provider: string
  /** Undefined: the request names it. */
  model: string | undefined
  upstreamUrl: string | undefined
  authHeader: { name: string; value: string } | undefined
  authArgument: { name: string; value: string } | undefined
  logStatistics: boolean
  logPayloads: boolean
  weight: number
  /** Where it stands in the document. */
  origin: DocumentPath
}

export interface AiPlugin {
  row: PluginRow
  targets: readonly AiTarget[]
  streaming: 'allow' | 'deny' | 'always'
  /** `openai` for Kong's own format; another is the provider's native one. */
  llmFormat: string
  modelNameHeader: boolean
  maxBodyBytes: number
  /** The target of the next request: of several each in turn, as often as its weight says (Kong's round-robin). */
  nextTarget(): AiTarget
}

/** ai-proxy with one row's config. */
export function createAiProxy(row: PluginRow, config: AiProxyConfig): AiPlugin {
  return createAiPlugin(row, config, [targetOf(config, [...row.origin, 'config'])])
}

/** ai-proxy-advanced with one row's config. */
export function createAiProxyAdvanced(
  row: PluginRow,
  config: z.output<typeof aiProxyAdvancedConfig>,
): AiPlugin {
  const targets = config.targets.map((target, index) =>
    targetOf(target, [...row.origin, 'config', 'targets', index]),
  )
  return createAiPlugin(row, config, targets)
}

function createAiPlugin(row: PluginRow, config: SharedConfig, targets: AiTarget[]): AiPlugin {
  return {
    row,
    targets,
    streaming: config.response_streaming ?? 'allow',
    llmFormat: config.llm_format ?? 'openai',
    modelNameHeader: config.model_name_header ?? true,
    maxBodyBytes:
      Math.min(config.max_request_body_size ?? DEFAULT_BODY_BYTES, MAX_BODY_BYTES) || MAX_BODY_BYTES,
    nextTarget: roundRobin(targets),
  }
}

function targetOf(
  { route_type, model, auth, logging, weight }: TargetConfig,
  origin: DocumentPath,
): AiTarget {
  const inQuery = auth?.param_location === 'query'
  return {
    routeType: route_type,
    provider: model.provider,
    model: model.name ?? undefined,
    upstreamUrl: model.options?.upstream_url ?? undefined,
    authHeader: pair(auth?.header_name, auth?.header_value),
    authArgument: inQuery ? pair(auth.param_name, auth.param_value) : undefined,
    logStatistics: logging?.log_statistics ?? false,
    logPayloads: logging?.log_payloads ?? false,
    weight: weight ?? 100,
    origin,
  }
}

function pair(name: string | null | undefined, value: string | null | undefined) {
  return name && value ? { name, value } : undefined
}

/** Spreads the targets evenly: the one that is furthest behind its share is next. */
function roundRobin(targets: readonly AiTarget[]): () => AiTarget {
  const total = targets.reduce((sum, { weight }) => sum + weight, 0)
  const behind = targets.map(target => ({ target, credit: 0 }))
  return () => {
    for (const entry of behind) entry.credit += entry.target.weight
    const next = behind.reduce((best, entry) => (entry.credit > best.credit ? entry : best))
    next.credit -= total
    return next.target
  }
}
