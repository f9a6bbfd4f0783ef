import type { DocumentPath } from '#entities/gateway-state.ts'

/** The part of a zod schema that this file reads. */
interface SchemaNode {
  def: {
    type: string
    shape?: Record<string, SchemaNode>
    innerType?: SchemaNode
    element?: SchemaNode
  }
}

function unwrapped(schema: SchemaNode): SchemaNode {
  return schema.def.innerType === undefined ? schema : unwrapped(schema.def.innerType)
}

function shapeOf(schema: unknown): Record<string, SchemaNode> | undefined {
  return unwrapped(schema as SchemaNode).def.shape
}

/** The schema of what stands at a path below a schema; undefined where the schema does not say. */
function schemaAt(schema: unknown, path: DocumentPath): SchemaNode | undefined {
  let node: SchemaNode | undefined = unwrapped(schema as SchemaNode)
  for (const step of path) {
    const next: SchemaNode | undefined = typeof step === 'number' ? node.def.element : node.def.shape?.[step]
    if (next === undefined) return undefined
    node = unwrapped(next)
  }
  return node
}

/** The names of the fields that a schema has at a path. */
export function fieldsAt(schema: unknown, path: DocumentPath): string[] {
  const node = schemaAt(schema, path)
  return Object.keys((node && shapeOf(node)) ?? {})
}

/** Where else in a schema a field of that name stands, as a path from the top: `['queue', 'max_batch_size']`. */
export function placeOfField(schema: unknown, name: string): DocumentPath | undefined {
  const shape = shapeOf(schema) ?? {}
  if (name in shape) return [name]
  for (const [field, child] of Object.entries(shape)) {
    const below = shapeOf(child) === undefined ? undefined : placeOfField(child, name)
    if (below !== undefined) return [field, ...below]
  }
  return undefined
}
