/** The workspace's document as the Admin API works on it: read, changed, and checked by the studio's own reader. */
import type { ConditionLanguages } from '#conditions/condition.ts'
import type { DocumentPath } from '#entities/gateway-state.ts'
import type { Diagnostic } from '#formats/diagnostic.ts'
import { readDocument } from '#formats/document.ts'
import type { DocumentReading } from '#formats/document-reading.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { type AdminAnswer, type Fields, schemaViolation, uniqueViolation } from './admin-answer.ts'
import { type AdminEntity, adminEntities } from './admin-entity.ts'

export interface AdminDocument {
  text: string
  release: GatewayRelease
  conditions: ConditionLanguages
  /** When it last changed, in seconds since the epoch. */
  time: number
}

/** A document without errors. */
export interface ReadDocument {
  text: string
  value: unknown
  entities: readonly AdminEntity[]
}

/** Undefined while the document has errors. */
export function readAdminDocument(document: AdminDocument): ReadDocument | undefined {
  const reading = readDocument(document.text, document.release, document.conditions)
  return readingOf(reading, document.time)
}

function readingOf({ text, value, state }: DocumentReading, time: number): ReadDocument | undefined {
  return state === undefined ? undefined : { text, value, entities: adminEntities(state, time) }
}

/** Reads a changed document; the answer that refuses it when the entity at `path` is not as it must be. */
export function readChanged(document: AdminDocument, path: DocumentPath): ReadDocument | AdminAnswer {
  const reading = readDocument(document.text, document.release, document.conditions)
  return readingOf(reading, document.time) ?? refusal(reading.diagnostics, path, reading.value)
}

export function entityAt({ entities }: ReadDocument, path: DocumentPath): AdminEntity | undefined {
  const key = path.join('/')
  return entities.find(({ origin }) => origin.join('/') === key)
}

function refusal(diagnostics: readonly Diagnostic[], path: DocumentPath, value: unknown): AdminAnswer {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const own = errors.filter(error => path.every((step, index) => error.path[index] === step))
  // As in Kong, an entity must be right before it can be one too many.
  if (own.length > 0 && own.every(({ code }) => code === 'duplicate-plugin'))
    return uniqueViolation(scopeOf(value, path))
  const told = own.length > 0 ? own : errors.map(error => ({ ...error, path }))
  return schemaViolation(
    told.map(error => ({ path: error.path.slice(path.length), message: error.message.replace(/\.$/, '') })),
  )
}

/** What a plugin row must have alone. */
function scopeOf(value: unknown, path: DocumentPath): Fields {
  const row = path.reduce<unknown>((node, step) => (node as Record<string | number, unknown>)?.[step], value)
  const { name = null, service = null, route = null, consumer = null } = (row ?? {}) as Fields
  return { name, service, route, consumer }
}
