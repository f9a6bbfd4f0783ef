/** What Kong's schema says about a field of the plugin row, for completion and hover. */
import { z } from 'zod'
import type { DocumentPath } from '#entities/gateway-state.ts'
import { meteringConfig } from '#plugin/config.ts'
import { METERING_PLUGIN, pluginFields } from '#plugin/plugin.ts'
import type { GatewayRelease } from '#plugin/release.ts'

/** The part of JSON Schema that the plugin's schema uses. */
export interface FieldSchema {
  type?: string | undefined
  description?: string | undefined
  default?: unknown
  enum?: readonly unknown[] | undefined
  const?: unknown
  minimum?: number | undefined
  maximum?: number | undefined
  maxLength?: number | undefined
  properties?: Record<string, FieldSchema> | undefined
  required?: readonly string[] | undefined
  items?: FieldSchema | undefined
  anyOf?: readonly FieldSchema[] | undefined
}

const schemas = new Map<GatewayRelease, FieldSchema>()

/** The schema of a whole plugin row in a release. */
function rowSchema(release: GatewayRelease): FieldSchema {
  const known = schemas.get(release)
  if (known !== undefined) return known
  const owner = (entity: string) =>
    z.string().optional().describe(`The ${entity} that the plugin applies to.`)
  const row = z.object({
    name: z.literal(METERING_PLUGIN).describe('The name of the plugin.'),
    service: owner('Service'),
    route: owner('Route'),
    consumer: owner('Consumer'),
    ...pluginFields,
    config: meteringConfig[release].describe('What the plugin meters, whom it bills and where events go.'),
  })
  const schema = z.toJSONSchema(row, { io: 'input', reused: 'inline' }) as FieldSchema
  schemas.set(release, schema)
  return schema
}

/** The schema at a path below the plugin row: `['config', 'queue', 'max_entries']`; undefined where the release has none. */
export function fieldSchema(release: GatewayRelease, path: DocumentPath): FieldSchema | undefined {
  let schema: FieldSchema | undefined = rowSchema(release)
  for (const step of path) {
    schema = typeof step === 'number' ? schema?.items : schema?.properties?.[step]
  }
  const written = schema?.anyOf?.find(({ type }) => type !== 'null')
  return written === undefined ? schema : { ...written, ...schema }
}

/** The values that a field can have, when they can be told one by one. */
export function valuesOf(schema: FieldSchema): unknown[] {
  if (schema.type === 'boolean') return [true, false]
  if (schema.const !== undefined) return [schema.const]
  return [...(schema.enum ?? [])]
}

/** Type, default and limits in one line: `integer, default 1, from 1 to 1000000`. */
export function factsOf(schema: FieldSchema, required: boolean): string {
  const { type, minimum, maximum, maxLength } = schema
  const values = type === 'boolean' ? [] : valuesOf(schema)
  return [
    type,
    required && schema.default === undefined ? 'required' : undefined,
    defaultText(schema.default),
    values.length > 1 ? `one of ${values.join(', ')}` : undefined,
    rangeText(minimum, maximum),
    maxLength === undefined ? undefined : `at most ${maxLength} characters`,
  ]
    .filter(part => part !== undefined)
    .join(', ')
}

function defaultText(value: unknown): string | undefined {
  const empty = typeof value === 'object' && value !== null && Object.keys(value).length === 0
  if (value === undefined || empty) return undefined
  return `default ${Array.isArray(value) ? value.join(', ') : value}`
}

/** zod's integers end at what a JavaScript number holds exactly, which is no limit of Kong's. */
function rangeText(minimum: number | undefined, maximum: number | undefined): string | undefined {
  const low = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum
  const high = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum
  if (low !== undefined && high !== undefined) return `from ${low} to ${high}`
  if (low !== undefined) return `at least ${low}`
  return high === undefined ? undefined : `at most ${high}`
}
