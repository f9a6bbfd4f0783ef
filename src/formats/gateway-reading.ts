/** Turns the checked entities of a state file into what the gateway runs on. */
import type { DeckConsumer, DeckPlugin, DeckRoute, DeckService } from '#entities/deck.ts'
import { entityId } from '#entities/entity-id.ts'
import type { Consumer, DocumentPath, PluginRow, Route, Service } from '#entities/gateway-state.ts'

/** The object without its undefined fields, for optional properties. */
type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }
function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>
}

const URL_PARTS = /^(?:([a-z_]+):\/\/)?(\[[^\]]+\]|[^/:?#\s]+)(?::(\d+))?(\/[^?#\s]*)?/

/** Kong's `url` shorthand: it sets protocol, host, port and path at once. */
function endpointOf(service: DeckService): Pick<Service, 'protocol' | 'host' | 'port' | 'path'> {
  const [, scheme, host, port, path] = URL_PARTS.exec(service.url ?? '') ?? []
  const protocol = service.protocol ?? scheme ?? (port === '443' ? 'https' : 'http')
  const fallback = service.url !== undefined && ['https', 'grpcs', 'wss'].includes(protocol) ? 443 : 80
  return {
    protocol,
    host: service.host ?? host ?? service.url ?? '',
    port: service.port ?? (port === undefined ? fallback : Number(port)),
    path: service.path ?? path ?? null,
  }
}

export function serviceFrom(service: DeckService, origin: DocumentPath): Service {
  return {
    id: service.id ?? entityId('service', service.name),
    ...defined({ name: service.name }),
    ...endpointOf(service),
    retries: service.retries,
    connect_timeout: service.connect_timeout,
    write_timeout: service.write_timeout,
    read_timeout: service.read_timeout,
    enabled: service.enabled,
    tls_verify: service.tls_verify,
    tags: service.tags,
    origin,
  }
}

export function routeFrom(route: DeckRoute, service: string | undefined, origin: DocumentPath): Route {
  return {
    id: route.id ?? entityId('route', route.name),
    ...defined({ name: route.name, service }),
    protocols: route.protocols,
    ...defined({
      methods: route.methods,
      hosts: route.hosts,
      paths: route.paths,
      headers: route.headers,
      snis: route.snis,
    }),
    strip_path: route.strip_path,
    preserve_host: route.preserve_host,
    regex_priority: route.regex_priority,
    https_redirect_status_code: route.https_redirect_status_code,
    tags: route.tags,
    origin,
  }
}

export function consumerFrom(consumer: DeckConsumer, origin: DocumentPath): Consumer {
  const id = consumer.id ?? entityId('consumer', consumer.username ?? consumer.custom_id)
  return {
    id,
    ...defined({ username: consumer.username, custom_id: consumer.custom_id }),
    tags: consumer.tags,
    keyauth_credentials: consumer.keyauth_credentials.map(({ id: own, key }) => ({
      id: own ?? entityId('keyauth', id, key),
      key,
    })),
    basicauth_credentials: consumer.basicauth_credentials.map(({ id: own, username, password }) => ({
      id: own ?? entityId('basicauth', id, username),
      username,
      password,
    })),
    jwt_secrets: consumer.jwt_secrets.map(({ id: own, key, algorithm, secret, rsa_public_key }) => ({
      id: own ?? entityId('jwt', id, key),
      key,
      algorithm,
      ...defined({ secret, rsa_public_key }),
    })),
    origin,
  }
}

/** The ids that a plugin row is attached to. */
export interface Attachment {
  service?: string
  route?: string
  consumer?: string
}

export function pluginFrom(plugin: DeckPlugin, attachment: Attachment, origin: DocumentPath): PluginRow {
  const { service, route, consumer } = attachment
  return {
    id: plugin.id ?? entityId('plugin', plugin.name, service, route, consumer, plugin.instance_name),
    name: plugin.name,
    ...defined({ instance_name: plugin.instance_name, condition: plugin.condition }),
    enabled: plugin.enabled,
    protocols: plugin.protocols,
    ...attachment,
    config: plugin.config ?? {},
    tags: plugin.tags,
    origin,
  }
}
