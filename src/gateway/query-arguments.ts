/** Query arguments as OpenResty reads them (`ngx.req.get_uri_args`). */

/** Values in order of appearance; `true` is an argument without `=`. */
export type QueryArguments = Map<string, (string | true)[]>

/** OpenResty's default limit: arguments beyond it are not read. */
const MAX_ARGUMENTS = 100

/** The arguments of a query without its `?`. An argument without a name is left out. */
export function parseQuery(query: string | undefined): QueryArguments {
  const parsed: QueryArguments = new Map()
  if (!query) return parsed
  for (const part of query.split('&').filter(isArgument).slice(0, MAX_ARGUMENTS)) {
    const equals = part.indexOf('=')
    const name = nameOf(part)
    const value = equals === -1 ? true : unescapeUri(part.slice(equals + 1))
    const values = parsed.get(name)
    if (values === undefined) parsed.set(name, [value])
    else values.push(value)
  }
  return parsed
}

/** The query without an argument, as Kong removes a hidden credential since 3.9: the others stay as they are. */
export function withoutArgument(query: string, name: string): string {
  return query
    .split('&')
    .filter(part => nameOf(part) !== name)
    .join('&')
}

function nameOf(part: string): string {
  const equals = part.indexOf('=')
  return unescapeUri(equals === -1 ? part : part.slice(0, equals))
}

function isArgument(part: string): boolean {
  return part !== '' && !part.startsWith('=')
}

/** `+` is a space; a `%` that starts no triplet stays; bytes that are no UTF-8 become U+FFFD. */
function unescapeUri(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  return spaced.replace(/(?:%[0-9a-f]{2})+/gi, triplets => {
    const bytes = triplets.slice(1).split('%')
    return new TextDecoder().decode(Uint8Array.from(bytes, hex => Number.parseInt(hex, 16)))
  })
}
