import type { GatewayState, Route } from '#entities/gateway-state.ts'
import type { Caller } from './callers.ts'

function quoted(text: string): string {
  return `"${text.replace(/(["\\$`])/g, '\\$1')}"`
}

/** A chat of one message, as the AI plugins take it. */
const CHAT = '{"messages":[{"role":"user","content":"What is Kong?"}]}'

export interface LoopedRequest {
  path: string
  headers: [name: string, value: string][]
  body?: string
}

/**
 * A request to the document's first Route with a path that the caller can use: a chat where an AI plugin runs. Undefined
 * without such a Route.
 */
export function loopedRequest(state: GatewayState, caller: Caller): LoopedRequest | undefined {
  const service = state.services.find(
    ({ id, name }) => caller.service !== undefined && [id, name].includes(caller.service),
  )
  const routes = state.routes.filter(route => caller.service === undefined || route.service === service?.id)
  const found = routes.flatMap(route => plainPaths(route).map(path => ({ route, path })))[0]
  if (found === undefined) return undefined
  const headers: LoopedRequest['headers'] = caller.header === undefined ? [] : [headerOf(caller.header)]
  if (!asksModel(state, found.route)) return { path: found.path, headers }
  return { path: found.path, headers: [...headers, ['Content-Type', 'application/json']], body: CHAT }
}

function headerOf(line: string): [string, string] {
  const [name = '', ...value] = line.split(': ')
  return [name, value.join(': ')]
}

/** The loop that Kong's tutorial ends on, at the gateway's real URL. */
export function requestLoop({ path, headers, body }: LoopedRequest, gatewayUrl: string): string {
  const url = `${gatewayUrl.replace(/\/$/, '')}${path}`
  const options = headers.map(header => `-H ${quoted(header.join(': '))}`)
  const data = body === undefined ? [] : [`-d '${body}'`]
  const request = [`  curl -i ${url}`, ...options, ...data].join(' \\\n       ')
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
