/** What stands around a metering plugin in a document: the authentication and AI plugins that run for its requests. */
import type { GatewayState, PluginRow } from '#entities/gateway-state.ts'
import type { AdviceContext, AiPlugin, FieldPath } from '#plugin/advice-rule.ts'
import { isFields } from './state-file.ts'

/** Kong's plugins that find a Consumer. */
const authenticators = new Set([
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
])

type ServiceOf = (row: PluginRow) => string | undefined

/** Whether two plugin rows can run for the same request. */
function meet(left: PluginRow, right: PluginRow, serviceOf: ServiceOf): boolean {
  const apart = (one?: string, other?: string) => one !== undefined && other !== undefined && one !== other
  return (
    !apart(left.route, right.route) &&
    !apart(left.consumer, right.consumer) &&
    !apart(serviceOf(left), serviceOf(right))
  )
}

/** The credentials that a row takes out of the request. key-auth does so by default since 3.14. */
function hiddenBy(row: PluginRow): string[] {
  const { hide_credentials: hide, key_names: names } = row.config
  if (row.name === 'basic-auth' && hide === true) return ['authorization', 'proxy-authorization']
  if (row.name !== 'key-auth' || hide === false) return []
  return Array.isArray(names) ? names.filter(name => typeof name === 'string') : ['apikey']
}

/** Where a row logs from: its config, or each target of ai-proxy-advanced. */
function loggingPlaces({ config }: PluginRow): { path: FieldPath; logging: Record<string, unknown> }[] {
  const targets = Array.isArray(config.targets) ? config.targets : []
  const places = targets.map((target, index) => ({
    path: ['config', 'targets', index, 'logging'],
    logging: isFields(target) ? target.logging : undefined,
  }))
  const all = places.length === 0 ? [{ path: ['config', 'logging'], logging: config.logging }] : places
  return all.map(({ path, logging }) => ({ path, logging: isFields(logging) ? logging : {} }))
}

function aiPluginOf(row: PluginRow): AiPlugin {
  const places = loggingPlaces(row)
  const off = (field: string) =>
    places.filter(({ logging }) => logging[field] !== true).map(({ path }) => [...path, field])
  return {
    name: row.name,
    row: row.origin,
    statisticsOff: off('log_statistics'),
    payloadsOff: off('log_payloads'),
  }
}

const isAiProxy = ({ name }: PluginRow) => name === 'ai-proxy' || name === 'ai-proxy-advanced'

/** Without Services and Routes, the document is a part of a configuration whose other parts are elsewhere. */
function isPart({ services, routes }: GatewayState): boolean {
  return services.length === 0 && routes.length === 0
}

/** Rows by where they hang, so that a large file's rows are not each compared with all others. */
function byPlace(rows: readonly PluginRow[], serviceOf: ServiceOf) {
  const onRoute = Map.groupBy(rows, ({ route }) => route)
  const offRoutes = Map.groupBy(onRoute.get(undefined) ?? [], ({ service }) => service)
  const onRoutesOf = Map.groupBy(
    rows.filter(({ route }) => route !== undefined),
    serviceOf,
  )
  const anywhere = offRoutes.get(undefined) ?? []
  /** All rows that can run where this one does, and some that cannot. */
  return (row: PluginRow): readonly PluginRow[] => {
    const service = serviceOf(row)
    if (service === undefined) return rows
    const near = [...anywhere, ...(offRoutes.get(service) ?? [])]
    if (row.route !== undefined) return [...near, ...(onRoute.get(row.route) ?? [])]
    return [...near, ...(onRoutesOf.get(service) ?? []), ...(onRoutesOf.get(undefined) ?? [])]
  }
}

/** What advice on a row of a state depends on; nothing is known of a row that refers to what is not in the document. */
export function adviceContexts(state: GatewayState): (row: PluginRow | undefined) => AdviceContext {
  const services = new Map(state.routes.map(({ id, service }) => [id, service]))
  const serviceOf: ServiceOf = ({ service, route = '' }) => service ?? services.get(route)
  const neighbours = byPlace(
    state.plugins.filter(row => row.enabled && (isAiProxy(row) || authenticators.has(row.name))),
    serviceOf,
  )
  const part = isPart(state)
  return row => {
    if (row === undefined) return { authenticated: undefined, hiddenCredentials: [], aiPlugins: undefined }
    const others = neighbours(row).filter(other => meet(row, other, serviceOf))
    const authenticated = others.some(({ name }) => authenticators.has(name))
    const aiPlugins = others.filter(isAiProxy).map(aiPluginOf)
    return {
      authenticated: part && !authenticated ? undefined : authenticated,
      hiddenCredentials: others.flatMap(hiddenBy),
      aiPlugins: part && aiPlugins.length === 0 ? undefined : aiPlugins,
    }
  }
}
