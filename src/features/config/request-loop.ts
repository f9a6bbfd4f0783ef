import type { GatewayState } from '#entities/gateway-state.ts'

function quoted(text: string): string {
  return `"${text.replace(/(["\\$`])/g, '\\$1')}"`
}

/** The header that a key goes into, if a key-auth plugin is in reach and a Consumer has a key. */
function keyHeader(state: GatewayState): string | undefined {
  const keyAuth = state.plugins.find(({ name, enabled }) => name === 'key-auth' && enabled)
  const key = state.consumers.flatMap(consumer => consumer.keyauth_credentials)[0]?.key
  if (keyAuth === undefined || key === undefined) return undefined
  const names = keyAuth.config.key_names
  const name = Array.isArray(names) && typeof names[0] === 'string' ? names[0] : 'apikey'
  return `${name}: ${key}`
}

/**
 * The loop that Kong's tutorial ends on, for the document's first Route with a path and its first key, at the
 * gateway's real URL. Undefined without such a Route.
 */
export function requestLoop(state: GatewayState | undefined, gatewayUrl: string): string | undefined {
  const path = state?.routes.flatMap(route => route.paths ?? []).find(known => !known.startsWith('~'))
  if (state === undefined || path === undefined) return undefined
  const header = keyHeader(state)
  const url = `${gatewayUrl.replace(/\/$/, '')}${path}`
  const request =
    header === undefined ? `  curl -i ${url}` : `  curl -i ${url} \\\n       -H ${quoted(header)}`
  return `for _ in {1..3}; do\n${request}\n  echo\ndone`
}
