/**
 * Puts imported entities into a document as `deck gateway apply` puts them into a control plane: what is new is
 * created, what is known by name or id becomes what the import says, nothing is deleted. Bytes of the document that
 * say the same already stay as they are.
 */
import type { DocumentPath } from '#entities/gateway-state.ts'
import { valueAt } from './check-value.ts'
import { applyEdits, editDocument, editsOn, startDocument } from './edit-document.ts'
import type { ImportBlock, ImportReading } from './import-text.ts'
import { sameValue } from './same-value.ts'
import { entityName, isFields, type RawEntity, rawEntities } from './state-file.ts'
import { yamlSource } from './yaml-source.ts'

/** What an import does to one entity. */
export interface Change {
  kind: 'add' | 'replace' | 'same'
  /** `service`, `route`, `consumer`, `plugin`, or the section's name for others. */
  entity: string
  /** What it is called; a plugin with its scope: `key-auth on service example-service`. */
  name: string
  /** Where it stands in the new document. */
  path: DocumentPath
}

export interface Merge {
  text: string
  changes: Change[]
}

type Fields = Record<string, unknown>

/** A change of the document: a value set, or removed where it is undefined. */
interface Operation {
  path: DocumentPath
  value: unknown
}

interface Plan {
  file: unknown
  /** Fields that the import does not name stay. */
  partial: boolean
  sets: Operation[]
  removals: DocumentPath[]
  /** New items by the list that they go to, as a joined path. */
  appended: Map<string, { path: DocumentPath; items: unknown[] }>
  changes: Change[]
}

type Kind = 'service' | 'route' | 'consumer' | 'plugin'
const sections = { service: 'services', route: 'routes', consumer: 'consumers', plugin: 'plugins' } as const
const nestedLists: readonly string[] = ['routes', 'plugins']
const credentials: readonly string[] = ['keyauth_credentials', 'basicauth_credentials', 'jwt_secrets', 'acls']

function scopeOf(raw: RawEntity): string[] {
  const row = isFields(raw.value) ? raw.value : {}
  return (['service', 'route', 'consumer'] as const).flatMap(kind => {
    const name = row[kind] ?? entityName(raw.within[kind]?.value)
    return typeof name === 'string' ? [`${kind} ${name}`] : []
  })
}

function label(kind: Kind, raw: RawEntity): string {
  const name = entityName(raw.value) ?? 'without a name'
  const scope = kind === 'plugin' ? scopeOf(raw) : []
  return scope.length === 0 ? name : `${name} on ${scope.join(' and ')}`
}

/** What tells an entity apart from others of its kind. */
function keysOf(kind: Kind, raw: RawEntity): string[] {
  const value = isFields(raw.value) ? raw.value : {}
  const id = typeof value.id === 'string' ? [`id ${value.id}`] : []
  return [...id, `name ${label(kind, raw)}`]
}

function append(plan: Plan, list: DocumentPath, item: unknown): DocumentPath {
  const key = JSON.stringify(list)
  const entry = plan.appended.get(key) ?? { path: list, items: [] }
  plan.appended.set(key, entry)
  entry.items.push(item)
  const present = valueAt(plan.file, list)
  return [...list, (Array.isArray(present) ? present.length : 0) + entry.items.length - 1]
}

/** Plans what makes one value the other, field by field, so that comments and order around unchanged fields stay. */
function update(plan: Plan, path: DocumentPath, [present, wanted]: [unknown, unknown]): void {
  if (sameValue(present, wanted)) return
  const mergeable = isFields(present) && isFields(wanted) && Object.keys(present).length > 0
  if (!mergeable) {
    plan.sets.push({ path, value: wanted })
    return
  }
  for (const [key, value] of Object.entries(wanted)) update(plan, [...path, key], [present[key], value])
  const gone = Object.keys(present).filter(key => wanted[key] === undefined)
  plan.removals.push(...gone.map(key => [...path, key]))
}

