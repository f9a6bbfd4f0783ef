/** Where the live traffic goes, in words; `short` where there is little room. */
import type { GatewayStatus } from '#api/contract.ts'

export interface Said {
  text: string
  short: string
  /** Whether something leaves the studio. */
  isReal: boolean
}

/** Who answers the requests. */
export function requestsSaid(services: GatewayStatus['services']): Said {
  const forwarded = services.filter(({ upstream }) => upstream === 'forward')
  const [first] = forwarded
  if (first === undefined) return { ...answeredHere(services), isReal: false }
  const { upstream_url: url } = first
  const of = `${forwarded.length} of ${services.length}`
  if (services.length === 1) return { text: `forwarded to ${url}`, short: hostOf(url), isReal: true }
  const where = forwarded.length === 1 ? `, to ${url}` : ''
  return { text: `${of} Services forwarded${where}`, short: `${of} forwarded`, isReal: true }
}

function answeredHere(services: GatewayStatus['services']): Omit<Said, 'isReal'> {
  const kinds = new Set(services.map(({ upstream }) => (typeof upstream === 'object' ? 'ai' : upstream)))
  if (kinds.size === 0) return { text: 'no Service yet', short: 'no Service' }
  if (kinds.size === 2)
    return { text: 'answered by the built-in echo and the simulated AI provider', short: 'echo, AI' }
  return kinds.has('ai')
    ? { text: 'answered by the simulated AI provider', short: 'simulated AI' }
    : { text: 'answered by the built-in echo', short: 'echo' }
}

/** Where the events go. */
export function eventsSaid({ target, endpoints, problems }: GatewayStatus['delivery']): Said {
  if (target === 'studio')
    return { text: 'simulated, nothing is sent to Konnect', short: 'events simulated', isReal: false }
  const [problem] = problems
  if (problem !== undefined) return { text: `not sent: ${problem}`, short: 'events not sent', isReal: true }
  const to =
    endpoints.length === 0 ? 'real, once the document has a plugin' : `sent to ${endpoints.join(', ')}`
  return { text: to, short: 'events real', isReal: true }
}

/** `127.0.0.1:8000`. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url
}
