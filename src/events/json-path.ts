/** The JSONPath of meters: names and indexes, `$.usage.tokens`, `$['a b'][0]`. */

/** Reads what stands at a path; undefined when nothing does. */
export type ReadPath = (data: unknown) => unknown

const wholePath = /^\$(?:\.[^.[\]]+|\[\d+\]|\['[^']*'\]|\["[^"]*"\])*$/
const segment = /\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/g

/** The names and indexes of a path; undefined when the text is not such a path. */
export function pathSegments(path: string): string[] | undefined {
  if (!wholePath.test(path)) return undefined
  return [...path.matchAll(segment)].map(
    ([, name, index, single, double]) => name ?? index ?? single ?? double ?? '',
  )
}

const compiled = new Map<string, ReadPath>()

/** A text that is not a path finds nothing. */
export function compilePath(path: string): ReadPath {
  const known = compiled.get(path)
  if (known !== undefined) return known
  const segments = pathSegments(path)
  const read: ReadPath = segments === undefined ? () => undefined : data => walk(data, segments)
  if (compiled.size >= 1000) compiled.clear()
  compiled.set(path, read)
  return read
}

function walk(data: unknown, segments: readonly string[]): unknown {
  let at = data
  for (const key of segments) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<string, unknown>)[key]
  }
  return at
}
