/** Query strings with objects in them: OpenAPI's `style: deepObject`, `filter[subject][eq]=alice`. */

export type QueryTree = { [name: string]: string | string[] | QueryTree }

const notation = /^([^[\]]+)((?:\[[^[\]]*\])*)$/

/**
 * The parameters as a tree; `conflicts` are names that are malformed, given twice, or both a value and an object. A
 * `repeatable` name is an array of all that was given.
 */
export function readQuery(
  params: URLSearchParams,
  repeatable: readonly string[] = [],
): { query: QueryTree; conflicts: string[] } {
  const query: QueryTree = Object.create(null)
  for (const name of repeatable) if (params.has(name)) query[name] = params.getAll(name)
  const conflicts: string[] = []
  for (const [name, value] of params) {
    if (repeatable.includes(name)) continue
    const path = pathOf(name)
    if (path === undefined || !place(query, path, value)) conflicts.push(name)
  }
  return { query, conflicts }
}

function pathOf(name: string): string[] | undefined {
  const match = notation.exec(name)
  if (match === null) return undefined
  const [, first = '', rest = ''] = match
  return [first, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map(inner => inner[1] ?? '')]
}

function place(root: QueryTree, path: readonly string[], value: string): boolean {
  let at = root
  for (const segment of path.slice(0, -1)) {
    const next = at[segment] ?? Object.create(null)
    if (typeof next === 'string' || Array.isArray(next)) return false
    at[segment] = next
    at = next
  }
  const last = path.at(-1) ?? ''
  if (at[last] !== undefined) return false
  at[last] = value
  return true
}

/** The tree as a query string without `?`; `undefined` members are left out, `{}` gives an empty text. */
export function writeQuery(query: object): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) addParameter(params, name, value)
  return params.toString()
}

function addParameter(params: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined || value === null) return
  if (typeof value !== 'object') {
    params.append(name, String(value))
    return
  }
  for (const [key, inner] of Object.entries(value)) addParameter(params, `${name}[${key}]`, inner)
}
