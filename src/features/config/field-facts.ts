/** What the schema says about a field, for its form control: description, default, whether Kong knows it in this release. */
import type { z } from 'zod'
import { meteringConfig } from '#plugin/config.ts'
import { pluginFields } from '#plugin/plugin.ts'
import type { GatewayRelease } from '#plugin/release.ts'

export interface FieldFacts {
  description: string | undefined
  default: unknown
}

/** The part of a zod schema that is read here. */
interface SchemaNode {
  description?: string | undefined
  def: {
    defaultValue?: unknown
    innerType?: SchemaNode
    element?: SchemaNode
    shape?: Record<string, SchemaNode>
  }
}

/** The facts of a field of the plugin row: `['config', 'queue', 'max_entries']`, `['enabled']`. Undefined where the release has no such field. */
export function fieldFacts(
  release: GatewayRelease,
  path: readonly (string | number)[],
): FieldFacts | undefined {
  const [first, ...rest] = path
  const fields: Record<string, z.ZodType> = { ...pluginFields, config: meteringConfig[release] }
  let node = fields[String(first)] as SchemaNode | undefined
  for (const step of rest) {
    const parent = node && innermost(node)
    node = typeof step === 'number' ? parent?.def.element : parent?.def.shape?.[step]
  }
  return node && { description: node.description ?? innermost(node).description, default: defaultOf(node) }
}

function innermost(node: SchemaNode): SchemaNode {
  return node.def.innerType === undefined ? node : innermost(node.def.innerType)
}

function defaultOf(node: SchemaNode): unknown {
  if (node.def.defaultValue !== undefined) return node.def.defaultValue
  return node.def.innerType && defaultOf(node.def.innerType)
}
