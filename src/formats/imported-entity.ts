/** Entities as Kong's APIs write them, as decK's state file has them. */
import { isFields } from './state-file.ts'

type Fields = Record<string, unknown>

export const ownerKinds = ['service', 'route', 'consumer', 'consumer_group'] as const

/** What an entity is attached to, by name or id. */
export type Owners = Partial<Record<(typeof ownerKinds)[number], string>>

/** The placeholder that stands for an entity whose name is not known. */
export function placeholderName(kind: string): string {
  return `${kind}Name|Id`
}

/** Fields that the gateway sets itself. */
const ownTimes: readonly string[] = ['created_at', 'updated_at']

/** Which of the fields that the gateway sets itself are there. */
export function timesOf(body: Fields): string[] {
  return ownTimes.filter(name => body[name] !== undefined)
}

/** `{ "id": … }` or `{ "name": … }` as the one string that decK's plugins have; other values stay. */
function referenceText(value: unknown): unknown {
  if (!isFields(value)) return value
  const { id, name, username, custom_id } = value
  return [name, username, id, custom_id].find(text => typeof text === 'string') ?? value
}

/** Without what says nothing: a field that is null, no tags. */
function isWritten([name, value]: [string, unknown]): boolean {
  if (value === null || value === undefined || ownTimes.includes(name)) return false
  return name !== 'tags' || !Array.isArray(value) || value.length > 0
}

/** A plugin row: its name, the entities that it is attached to, then the author's fields in their order. */
export function importedPlugin(body: Fields, owners: Owners = {}): Fields {
  const { name, ...others } = body
  const kinds: readonly string[] = ownerKinds
  const fields = Object.entries(others)
    .filter(isWritten)
    .map(([field, value]) => [field, kinds.includes(field) ? referenceText(value) : value])
  return { ...(name === undefined ? {} : { name }), ...owners, ...Object.fromEntries(fields) }
}

/** Any other entity, without what the gateway sets itself. */
export function importedEntity(body: Fields): Fields {
  return Object.fromEntries(Object.entries(body).filter(isWritten))
}

/** The value without fields that are null, at any depth. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isFields(value)) return value
  const entries = Object.entries(value).filter(([, field]) => field !== null)
  return Object.fromEntries(entries.map(([name, field]) => [name, withoutNulls(field)]))
}
