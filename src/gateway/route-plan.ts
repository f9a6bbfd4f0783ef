/** The plugins of each Route, chosen and parsed once, so that a request only walks a list. */
import type { z } from 'zod'
import type { Consumer, GatewayState, PluginRow, Route } from '#entities/gateway-state.ts'
import { type MeteringConfig, meteringConfig } from '#plugin/config.ts'
import { METERING_PLUGIN } from '#plugin/plugin.ts'
import { isConsidered } from '#plugin/precedence.ts'
import type { GatewayOptions, MeteringPlugin } from './access.ts'
import {
  AI_PLUGINS,
  type AiPlugin,
  aiProxyAdvancedConfig,
  aiProxyConfig,
  createAiProxy,
  createAiProxyAdvanced,
} from './ai-plugin.ts'
import { type ApplicationKeys, applicationKeysOf } from './application-auth.ts'
import type { Authenticator } from './authentication.ts'
import { basicAuthConfig, createBasicAuth } from './basic-auth.ts'
import { type CredentialIndex, createCredentialIndex } from './credential-index.ts'
import { createJwtAuth, jwtAuthConfig } from './jwt-auth.ts'
import { createKeyAuth, keyAuthConfig } from './key-auth.ts'
import { appliesTo, selectRow, selectRowsOfConsumers } from './plugin-index.ts'
import type { Problem } from './problem.ts'

/** What runs on one Route, or on no Route at all. */
export interface RoutePlan {
  /** In the order of their priorities: jwt 1450, key-auth 1250, basic-auth 1100. */
  authenticators: readonly Authenticator[]
  /** The applications that may call the Service; undefined where it wants none. */
  applications: ApplicationKeys | undefined
  /** AI plugins that apply to the Route, with any Consumer. */
  aiPlugins: readonly AiPlugin[]
  /** How much of the body plugins have to read before anything is decided; 0 for most Routes. */
  bodyBytes: number
  /** The metering row for callers without rows of their own; undefined when there is none. */
  metering: MeteringPlugin | undefined
  /** By Consumer's id, for the Consumers that rows name. */
  meteringByConsumer: ReadonlyMap<string, MeteringPlugin>
  /** Rows that apply to the Route (with any Consumer) but are of plugins that are not rehearsed. */
  unrehearsed: readonly PluginRow[]
  /** Metering rows that apply to the Route but lost to a more specific one, for any Consumer. */
  meteringCandidates: readonly MeteringPlugin[]
}

export interface RoutePlans {
  /** The plan of a Route by its id. */
  of(routeId: string): RoutePlan | undefined
  /** What meters requests that reach no Route: the global row only. */
  global: MeteringPlugin | undefined
  /** A Consumer by its id, else by its username. */
  consumer(idOrUsername: string): Consumer | undefined
  problems: Problem[]
}

/** Highest priority first, as Kong's table of plugin priorities has them. */
const AUTHENTICATION_PLUGINS = ['jwt', 'key-auth', 'basic-auth'] as const
type AuthenticationPlugin = (typeof AUTHENTICATION_PLUGINS)[number]
const REHEARSED = new Set<string>([...AUTHENTICATION_PLUGINS, ...AI_PLUGINS, METERING_PLUGIN])

export function createRoutePlans(state: GatewayState, options: GatewayOptions): RoutePlans {
  const rows = state.plugins.filter(isConsidered)
  const problems: Problem[] = []
  const report = (found: Problem[]) => problems.push(...found)
  const metering = rows.flatMap(row =>
    row.name === METERING_PLUGIN ? parseMetering(row, options, report) : [],
  )
  const credentials = createCredentialIndex(state)
  const authenticators = createAuthenticators(rows, credentials, { options, report })
  const aiPlugins = createAiPlugins(rows, report)
  const services = new Map(state.services.map(service => [service.id, service]))
  const plans = new Map(
    state.routes.map(route => {
      const service = services.get(route.service ?? '')
      const applications = applicationKeysOf(service, options.applications ?? [])
      const plan = planRoute(route, rows, { metering, authenticators, aiPlugins })
      return [route.id, { ...plan, applications }] as const
    }),
  )
  return {
    of: routeId => plans.get(routeId),
    global: selectRow(metering, {}),
    consumer: credentials.consumer,
    problems,
  }
}

