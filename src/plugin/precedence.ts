/** Which of a plugin's rows runs for a request: one, the most specific; their configs are not merged (Kong's document on plugins). */
import type { Scope } from './scope.ts'

/** Kong's order of precedence: r = route, s = service, c = consumer. */
const PRECEDENCE: readonly string[] = ['rsc', 'rc', 'sc', 'rs', 'c', 'r', 's', '']

const HTTP_PROTOCOLS = new Set(['http', 'https', 'grpc', 'grpcs', 'ws', 'wss'])

/** 1 is the most specific, 8 is global. */
export function precedenceOf({ route, service, consumer }: Scope): number {
  const key = `${route === undefined ? '' : 'r'}${service === undefined ? '' : 's'}${consumer === undefined ? '' : 'c'}`
  return PRECEDENCE.indexOf(key) + 1
}

/** Whether Kong considers a row at all: it is enabled, and for some protocol that is HTTP underneath. */
export function isConsidered({
  enabled,
  protocols,
}: {
  enabled: boolean
  protocols: readonly string[]
}): boolean {
  return enabled && protocols.some(protocol => HTTP_PROTOCOLS.has(protocol))
}
