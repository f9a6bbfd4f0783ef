/** What no store could keep of an event's `data`. */

/** Real events have two or three levels; texts that are deep would overflow the stack when they are written. */
const maxDepth = 100

/**
 * `1e400` is JSON and becomes Infinity, which JSON cannot write: the value would be lost. OpenMeter (Go's encoding/json)
 * refuses it too.
 */
export function findDataFault(value: unknown, depth = maxDepth): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return 'must not have numbers beyond 1.8e308'
  if (typeof value !== 'object' || value === null) return undefined
  if (depth === 0) return `must not be nested deeper than ${maxDepth} levels`
  for (const inner of Object.values(value)) {
    const fault = findDataFault(inner, depth - 1)
    if (fault !== undefined) return fault
  }
  return undefined
}