interface ParsedRows {
  metering: MeteringPlugin[]
  authenticators: Authenticator[]
  aiPlugins: AiPlugin[]
}

function planRoute(route: Route, rows: PluginRow[], parsed: ParsedRows): Omit<RoutePlan, 'applications'> {
  const { metering } = parsed
  const scope = { route: route.id, service: route.service }
  const applies = (row: PluginRow) => appliesTo(row, { ...scope, consumer: row.consumer })
  const candidates = metering.filter(({ row }) => applies(row))
  const aiPlugins = parsed.aiPlugins.filter(({ row }) => applies(row))
  const authenticators = AUTHENTICATION_PLUGINS.flatMap(
    name =>
      selectRow(
        parsed.authenticators.filter(({ row }) => row.name === name),
        scope,
      ) ?? [],
  )
  return {
    authenticators,
    aiPlugins,
    bodyBytes: Math.max(
      0,
      ...authenticators.map(({ bodyBytes }) => bodyBytes ?? 0),
      ...aiPlugins.map(({ maxBodyBytes }) => maxBodyBytes),
    ),
    metering: selectRow(candidates, scope),
    meteringByConsumer: selectRowsOfConsumers(candidates, scope),
    unrehearsed: rows.filter(row => !REHEARSED.has(row.name) && applies(row)),
    meteringCandidates: candidates,
  }
}

type Report = (problems: Problem[]) => void

function parseMetering(row: PluginRow, { release }: GatewayOptions, report: Report): MeteringPlugin[] {
  const config: MeteringConfig | undefined = parseConfig(row, meteringConfig[release], report)
  return config === undefined ? [] : [{ row, config }]
}

function createAiPlugins(rows: PluginRow[], report: Report): AiPlugin[] {
  return rows.flatMap(row => {
    if (row.name === 'ai-proxy') {
      const config = parseConfig(row, aiProxyConfig, report)
      return config === undefined ? [] : [createAiProxy(row, config)]
    }
    if (row.name !== 'ai-proxy-advanced') return []
    const config = parseConfig(row, aiProxyAdvancedConfig, report)
    return config === undefined ? [] : [createAiProxyAdvanced(row, config)]
  })
}

/** How each authentication plugin is made of a row; undefined when its config cannot be run. */
type Create = (row: PluginRow, credentials: CredentialIndex) => Authenticator | undefined

function authenticatorMakers(
  { verifySignature }: GatewayOptions,
  report: Report,
): ReadonlyMap<string, Create> {
  return new Map<AuthenticationPlugin, Create>([
    [
      'jwt',
      (row, credentials) => {
        const config = parseConfig(row, jwtAuthConfig, report)
        return config && createJwtAuth(row, config, { credentials, verifySignature })
      },
    ],
    [
      'key-auth',
      (row, credentials) => {
        const config = parseConfig(row, keyAuthConfig, report)
        return config && createKeyAuth(row, config, credentials)
      },
    ],
    [
      'basic-auth',
      (row, credentials) => {
        const config = parseConfig(row, basicAuthConfig, report)
        return config && createBasicAuth(row, config, credentials)
      },
    ],
  ])
}

function createAuthenticators(
  rows: PluginRow[],
  credentials: CredentialIndex,
  { options, report }: { options: GatewayOptions; report: Report },
): Authenticator[] {
  const makers = authenticatorMakers(options, report)
  return rows.flatMap(row => {
    const create = makers.get(row.name)
    if (create === undefined) return []
    if (row.consumer === undefined) return create(row, credentials) ?? []
    const message = `${row.name} cannot be applied to a Consumer: who is calling is what it finds out`
    report([{ path: [...row.origin, 'consumer'], message }])
    return []
  })
}

/** A row's config with defaults; undefined, with its problems reported, when Kong would refuse it. */
function parseConfig<T extends z.ZodType>(
  row: PluginRow,
  schema: T,
  report: Report,
): z.output<T> | undefined {
  const parsed = schema.safeParse(row.config)
  if (parsed.success) return parsed.data
  report(
    parsed.error.issues.map(issue => ({
      path: [...row.origin, 'config', ...issue.path.filter(key => typeof key !== 'symbol')],
      message: `${row.name}: ${issue.message}. The plugin is left out.`,
    })),
  )
  return undefined
}
