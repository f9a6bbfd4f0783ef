/**
 * Konnect's application authentication as far as it is documented: a Service that an API is linked to wants the key of
 * an application (konnect-application-auth, strategy key-auth, priority 960). What it leaves open is decision 16.
 */
import type { Application } from '#entities/application.ts'
import type { Service } from '#entities/gateway-state.ts'
import type { HeaderList } from '#metering/exchange.ts'
import { headerValues, withoutHeader } from './header-list.ts'
import type { GatewayAnswer } from './respond.ts'

/** The strategy's default of key_names. */
export const APPLICATION_KEY_NAME = 'apikey'

/** Who may call a Service, by key. */
export type ApplicationKeys = ReadonlyMap<string, Application>

/** The applications of a Service; undefined when Konnect would put no authentication on it. */
export function applicationKeysOf(
  service: Service | undefined,
  applications: readonly Application[],
): ApplicationKeys | undefined {
  if (service === undefined) return undefined
  const linked = applications.filter(
    ({ service: name }) => name === undefined || name === service.name || name === service.id,
  )
  if (linked.length === 0) return undefined
  return new Map(linked.toReversed().flatMap(found => found.keys.map(key => [key, found] as const)))
}

/** The application whose key a request has, and the headers without it; or Kong's answer. */
export function findApplication(
  headers: HeaderList,
  keys: ApplicationKeys,
): { application: Application; headers: HeaderList } | GatewayAnswer {
  const [key, ...more] = headerValues(headers, APPLICATION_KEY_NAME)
  if (more.length > 0) return refused('Duplicate API key found')
  if (!key) return refused('No API key found in request')
  const application = keys.get(key)
  if (application === undefined) return refused('Unauthorized')
  return { application, headers: withoutHeader(headers, APPLICATION_KEY_NAME) }
}

function refused(message: string): GatewayAnswer {
  return { status: 401, message, challenge: 'Key' }
}