/** Credentials are entities of their own: new ones are added, none is removed. */
function mergeCredentials(plan: Plan, path: DocumentPath, [present, wanted]: [Fields, Fields]): boolean {
  let changed = false
  for (const list of credentials) {
    const known = present[list]
    const items = wanted[list]
    if (!Array.isArray(items)) continue
    if (!Array.isArray(known)) plan.sets.push({ path: [...path, list], value: items })
    const added = Array.isArray(known)
      ? items.filter(item => !known.some(other => sameValue(other, item)))
      : []
    for (const item of added) append(plan, [...path, list], item)
    changed ||= !Array.isArray(known) || added.length > 0
  }
  return changed
}

const apart = (fields: Fields, names: readonly string[]) =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))

/** An entity as it would be written where the other one stands: without what its place says already. */
function ownFields(kind: Kind, raw: RawEntity): Fields {
  const fields = isFields(raw.value) ? raw.value : {}
  const lists = kind === 'consumer' ? [...nestedLists, ...credentials] : nestedLists
  const implied = kind === 'route' || kind === 'plugin' ? Object.keys(raw.within) : []
  return apart(fields, [...lists, ...implied])
}

function mergeKnown(plan: Plan, kind: Kind, [known, wanted]: [RawEntity, RawEntity]): void {
  const placed = { ...wanted, within: { ...wanted.within, ...known.within } }
  const before = ownFields(kind, known)
  const named = ownFields(kind, kind === 'route' ? { ...placed, value: withService(known, wanted) } : placed)
  const after = plan.partial ? overlaid(before, named) : named
  const same = sameValue(before, after)
  update(plan, known.path, [before, after])
  const values: [Fields, Fields] = [known.value as Fields, wanted.value as Fields]
  const more = kind === 'consumer' && mergeCredentials(plan, known.path, values)
  plan.changes.push({
    kind: same && !more ? 'same' : 'replace',
    entity: kind,
    name: label(kind, wanted),
    path: known.path,
  })
}

/** The fields with others put over them, at any depth. */
function overlaid(fields: Fields, others: Fields): Fields {
  const result = { ...fields }
  for (const [name, value] of Object.entries(others)) {
    const own = result[name]
    result[name] = isFields(own) && isFields(value) ? overlaid(own, value) : value
  }
  return result
}

/** A Route nested in a Service says at the top level which Service it belongs to. */
function withService(known: RawEntity, wanted: RawEntity): Fields {
  const value = wanted.value as Fields
  const owner = entityName(wanted.within.service?.value)
  if (owner === undefined || known.within.service !== undefined) return value
  return { ...value, service: { name: owner } }
}

function ownerOf(raw: RawEntity): RawEntity | undefined {
  return raw.within.route ?? raw.within.service ?? raw.within.consumer
}

/** Where an imported entity stands in the new document; `whole` when it was added with everything nested in it. */
interface Placement {
  path: DocumentPath
  whole: boolean
}

type Placements = Map<unknown, Placement>

function add(plan: Plan, kind: Kind, { raw, owner }: { raw: RawEntity; owner: Placement }): Placement {
  const list = [...owner.path, sections[kind]]
  const path = owner.whole ? [...list, raw.path.at(-1) ?? 0] : append(plan, list, raw.value)
  plan.changes.push({ kind: 'add', entity: kind, name: label(kind, raw), path })
  return { path, whole: true }
}

function mergeKind(
  plan: Plan,
  kind: Kind,
  { raws, places }: { raws: RawEntity[]; places: Placements },
): void {
  const present = new Map<string, RawEntity>()
  for (const raw of rawEntities(plan.file)[sections[kind]]) {
    for (const key of keysOf(kind, raw)) present.set(key, raw)
  }
  for (const raw of raws) {
    if (!isFields(raw.value) || raw.within.consumerGroup !== undefined) continue
    const known = keysOf(kind, raw).flatMap(key => present.get(key) ?? [])[0]
    const owner = places.get(ownerOf(raw)?.value) ?? { path: [], whole: false }
    if (known === undefined) places.set(raw.value, add(plan, kind, { raw, owner }))
    else {
      mergeKnown(plan, kind, [known, raw])
      places.set(raw.value, { path: known.path, whole: false })
    }
  }
}

