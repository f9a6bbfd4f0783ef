/** Puts entities into a state file, changes them there and takes them out; all other bytes stay as they are. */
import type { DocumentPath } from '#entities/gateway-state.ts'
import { valueAt } from '#formats/check-value.ts'
import { editDocument, removeAt, startDocument } from '#formats/edit-document.ts'
import type { Fields } from './admin-answer.ts'
import type { AdminEntity, AdminKind, OwnerKind } from './admin-entity.ts'
import { type EntityFields, isFields, withoutNulls } from './entity-fields.ts'

/** A state file's text, its value, and where the entity in question stands. */
export interface Placed {
  text: string
  path: DocumentPath
}

export interface Source {
  text: string
  value: unknown
}

/** Adds an entity: Routes and credentials below their owner, everything else at the top with references. */
export function insertEntity(
  { text, value }: Source,
  kind: AdminKind,
  { fields, owners }: EntityFields,
): Placed {
  const list = listOf(kind, owners)
  const present = valueAt(value, list)
  const path = [...list, Array.isArray(present) ? present.length : 0]
  const { name, ...others } = fields
  const references = kind === 'plugin' ? referencesOf(kind, owners) : {}
  const item = withoutNulls({ name: name ?? null, ...references, ...others })
  return { text: editDocument(startDocument(text), path, item), path }
}

function listOf(kind: AdminKind, { service, consumer }: EntityFields['owners']): DocumentPath {
  if (kind === 'key-auth') return [...(consumer?.origin ?? []), 'keyauth_credentials']
  if (kind === 'route' && service) return [...service.origin, 'routes']
  return [`${kind}s`]
}

function referencesOf(kind: AdminKind, owners: EntityFields['owners']): Fields {
  return Object.fromEntries(
    Object.entries(owners).map(([field, owner]) => [field, owner && referenceTo(kind, owner)]),
  )
}

/** A plugin row of a state file refers by name, a Route by an object. */
function referenceTo(kind: AdminKind, { id, name, reference }: AdminEntity): unknown {
  if (kind === 'plugin') return reference
  return name === undefined ? { id } : { name }
}

/** Fields of an entity that are entities themselves: no request for the entity changes them. */
const ownEntities: readonly string[] = [
  'routes',
  'plugins',
  'acls',
  'groups',
  'keyauth_credentials',
  'basicauth_credentials',
  'jwt_secrets',
  'hmacauth_credentials',
  'oauth2_credentials',
  'mtls_auth_credentials',
]
const keptFields: readonly string[] = [...ownEntities, 'id', 'service', 'route', 'consumer']

/** Changes an entity: the fields that are given (PATCH), or all that it has of its own (PUT, `whole`). */
export function updateEntity(
  source: Source,
  entity: AdminEntity,
  { fields, owners, whole }: EntityFields & { whole: boolean },
): Placed {
  const { text, path } = reattach(source, entity, owners)
  if (!whole)
    return { text: patch(text, { path, present: valueAt(source.value, entity.origin), fields }), path }
  const present = valueAt(source.value, entity.origin)
  const names = isFields(present) ? Object.keys(present) : []
  const gone = names.filter(name => !keptFields.includes(name) && (fields[name] ?? null) === null)
  const removed = gone.reduce((result, name) => removeAt(result, [...path, name]), text)
  const set = Object.entries(fields).filter(([, value]) => value !== null)
  return {
    text: set.reduce(
      (result, [name, value]) => editDocument(result, [...path, name], withoutNulls(value)),
      removed,
    ),
    path,
  }
}

/** Fields of fields change one by one, lists as a whole, as Kong merges a PATCH. */
function patch(
  text: string,
  { path, present, fields }: { path: DocumentPath; present: unknown; fields: Fields },
): string {
  return Object.entries(fields).reduce((result, [name, value]) => {
    const at = [...path, name]
    const known = isFields(present) ? present[name] : undefined
    if (value === null) return known === undefined ? result : removeAt(result, at)
    if (isFields(value) && isFields(known)) return patch(result, { path: at, present: known, fields: value })
    return editDocument(result, at, withoutNulls(value))
  }, text)
}

/** Attaches an entity to other owners. One that stands below an owner moves to the top, where it can refer to any. */
function reattach({ text, value }: Source, entity: AdminEntity, owners: EntityFields['owners']): Placed {
  const { kind, origin } = entity
  const kinds = Object.keys(owners) as OwnerKind[]
  const changed = kinds.filter(field => owners[field]?.id !== entity.owners[field])
  if (changed.length === 0 || kind === 'key-auth') return { text, path: origin }
  if (origin.length > 2) return moveToTop({ text, value }, entity, owners)
  const attached = changed.reduce((result, field) => {
    const owner = owners[field]
    return editDocument(result, [...origin, field], owner ? referenceTo(kind, owner) : undefined)
  }, text)
  return { text: attached, path: origin }
}

function moveToTop({ text, value }: Source, entity: AdminEntity, owners: EntityFields['owners']): Placed {
  const { kind, origin } = entity
  const present = valueAt(value, origin)
  const kept = Object.entries(entity.owners).filter(([field]) => owners[field as OwnerKind] === undefined)
  const item = {
    ...(isFields(present) ? present : {}),
    ...(kind === 'plugin' ? Object.fromEntries(kept) : {}),
    ...referencesOf(kind, owners),
  }
  const list = [`${kind}s`]
  const others = valueAt(value, list)
  const path = [...list, Array.isArray(others) ? others.length : 0]
  return { text: removeAt(editDocument(text, path, withoutNulls(item)), origin), path }
}

/** Calls the entity by its new name wherever the state file refers to it. */
export function renameReferences(
  { text, value }: Source,
  dependents: readonly AdminEntity[],
  [kind, entity]: [OwnerKind, AdminEntity],
): string {
  return dependents.reduce((result, dependent) => {
    const path = [...dependent.origin, kind]
    return valueAt(value, path) === undefined
      ? result
      : editDocument(result, path, referenceTo(dependent.kind, entity))
  }, text)
}

/** Removes entities, the last ones first, so that the others keep their places. */
export function removeEntities(text: string, paths: readonly DocumentPath[]): string {
  return [...paths].sort(lastFirst).reduce(removeAt, text)
}

function lastFirst(left: DocumentPath, right: DocumentPath): number {
  for (const [index, step] of left.entries()) {
    const other = right[index]
    if (step === other) continue
    return typeof step === 'number' && typeof other === 'number' ? other - step : 0
  }
  return right.length - left.length
}
