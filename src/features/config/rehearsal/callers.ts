/** Who can call the rehearsal by a key: the document's Consumers and the workspace's Dev Portal applications. */
import type { Application } from '#entities/application.ts'
import type { GatewayState, Service } from '#entities/gateway-state.ts'

export interface Caller {
  id: string
  /** `Consumer alice`. */
  label: string
  /** `apikey: alice-key`; undefined for nobody. */
  header: string | undefined
  /** Name or id of the only Service that the key is good for. */
  service?: string | undefined
}

const NOBODY: Caller = { id: 'nobody', label: 'Nobody (no key)', header: undefined }

/** The applications' callers last; nobody where there is no key at all. */
export function callersOf(state: GatewayState, applications: readonly Application[]): Caller[] {
  const keyName = keyNameOf(state)
  const consumers = state.consumers.flatMap(({ id, username, custom_id, keyauth_credentials }) => {
    const [credential] = keyauth_credentials
    if (keyName === undefined || credential === undefined) return []
    return [{ id, label: `Consumer ${username ?? custom_id}`, header: `${keyName}: ${credential.key}` }]
  })
  const callers = [...consumers, ...applications.map(callerOf)]
  return callers.length === 0 ? [NOBODY] : callers
}

function callerOf({ id, name, keys: [key], service }: Application): Caller {
  return { id, label: `Application ${name}`, header: `apikey: ${key}`, service }
}

/** The header that the first key-auth plugin reads; undefined without one. */
function keyNameOf({ plugins }: GatewayState): string | undefined {
  const keyAuth = plugins.find(({ name, enabled }) => name === 'key-auth' && enabled)
  if (keyAuth === undefined) return undefined
  const names = keyAuth.config.key_names
  return Array.isArray(names) && typeof names[0] === 'string' ? names[0] : 'apikey'
}

const authenticators = ['key-auth', 'basic-auth', 'jwt']

/** The plugin of the document that refuses an application's key before Konnect's own authentication sees it. */
export function refusingPlugin(
  state: GatewayState,
  { service }: Pick<Application, 'service'>,
): string | undefined {
  const linked = state.services.find(known => isNamed(known, service))
  const refusing = state.plugins.find(
    ({ name, enabled, config, service: on, route, consumer }) =>
      authenticators.includes(name) &&
      enabled &&
      !config.anonymous &&
      consumer === undefined &&
      route === undefined &&
      (on === undefined || on === linked?.id),
  )
  return refusing?.name
}

function isNamed({ id, name }: Service, reference: string | undefined): boolean {
  return reference !== undefined && (name === reference || id === reference)
}
