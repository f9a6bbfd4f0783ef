/** What a request's body says about an entity: its own fields, as a state file has them, and what it belongs to. */
import { type AdminAnswer, type Fields, unknownReference } from './admin-answer.ts'
import type { AdminEntity, AdminKind, OwnerKind } from './admin-entity.ts'
import { findEntity } from './admin-target.ts'

export interface EntityFields {
  /** As sent; null unsets a field. Without references and what the gateway sets itself. */
  fields: Fields
  /** A reference that the body has; null for one that it takes away. */
  owners: Partial<Record<OwnerKind, AdminEntity | null>>
}

const references: Readonly<Record<AdminKind, readonly OwnerKind[]>> = {
  service: [],
  route: ['service'],
  consumer: [],
  plugin: ['service', 'route', 'consumer'],
  'key-auth': ['consumer'],
}
const ownTimes: readonly string[] = ['created_at', 'updated_at']

/** Reads a body; an answer when it refers to what is not there. */
export function readEntityFields(
  kind: AdminKind,
  body: Fields,
  entities: readonly AdminEntity[],
): EntityFields | AdminAnswer {
  const owners: EntityFields['owners'] = {}
  for (const field of references[kind]) {
    const value = body[field]
    if (value === undefined) continue
    if (value === null) {
      owners[field] = null
      continue
    }
    const named = referenceOf(value)
    const found = named === undefined ? undefined : findEntity(entities, field, named)
    if (found === undefined) return unknownReference(field, isFields(value) ? value : { id: value })
    owners[field] = found
  }
  const apart: readonly string[] = [...references[kind], ...ownTimes]
  const fields = Object.fromEntries(Object.entries(body).filter(([name]) => !apart.includes(name)))
  return { fields, owners }
}

/** Kong takes `{ "id": … }`, a name in its place, and in forms `service.id=…`. */
function referenceOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (!isFields(value)) return undefined
  return [value.id, value.name, value.username].find(text => typeof text === 'string')
}

/** Without fields that are null, at any depth: those are unset. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isFields(value)) return value
  const entries = Object.entries(value).filter(([, field]) => field !== null)
  return Object.fromEntries(entries.map(([name, field]) => [name, withoutNulls(field)]))
}

export function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
