/** Finds the entities of a decK state file, at the top level and nested, before any of them is checked. */
import type { DocumentPath } from '#entities/gateway-state.ts'

type Fields = Record<string, unknown>

/** An entity as written, where it stands, and the entities that it is nested in. */
export interface RawEntity {
  value: unknown
  path: DocumentPath
  within: { service?: RawEntity; route?: RawEntity; consumer?: RawEntity; consumerGroup?: RawEntity }
}

export interface RawEntities {
  services: RawEntity[]
  routes: RawEntity[]
  consumers: RawEntity[]
  plugins: RawEntity[]
}

export function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** Whether a state file says which of Konnect's control planes it is for. */
export function namesControlPlane(file: unknown): boolean {
  return isFields(file) && isFields(file._konnect)
}

function listIn(owner: { value: unknown; path: DocumentPath }, section: string): Omit<RawEntity, 'within'>[] {
  const list = isFields(owner.value) ? owner.value[section] : undefined
  return Array.isArray(list)
    ? list.map((value, index) => ({ value, path: [...owner.path, section, index] }))
    : []
}

/** All services, routes, consumers and plugins of a state file, in document order within each kind. */
export function rawEntities(file: unknown): RawEntities {
  const top = { value: file, path: [] }
  const at = (section: string) => listIn(top, section).map(entity => ({ ...entity, within: {} }))
  const services = at('services')
  const consumers = at('consumers')
  const groups = at('consumer_groups')
  const nestedRoutes = services.flatMap(service =>
    listIn(service, 'routes').map(route => ({ ...route, within: { service } })),
  )
  const routes = [...at('routes'), ...nestedRoutes]
  const pluginsOf = (owners: RawEntity[], kind: keyof RawEntity['within']) =>
    owners.flatMap(owner =>
      listIn(owner, 'plugins').map(plugin => ({ ...plugin, within: { [kind]: owner } })),
    )
  const plugins = [
    ...at('plugins'),
    ...pluginsOf(services, 'service'),
    ...pluginsOf(routes, 'route'),
    ...pluginsOf(consumers, 'consumer'),
    ...pluginsOf(groups, 'consumerGroup'),
  ]
  return { services, routes, consumers, plugins }
}

/** What an entity is called: its name (a Consumer's username), else its other keys. */
export function entityName(value: unknown): string | undefined {
  if (!isFields(value)) return undefined
  const names = [value.name, value.username, value.custom_id, value.id]
  return names.find((name): name is string => typeof name === 'string')
}
