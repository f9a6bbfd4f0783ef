/**
 * The part of Kong's Admin API that changes what the gateway rehearses: services, routes, consumers, their keys and
 * plugins (kong/api/endpoints.lua). A request is answered from a document; a change is a new text of it.
 */
import {
  type AdminAnswer,
  methodNotAllowed,
  notFound,
  plainError,
  stillReferenced,
  uniqueViolation,
} from './admin-answer.ts'
import {
  type AdminDocument,
  entityAt,
  type ReadDocument,
  readAdminDocument,
  readChanged,
} from './admin-document.ts'
import type { AdminEntity, AdminKind, OwnerKind } from './admin-entity.ts'
import { type AdminTarget, adminTarget } from './admin-target.ts'
import { insertEntity, type Placed, removeEntities, renameReferences, updateEntity } from './edit-entity.ts'
import { type EntityFields, readEntityFields } from './entity-fields.ts'

export interface AdminRequest {
  method: string
  /** Of the path, decoded. */
  segments: readonly string[]
  /** Undefined when there is none. */
  body: Readonly<Record<string, unknown>> | undefined
}

interface Job {
  request: AdminRequest
  document: AdminDocument
  read: ReadDocument
  target: AdminTarget
  /** A new UUID. */
  newId: () => string
}

/** Answers a request for an entity or a collection. */
export function answerAdmin(
  request: AdminRequest,
  document: AdminDocument,
  newId: () => string,
): AdminAnswer {
  const read = readAdminDocument(document)
  if (read === undefined) {
    return plainError(503, 'the document of the workspace has errors: mend it in the studio first')
  }
  const target = adminTarget(request.segments, read.entities)
  if (target === undefined) return notFound
  const job = { request, document, read, target, newId }
  return target.key === undefined ? answerCollection(job) : answerEntity(job)
}

function answerCollection(job: Job): AdminAnswer {
  switch (job.request.method) {
    case 'GET':
      return { status: 200, body: { data: listed(job).map(({ body }) => body), next: null } }
    case 'POST':
      return create(job, 201)
    default:
      return methodNotAllowed
  }
}

function listed({ read, target: { kind, owner } }: Job): AdminEntity[] {
  return read.entities.filter(
    entity =>
      entity.kind === kind && (owner === undefined || entity.owners[owner.kind as OwnerKind] === owner.id),
  )
}

function answerEntity(job: Job): AdminAnswer {
  const { entity } = job.target
  switch (job.request.method) {
    case 'GET':
      return entity === undefined ? notFound : { status: 200, body: entity.body }
    case 'PUT':
      return entity === undefined ? create(job, 200) : update(job, entity, true)
    case 'PATCH':
      return entity === undefined ? notFound : update(job, entity, false)
    case 'DELETE':
      return entity === undefined ? { status: 204 } : remove(job, entity)
    default:
      return methodNotAllowed
  }
}

/** The fields that Kong keeps unique, of each kind. */
const uniqueFields: Readonly<Record<AdminKind, readonly string[]>> = {
  service: ['id', 'name'],
  route: ['id', 'name'],
  consumer: ['id', 'username', 'custom_id'],
  plugin: ['id', 'instance_name'],
  'key-auth': ['id', 'key'],
}

function taken(
  { read, target }: Job,
  fields: EntityFields['fields'],
  self?: AdminEntity,
): AdminAnswer | undefined {
  const others = read.entities.filter(entity => entity.kind === target.kind && entity !== self)
  const field = uniqueFields[target.kind].find(
    name => typeof fields[name] === 'string' && others.some(({ body }) => body[name] === fields[name]),
  )
  return field === undefined ? undefined : uniqueViolation({ [field]: fields[field] })
}

