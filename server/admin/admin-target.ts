/** What a URL of the Admin API names: a collection or one entity of it, at the top or below an owner. */
import type { AdminEntity, AdminKind, OwnerKind } from './admin-entity.ts'

export interface AdminTarget {
  kind: AdminKind
  owner: AdminEntity | undefined
  /** Name or id in the URL; undefined for the collection. */
  key: string | undefined
  /** The entity that has the key, below the owner. */
  entity: AdminEntity | undefined
}

const collections: ReadonlyMap<string, OwnerKind | 'plugin'> = new Map([
  ['services', 'service'],
  ['routes', 'route'],
  ['consumers', 'consumer'],
  ['plugins', 'plugin'],
])

const nested: Readonly<Record<OwnerKind, ReadonlyMap<string, AdminKind>>> = {
  service: new Map([
    ['routes', 'route'],
    ['plugins', 'plugin'],
  ]),
  route: new Map([['plugins', 'plugin']]),
  consumer: new Map([
    ['plugins', 'plugin'],
    ['key-auth', 'key-auth'],
  ]),
}

/** Undefined when there is nothing at the path: it is none of those above, or the owner is not there. */
export function adminTarget(
  segments: readonly string[],
  entities: readonly AdminEntity[],
): AdminTarget | undefined {
  const [collection = '', key, inner, innerKey, ...more] = segments
  const kind = collections.get(collection)
  if (kind === undefined || more.length > 0) return undefined
  const entity = key === undefined ? undefined : findEntity(entities, kind, key)
  if (inner === undefined) return { kind, owner: undefined, key, entity }
  const innerKind = kind === 'plugin' ? undefined : nested[kind].get(inner)
  if (kind === 'plugin' || innerKind === undefined || entity === undefined) return undefined
  const below = entities.filter(({ owners }) => owners[kind] === entity.id)
  const found = innerKey === undefined ? undefined : findEntity(below, innerKind, innerKey)
  return { kind: innerKind, owner: entity, key: innerKey, entity: found }
}

/** By id, else by name (a Consumer's username, a plugin's instance_name, a credential's key). */
export function findEntity(
  entities: readonly AdminEntity[],
  kind: AdminKind,
  key: string,
): AdminEntity | undefined {
  const ofKind = entities.filter(entity => entity.kind === kind)
  return ofKind.find(({ id }) => id === key) ?? ofKind.find(({ name }) => name === key)
}
