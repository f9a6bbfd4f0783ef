/** Whether two values of a state file say the same; the order of a map's keys does not matter. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return false
  if (Array.isArray(left) !== Array.isArray(right)) return false
  const names = Object.keys(left)
  if (names.length !== Object.keys(right).length) return false
  const other = right as Record<string, unknown>
  return names.every(
    name => Object.hasOwn(other, name) && sameValue((left as Record<string, unknown>)[name], other[name]),
  )
}
