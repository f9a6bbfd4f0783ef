/** The gateway's entities as the Admin API shows and finds them. */
import type {
  Consumer,
  DocumentPath,
  GatewayState,
  PluginRow,
  Route,
  Service,
} from '#entities/gateway-state.ts'
import type { Fields } from './admin-answer.ts'

export type OwnerKind = 'service' | 'route' | 'consumer'
export type AdminKind = OwnerKind | 'plugin' | 'key-auth'

/** What an entity belongs to, by id. */
export type Owners = Partial<Record<OwnerKind, string>>

export interface AdminEntity {
  kind: AdminKind
  id: string
  /** What it is found by in a URL, beside its id. */
  name: string | undefined
  /** What a state file calls it. */
  reference: string
  owners: Owners
  /** Where it stands in the document. */
  origin: DocumentPath
  /** As Kong answers it. */
  body: Fields
}

/** All entities of the state. `time` is when the document last changed, in seconds since the epoch. */
export function adminEntities(state: GatewayState, time: number): AdminEntity[] {
  const times = { created_at: time, updated_at: time }
  return [
    ...state.services.map(service => serviceEntity(service, times)),
    ...state.routes.map(route => routeEntity(route, times)),
    ...state.consumers.map(consumer => consumerEntity(consumer, times)),
    ...state.plugins.map(plugin => pluginEntity(plugin, times)),
    ...state.consumers.flatMap(consumer => keyEntities(consumer, time)),
  ]
}

function serviceEntity({ origin, tags, ...service }: Service, times: Fields): AdminEntity {
  const { id, name } = service
  const body = {
    ...service,
    name: name ?? null,
    client_certificate: null,
    ca_certificates: null,
    tls_verify_depth: null,
    tags: listOrNull(tags),
    ...times,
  }
  return { kind: 'service', id, name, reference: name ?? id, owners: {}, origin, body }
}

function routeEntity({ origin, tags, service, ...route }: Route, times: Fields): AdminEntity {
  const { id, name } = route
  const nothing = { methods: null, hosts: null, paths: null, headers: null, snis: null }
  const body = {
    ...nothing,
    ...route,
    name: name ?? null,
    service: reference(service),
    sources: null,
    destinations: null,
    path_handling: 'v0',
    request_buffering: true,
    response_buffering: true,
    tags: listOrNull(tags),
    ...times,
  }
  const owners = service === undefined ? {} : { service }
  return { kind: 'route', id, name, reference: name ?? id, owners, origin, body }
}

function consumerEntity({ id, username, custom_id, tags, origin }: Consumer, times: Fields): AdminEntity {
  const body = {
    id,
    username: username ?? null,
    custom_id: custom_id ?? null,
    tags: listOrNull(tags),
    ...times,
  }
  const called = username ?? custom_id ?? id
  return { kind: 'consumer', id, name: username, reference: called, owners: {}, origin, body }
}

function pluginEntity({ origin, ...row }: PluginRow, times: Fields): AdminEntity {
  const { id, name, instance_name, service, route, consumer, condition, tags } = row
  const body = {
    id,
    name,
    instance_name: instance_name ?? null,
    service: reference(service),
    route: reference(route),
    consumer: reference(consumer),
    consumer_group: null,
    enabled: row.enabled,
    ...(condition !== undefined && { condition }),
    protocols: row.protocols,
    config: row.config,
    ordering: null,
    tags: listOrNull(tags),
    ...times,
  }
  const owners: Owners = {
    ...(service !== undefined && { service }),
    ...(route !== undefined && { route }),
    ...(consumer !== undefined && { consumer }),
  }
  return { kind: 'plugin', id, name: instance_name, reference: instance_name ?? id, owners, origin, body }
}

function keyEntities(consumer: Consumer, created_at: number): AdminEntity[] {
  return consumer.keyauth_credentials.map(({ id, key }, index) => ({
    kind: 'key-auth',
    id,
    name: key,
    reference: id,
    owners: { consumer: consumer.id },
    origin: [...consumer.origin, 'keyauth_credentials', index],
    body: { id, key, consumer: { id: consumer.id }, ttl: null, tags: null, created_at },
  }))
}

function reference(id: string | undefined): { id: string } | null {
  return id === undefined ? null : { id }
}

function listOrNull(list: readonly string[]): readonly string[] | null {
  return list.length === 0 ? null : list
}
