/** What can stand at a place of the document, from the plugin's schema in the gateway release. */
import { konnectRegions, meteringEndpoint } from '#plugin/konnect-regions.ts'
import { METERING_PLUGIN } from '#plugin/plugin.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { type FieldSchema, factsOf, fieldSchema, valuesOf } from './field-help.ts'
import { entityName, rawEntities } from './state-file.ts'
import { type YamlCursor, yamlCursor } from './yaml-cursor.ts'

export interface Completion {
  kind: 'key' | 'value'
  label: string
  /** Replaces the text from `start` to `end`. Its further lines are indented from the line that it stands on. */
  insert: string
  start: number
  end: number
  /** Type, default and limits in one line. */
  detail: string
  documentation: string
}

interface RowPlace {
  cursor: YamlCursor
  /** Below the plugin row: `['config', 'queue']`. */
  path: (string | number)[]
  release: GatewayRelease
}

/**
 * Completions for a cursor (an offset in UTF-16 units) inside of a metering-and-billing row: the keys that its map
 * does not have yet, the values of enums and booleans, the names that a scope can have. Works while the text is broken.
 */
export function completionsAt(
  document: { text: string; value: unknown },
  offset: number,
  release: GatewayRelease,
): Completion[] {
  const cursor = yamlCursor(document.text, offset)
  const row = cursor?.items.find(({ path }) => path.at(-2) === 'plugins')
  if (cursor === undefined || row === undefined) return []
  const path = cursor.path.slice(row.path.length)
  const name = row.keys.get('name')?.replace(/^["']|["']$/g, '')
  if (path[0] !== 'name' && name !== METERING_PLUGIN && (name || path.length > 0)) return []
  const place = { cursor, path, release }
  return cursor.kind === 'key' ? atLineStart(place) : ofValue(place, document.value)
}

/** A key of the map, or a scalar of the list, whichever the schema has there. */
function atLineStart(place: RowPlace): Completion[] {
  const schema = fieldSchema(place.release, place.path)
  if (schema?.properties !== undefined) return keys(place, schema)
  return place.path.at(-1) === 0 && schema !== undefined ? values(place, schema) : []
}

function keys(
  { cursor, release, path }: RowPlace,
  { properties = {}, required = [] }: FieldSchema,
): Completion[] {
  const { start, end, siblings, shift, hasColon } = cursor
  return Object.keys(properties)
    .filter(key => !siblings.has(key) || hasColon)
    .map(key => {
      const field = fieldSchema(release, [...path, key]) ?? {}
      return {
        kind: 'key',
        label: key,
        insert: hasColon ? key : key + opening(field, ' '.repeat(shift + 2)),
        start,
        end,
        detail: factsOf(field, required.includes(key)),
        documentation: field.description ?? '',
      }
    })
}

/** What follows a new key: its colon, and the first line of its map or list. */
function opening({ properties, items }: FieldSchema, indent: string): string {
  if (properties !== undefined) return `:\n${indent}`
  return items === undefined ? ': ' : `:\n${indent}- `
}

function ofValue(place: RowPlace, value: unknown): Completion[] {
  const schema = fieldSchema(place.release, place.path)
  if (schema === undefined) return []
  const known = knownValues(place.path.join('.'), value)
  return known === undefined ? values(place, schema) : known.map(text => ofText(place, text, schema))
}

/** What else than the schema knows values of a field: the document's names, Konnect's regions, decK's variables. */
function knownValues(field: string, value: unknown): string[] | undefined {
  if (field === 'config.ingest_endpoint') return konnectRegions.map(({ id }) => meteringEndpoint(id))
  if (field === 'config.api_token') return ['${{ env "DECK_AUTH_TOKEN" }}']
  const section = field in sections ? sections[field as keyof typeof sections] : undefined
  if (section === undefined) return undefined
  return rawEntities(value)[section].flatMap(entity => entityName(entity.value) ?? [])
}

const sections = { service: 'services', route: 'routes', consumer: 'consumers' } as const

function values(place: RowPlace, schema: FieldSchema): Completion[] {
  return valuesOf(schema).map(value => ofText(place, String(value), schema))
}

function ofText({ cursor: { start, end } }: RowPlace, label: string, schema: FieldSchema): Completion {
  const detail = label === String(schema.default) ? 'default' : ''
  return { kind: 'value', label, insert: label, start, end, detail, documentation: schema.description ?? '' }
}
