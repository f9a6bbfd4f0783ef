import type { GatewayState, Route } from '#entities/gateway-state.ts'
import type { Caller } from './callers.ts'

function quoted(text: string): string {
  return `"${text.replace(/(["\\$`])/g, '\\$1')}"`
}

/** A chat of one message, as the AI plugins take it. */
const CHAT = '{"messages":[{"role":"user","content":"What is Kong?"}]}'

/**
 * The loop that Kong's tutorial ends on, for the document's first Route with a path that the caller can use, at the
 * gateway's real URL: a chat where an AI plugin runs. Undefined without such a Route.
 */
export function requestLoop(state: GatewayState, gatewayUrl: string, caller: Caller): string | undefined {
  const service = state.services.find(
    ({ id, name }) => caller.service !== undefined && [id, name].includes(caller.service),
  )
  const routes = state.routes.filter(route => caller.service === undefined || route.service === service?.id)
  const found = routes.flatMap(route => plainPaths(route).map(path => ({ route, path })))[0]
  if (found === undefined) return undefined
  const url = `${gatewayUrl.replace(/\/$/, '')}${found.path}`
  const headers = caller.header === undefined ? [] : [`-H ${quoted(caller.header)}`]
  const chat = asksModel(state, found.route) ? ['-H "Content-Type: application/json"', `-d '${CHAT}'`] : []
  const request = [`  curl -i ${url}`, ...headers, ...chat].join(' \\\n       ')
  return `for _ in {1..3}; do\n${request}\n  echo\ndone`
}

function plainPaths({ paths = [] }: Route): string[] {
  return paths.filter(path => !path.startsWith('~'))
}

function asksModel({ plugins }: GatewayState, { id, service }: Route): boolean {
  return plugins.some(
    row =>
      row.enabled &&
      ['ai-proxy', 'ai-proxy-advanced'].includes(row.name) &&
      (row.route === undefined || row.route === id) &&
      (row.service === undefined || row.service === service),
  )
}
