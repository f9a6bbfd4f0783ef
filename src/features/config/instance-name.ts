import { valueAt } from './document-path.ts'

/** How a plugin row of the document is called among several: its own name, else its number and scope. */
export function instanceName(row: unknown, index: number): string {
  const own = valueAt(row, ['instance_name'])
  if (typeof own === 'string') return own
  const scope = (['service', 'route', 'consumer'] as const).flatMap(kind => {
    const name = valueAt(row, [kind, 'name']) ?? valueAt(row, [kind])
    return typeof name === 'string' ? `${kind} ${name}` : []
  })
  return scope.length === 0 ? `Plugin ${index + 1}, global` : `Plugin ${index + 1}, ${scope.join(', ')}`
}
