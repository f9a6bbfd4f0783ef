/** Whether a JSON value has arrays and objects within one another beyond the depth; texts that are deep would overflow the stack when they are written. */
export function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depth === 0) return true
  return Object.values(value).some(inner => isDeeperThan(inner, depth - 1))
}