function bodyOf({ request, read, target: { kind, owner } }: Job): EntityFields | AdminAnswer {
  const said = readEntityFields(kind, request.body ?? {}, read.entities)
  if ('status' in said || owner === undefined) return said
  return { ...said, owners: { ...said.owners, [owner.kind]: owner } }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const keyFields = {
  service: 'name',
  route: 'name',
  consumer: 'username',
  plugin: 'instance_name',
  'key-auth': 'key',
} as const

/** The key of the URL as a field of the entity. */
function keyField({ kind, key }: AdminTarget): EntityFields['fields'] {
  if (key === undefined) return {}
  return { [UUID.test(key) ? 'id' : keyFields[kind]]: key }
}

function create(job: Job, status: number): AdminAnswer {
  const { document, read, target, newId } = job
  const said = bodyOf(job)
  if ('status' in said) return said
  const given = { ...keyField(target), ...said.fields }
  const fields = { ...given, ...madeUp(target.kind, given, newId) }
  const refused = taken(job, fields)
  if (refused !== undefined) return refused
  const placed = insertEntity(read, target.kind, { ...said, fields })
  const changed = readChanged({ ...document, text: placed.text }, placed.path)
  return 'status' in changed ? changed : answerChanged(changed, placed, status)
}

/** What Kong makes up: a key of a credential; and an id where a state file has nothing else to call the entity by. */
function madeUp(
  kind: AdminKind,
  fields: EntityFields['fields'],
  newId: () => string,
): EntityFields['fields'] {
  if (kind === 'key-auth') return fields.key === undefined ? { key: newId().replaceAll('-', '') } : {}
  const nameless = (kind === 'service' || kind === 'route') && (fields.name ?? fields.id ?? null) === null
  return nameless ? { id: newId() } : {}
}

function answerChanged(changed: ReadDocument, { path }: Placed, status: number): AdminAnswer {
  const entity = entityAt(changed, path)
  if (entity === undefined) throw new Error(`nothing stands at ${path.join('.')} after the change`)
  return { status, body: entity.body, text: changed.text }
}

function update(job: Job, entity: AdminEntity, whole: boolean): AdminAnswer {
  const { document, read, target } = job
  const said = bodyOf(job)
  if ('status' in said) return said
  const key = whole ? keyField(target) : {}
  const fields = { ...(entity.kind === 'service' ? urlAlone(said.fields) : said.fields), ...key }
  const refused = taken(job, fields, entity)
  if (refused !== undefined) return refused
  const owners = whole ? { ...withoutOwners(entity), ...said.owners } : said.owners
  const placed = updateEntity(read, entity, { fields, owners, whole })
  const changed = readChanged({ ...document, text: placed.text }, placed.path)
  if ('status' in changed) return changed
  const settled = settle({ document, changed, placed }, entity, read.entities)
  return 'status' in settled ? settled : answerChanged(settled, placed, 200)
}

/** A PUT that does not name an owner takes the entity from the one that it has. */
function withoutOwners({ kind, owners }: AdminEntity): EntityFields['owners'] {
  if (kind === 'key-auth') return {}
  return Object.fromEntries(Object.keys(owners).map(owner => [owner, null]))
}

/** `url` stands for protocol, host, port and path together. */
function urlAlone(fields: EntityFields['fields']): EntityFields['fields'] {
  if (typeof fields.url !== 'string') return fields
  return { protocol: null, host: null, port: null, path: null, ...fields }
}

/** An entity keeps its id when its name changes, and what refers to it follows. */
function settle(
  { document, changed, placed }: { document: AdminDocument; changed: ReadDocument; placed: Placed },
  before: AdminEntity,
  all: readonly AdminEntity[],
): ReadDocument | AdminAnswer {
  const now = entityAt(changed, placed.path)
  if (now === undefined || (now.id === before.id && now.reference === before.reference)) return changed
  const { kind } = before
  let text = changed.text
  if (kind === 'service' || kind === 'route' || kind === 'consumer') {
    const dependents = all.filter(({ owners }) => owners[kind] === before.id)
    text = renameReferences(changed, dependents, [kind, now])
  }
  if (now.id !== before.id) {
    const { path } = placed
    text = updateEntity(
      { ...changed, text },
      { ...now, origin: path },
      { fields: { id: before.id }, owners: {}, whole: false },
    ).text
  }
  return readChanged({ ...document, text }, placed.path)
}

function remove({ read }: Job, entity: AdminEntity): AdminAnswer {
  const { kind, id, origin } = entity
  const dependents = read.entities.filter(
    other => other.kind !== 'key-auth' && other.owners[kind as OwnerKind] === id,
  )
  if (dependents.some(other => other.kind === 'route')) return stillReferenced(kind, 'routes')
  const within = (path: AdminEntity['origin']) => origin.every((step, index) => path[index] === step)
  const apart = dependents.map(other => other.origin).filter(path => !within(path))
  return { status: 204, text: removeEntities(read.text, [origin, ...apart]) }
}
