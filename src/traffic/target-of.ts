import type { ObservedRequest } from './observed-request.ts'

type Target = Pick<ObservedRequest, 'target' | 'scheme' | 'host'>

/**
 * Splits a URL, or a target in origin form, as it is written: nothing is decoded or normalised, for the router does
 * that. A URL without a scheme is http's, as curl takes it. Undefined when it is neither.
 */
export function targetOf(url: string): Target | undefined {
  if (url.startsWith('/')) return { target: withoutFragment(url) }
  const [, scheme = 'http', host = '', rest = ''] =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#]*)(.*)$/is.exec(url) ?? []
  const lower = scheme.toLowerCase()
  const at = host.lastIndexOf('@')
  const bare = host.slice(at + 1)
  if ((lower !== 'http' && lower !== 'https') || !/^(\[[0-9a-f:.]+\]|[^\s[\]:]+)(:\d{1,5})?$/i.test(bare))
    return undefined
  const path = withoutFragment(rest)
  return { target: path.startsWith('/') ? path : `/${path}`, scheme: lower, host: bare }
}

function withoutFragment(text: string): string {
  return text.split('#', 1)[0] ?? ''
}
