import type { DocumentPath } from '#entities/gateway-state.ts'
import { valueAt } from './document-path.ts'

const kinds = ['service', 'route', 'consumer'] as const

/** How a plugin of a document is called among several: its own name, else its number and scope. */
export function instanceName(value: unknown, path: DocumentPath, index: number): string {
  const row = valueAt(value, path)
  const own = valueAt(row, ['instance_name'])
  if (typeof own === 'string') return own
  const scope = kinds.flatMap(kind => {
    const owner = valueAt(row, [kind]) ?? around(value, path, `${kind}s`)
    const name = typeof owner === 'object' ? nameOf(owner) : owner
    return typeof name === 'string' ? `${kind} ${name}` : []
  })
  return scope.length === 0 ? `Plugin ${index + 1}, global` : `Plugin ${index + 1}, ${scope.join(', ')}`
}

/** The entity of a section that a nested plugin stands in. */
function around(value: unknown, path: DocumentPath, section: string): unknown {
  // `services[0].routes[1].plugins[0]`: the plugin hangs on the route.
  return path.at(-4) === section ? valueAt(value, path.slice(0, -2)) : undefined
}

function nameOf(entity: unknown): unknown {
  return ['name', 'username', 'custom_id', 'id'].map(key => valueAt(entity, [key])).find(Boolean)
}
