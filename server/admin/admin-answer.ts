/** What the Admin API answers, and its errors in Kong's shapes (kong/db/errors.lua, kong/api/endpoints.lua). */

export type Fields = Record<string, unknown>

export interface AdminAnswer {
  status: number
  /** Undefined for a 204. */
  body?: unknown
  /** The document after the change; absent when nothing changed. */
  text?: string
}

export const notFound: AdminAnswer = { status: 404, body: { message: 'Not found' } }
export const methodNotAllowed: AdminAnswer = { status: 405, body: { message: 'Method not allowed' } }

export function plainError(status: number, message: string): AdminAnswer {
  return { status, body: { message } }
}

/** One wrong field: its path in the entity, `@entity` for the entity as a whole. */
export interface Violation {
  path: readonly (string | number)[]
  message: string
}

export function schemaViolation(violations: readonly Violation[]): AdminAnswer {
  const fields: Fields = {}
  for (const { path, message } of violations)
    setField(fields, path.length === 0 ? ['@entity'] : path, message)
  const told = violations.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  )
  const count = told.length === 1 ? 'schema violation' : `${told.length} schema violations`
  const message = `${count} (${told.join('; ')})`
  return { status: 400, body: { message, name: 'schema violation', fields, code: 2 } }
}

export function uniqueViolation(fields: Fields): AdminAnswer {
  const message = `UNIQUE violation detected on '${luaText(fields)}'`
  return { status: 409, body: { message, name: 'unique constraint violation', fields, code: 5 } }
}

/** A reference to an entity that is not there. */
export function unknownReference(field: string, reference: Fields): AdminAnswer {
  const message = `the foreign key '${luaText(reference)}' does not reference an existing '${field}s' entity.`
  return {
    status: 400,
    body: { message, name: 'foreign key violation', fields: { [field]: reference }, code: 4 },
  }
}

/** An entity that others still refer to. */
export function stillReferenced(kind: string, by: string): AdminAnswer {
  const message = `an existing '${by}' entity references this '${kind}s' entity`
  return {
    status: 400,
    body: { message, name: 'foreign key violation', fields: { '@referenced_by': by }, code: 4 },
  }
}

/** `{name="x",service=null}` */
function luaText(fields: Fields): string {
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return `{${pairs.join(',')}}`
}

/** The first finding of a field counts; a field above it gives way to it. */
function setField(fields: Fields, [step = '', ...rest]: readonly (string | number)[], message: string): void {
  const name = String(step)
  if (rest.length === 0) {
    fields[name] ??= message
    return
  }
  const known = fields[name]
  const inner: Fields = typeof known === 'object' && known !== null ? (known as Fields) : {}
  fields[name] = inner
  setField(inner, rest, message)
}
