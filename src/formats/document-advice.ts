/** Applies the plugin's advice to a document: finds what each plugin shares its requests with, and places the findings. */
import type { GatewayState, PluginRow } from '#entities/gateway-state.ts'
import { type AdviceContext, advice, type Finding } from '#plugin/advice.ts'
import { editsOn } from './edit-document.ts'
import type { PluginReading } from './plugin-reading.ts'
import type { Reporter } from './reporter.ts'
import { isFields } from './state-file.ts'

/** Kong's plugins that find a Consumer. */
const authenticators = [
  'key-auth',
  'key-auth-enc',
  'basic-auth',
  'jwt',
  'hmac-auth',
  'oauth2',
  'oauth2-introspection',
  'openid-connect',
  'ldap-auth',
  'ldap-auth-advanced',
  'mtls-auth',
  'header-cert-auth',
  'jwt-signer',
  'saml',
]

/** Whether two plugin rows can run for the same request. */
function meet(left: PluginRow, right: PluginRow, state: GatewayState): boolean {
  const serviceOf = (row: PluginRow) =>
    row.service ?? state.routes.find(({ id }) => id === row.route)?.service
  const [leftService, rightService] = [serviceOf(left), serviceOf(right)]
  const apart = (one?: string, other?: string) => one !== undefined && other !== undefined && one !== other
  return !apart(left.route, right.route) && !apart(leftService, rightService)
}

function keyNames(row: PluginRow): string[] {
  const { hide_credentials: hide, key_names: names } = row.config
  if (row.name !== 'key-auth' || hide === false) return []
  return Array.isArray(names) ? names.filter(name => typeof name === 'string') : ['apikey']
}

function logsStatistics({ config }: PluginRow): boolean {
  const targets = Array.isArray(config.targets) ? config.targets.filter(isFields) : []
  return [config, ...targets].some(({ logging }) => isFields(logging) && logging.log_statistics === true)
}

/** Without Services and Routes, the document is a part of a configuration whose other parts are elsewhere. */
function isPart({ services, routes }: GatewayState): boolean {
  return services.length === 0 && routes.length === 0
}

function contextOf(row: PluginRow | undefined, state: GatewayState): AdviceContext {
  if (row === undefined) return { authenticated: undefined, hiddenCredentials: [], aiPlugins: [] }
  const others = state.plugins.filter(other => other !== row && other.enabled && meet(row, other, state))
  const authenticated = others.some(({ name }) => authenticators.includes(name))
  return {
    authenticated: isPart(state) && !authenticated ? undefined : authenticated,
    hiddenCredentials: others.flatMap(keyNames),
    aiPlugins: others
      .filter(({ name }) => name.startsWith('ai-proxy'))
      .map(other => ({ name: other.name, logsStatistics: logsStatistics(other) })),
  }
}

function place(reporter: Reporter, reading: PluginReading, { fix, ...finding }: Finding): void {
  const path = [...reading.path, ...finding.path]
  const edits = fix === undefined ? [] : editsOn(reporter.source, [...reading.path, ...fix.path], fix.value)
  const quickFix = fix === undefined || edits.length === 0 ? {} : { fix: { label: fix.label, edits } }
  reporter.report({ ...finding, path, ...quickFix })
}

/** Reports the advice on every plugin whose config is valid. */
export function reportAdvice(reporter: Reporter, plugins: PluginReading[], state: GatewayState): void {
  for (const reading of plugins) {
    if (reading.config === undefined) continue
    const row = state.plugins.find(({ origin }) => origin.join('/') === reading.path.join('/'))
    for (const finding of advice(reading.config, contextOf(row, state))) place(reporter, reading, finding)
  }
}
