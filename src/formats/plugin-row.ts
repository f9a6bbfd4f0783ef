/** The plugin as a row to render: options applied, entities of the scope in order, defaults filled in if wanted. */
import { meteringConfig } from '#plugin/config.ts'
import { defaultPluginProtocols, METERING_PLUGIN, type MeteringPlugin } from '#plugin/plugin.ts'
import type { RenderOptions } from './snippet.ts'

/** Any JSON value; a field that is undefined is not rendered. */
export type Value = string | number | boolean | null | undefined | readonly Value[] | Fields
export type Fields = { readonly [key: string]: Value }

const targetKinds = ['service', 'route', 'consumer'] as const
export type TargetKind = (typeof targetKinds)[number]

/** An entity that the plugin is attached to; without a name, a placeholder is rendered. */
export interface Target {
  kind: TargetKind
  name?: string | undefined
}

export interface PluginRow {
  /** None is global, several are a combined scope. */
  targets: readonly Target[]
  /** What it is called in Kubernetes and Terraform. */
  resourceName: string
  id: string | undefined
  instance_name: string | undefined
  enabled: boolean | undefined
  condition: string | undefined
  /** Only the APIs take it. */
  expressions: Fields | undefined
  protocols: readonly string[] | undefined
  tags: readonly string[] | undefined
  config: Fields
}

/** What the options make of a plugin. A condition of null is no condition; no format needs to say so. */
export function pluginRow(plugin: MeteringPlugin, options: RenderOptions): PluginRow {
  const written = options.defaults === 'written'
  return {
    targets: scopeTargets(plugin, options),
    resourceName: (options.mode === 'corrected' && options.resourceName) || METERING_PLUGIN,
    id: plugin.id,
    instance_name: plugin.instance_name,
    enabled: plugin.enabled ?? (written ? true : undefined),
    condition: plugin.condition ?? undefined,
    expressions: plugin.expressions as Fields | undefined,
    protocols: plugin.protocols ?? (written ? defaultPluginProtocols : undefined),
    tags: plugin.tags,
    config: written ? withDefaults(plugin, options) : plugin.config,
  }
}

function scopeTargets(plugin: MeteringPlugin, { scope }: RenderOptions): Target[] {
  if (scope.kind === 'global') return []
  if (scope.kind !== 'own') return [{ kind: scope.kind, name: scope.name }]
  return targetKinds.flatMap(kind => {
    const name = plugin.scope[kind]
    return name === undefined ? [] : [{ kind, name }]
  })
}

/** The author's fields first, in their order, then the missing ones. A config that does not parse stays as it is. */
function withDefaults({ config }: MeteringPlugin, { gateway = '3.16' }: RenderOptions): Fields {
  const parsed = meteringConfig[gateway].safeParse(config)
  return parsed.success ? merged(config, parsed.data) : config
}

function merged(written: Fields, complete: Fields): Fields {
  const fields: Record<string, Value> = { ...written }
  for (const [key, value] of Object.entries(complete)) {
    const own = fields[key]
    if (own === undefined) fields[key] = value
    else if (isFields(own) && isFields(value)) fields[key] = merged(own, value)
  }
  return fields
}

export function isFields(value: Value): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** The fields that have a value, in order. */
export function entriesOf(fields: Fields): [string, Exclude<Value, undefined>][] {
  return Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))
}

/** Whether a name is an id: Kong's ids are UUIDs. */
export function isId(name: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name)
}

/** The list, or nothing when it is empty: the API does not answer with empty tags, so that writing them is a change forever. */
export function nonEmpty(list: readonly string[] | undefined): readonly string[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list
}
