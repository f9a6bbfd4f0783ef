import type { RouteMatch } from './route-match.ts'

/**
 * The path that the upstream gets, without query and before escaping: `path_handling` v0 of Kong's proxying document,
 * which is the only one that the flavour `traditional_compatible` knows.
 */
export function upstreamPath(match: RouteMatch): string {
  const base = match.service?.path ?? '/'
  const { path } = match
  const baseEnds = base.endsWith('/')
  if (!match.route.strip_path) {
    if (baseEnds) return base + path.slice(1)
    return path === '/' ? base : base + path
  }
  const rest = sanitize(path.slice(match.matchedPath === undefined ? 1 : match.matchedPath.length))
  return baseEnds ? joinToSlash(base, rest, path) : joinToName(base, rest, path)
}

/** A rest that would climb out of the base loses its dots. */
function sanitize(rest: string): string {
  if (rest === '.' || rest === '..') return ''
  if (rest.startsWith('./')) return rest.slice(2)
  return rest.startsWith('../') ? rest.slice(3) : rest
}

function joinToSlash(base: string, rest: string, path: string): string {
  if (rest.startsWith('/')) return base.slice(0, -1) + rest
  if (rest !== '') return base + rest
  return base === '/' || path.endsWith('/') ? base : base.slice(0, -1)
}

function joinToName(base: string, rest: string, path: string): string {
  if (rest.startsWith('/')) return base + rest
  if (rest !== '') return `${base}/${rest}`
  return path.length > 1 && path.endsWith('/') ? `${base}/` : base
}