/** Merges an item of a section that the studio does not look into. */
function mergeOther(plan: Plan, section: string, item: unknown): Change {
  const name = entityName(item) ?? ''
  const present = valueAt(plan.file, [section])
  const known: unknown[] = Array.isArray(present) ? present : []
  const index = name === '' ? -1 : known.findIndex(other => entityName(other) === name)
  if (index === -1) return { kind: 'add', entity: section, name, path: append(plan, [section], item) }
  const path = [section, index]
  update(plan, path, [known[index], item])
  return { kind: sameValue(known[index], item) ? 'same' : 'replace', entity: section, name, path }
}

function mergeTopLevel(plan: Plan, file: Fields): void {
  const entitySections: readonly string[] = Object.values(sections)
  for (const [section, value] of Object.entries(file)) {
    if (entitySections.includes(section)) continue
    if (section.startsWith('_')) {
      const known = isFields(plan.file) && plan.file[section] !== undefined
      if (!known) plan.sets.push({ path: [section], value })
    } else if (Array.isArray(value)) plan.changes.push(...value.map(item => mergeOther(plan, section, item)))
  }
}

function overlaps(edits: readonly { start: number; end: number }[]): boolean {
  const sorted = [...edits].sort((left, right) => left.start - right.start || left.end - right.end)
  return sorted.some((edit, index) => edit.end > (sorted[index + 1]?.start ?? Number.POSITIVE_INFINITY))
}

/** Carries a plan out: settings and additions in one reading of the text where they do not touch each other. */
function carryOut(text: string, plan: Plan): string {
  const additions = [...plan.appended.values()].flatMap(({ path, items }): Operation[] => {
    const present = valueAt(plan.file, path)
    if (!Array.isArray(present) || present.length === 0) return [{ path, value: items }]
    return items.map((value, index) => ({ path: [...path, present.length + index], value }))
  })
  // What is inserted deeper stands before what is inserted further out at the same place.
  const operations = [...plan.sets, ...additions].sort((left, right) => right.path.length - left.path.length)
  const source = yamlSource(text)
  const edits = operations.flatMap(({ path, value }) => editsOn(source, path, value))
  const merged = overlaps(edits)
    ? operations.reduce((result, { path, value }) => editDocument(result, path, value), text)
    : applyEdits(text, edits)
  return plan.removals.reduce((result, path) => editDocument(result, path, undefined), merged)
}

function additionsOf(file: Fields): Change[] {
  const raw = rawEntities(file)
  return (['service', 'route', 'consumer', 'plugin'] as const).flatMap(kind =>
    raw[sections[kind]].map(entity => ({
      kind: 'add' as const,
      entity: kind,
      name: label(kind, entity),
      path: entity.path,
    })),
  )
}

function mergeBlock(text: string, block: ImportBlock): Merge {
  if (text.trim() === '' && block.text !== undefined && '_format_version' in block.file) {
    return { text: block.text, changes: additionsOf(block.file) }
  }
  const started = startDocument(text)
  const source = yamlSource(started)
  if (source.problems.length > 0) return { text, changes: [] }
  const plan: Plan = {
    file: source.value,
    partial: block.partial === true,
    sets: [],
    removals: [],
    appended: new Map(),
    changes: [],
  }
  const places: Placements = new Map()
  const raw = rawEntities(block.file)
  mergeTopLevel(plan, block.file)
  for (const kind of ['service', 'route', 'consumer', 'plugin'] as const) {
    mergeKind(plan, kind, { raws: raw[sections[kind]], places })
  }
  return { text: carryOut(started, plan), changes: plan.changes }
}

/** The document with an import in it, and what that adds, replaces or leaves as it was. A broken document stays as it is. */
export function mergeImport(documentText: string, reading: ImportReading): Merge {
  let merged: Merge = { text: documentText, changes: [] }
  for (const block of reading.blocks) {
    const { text, changes } = mergeBlock(merged.text, block)
    merged = { text, changes: [...merged.changes, ...changes] }
  }
  return merged
}
