import type { HeaderList } from '#metering/exchange.ts'
import type { Pass } from './access.ts'

/** Headers that end at the gateway, and those that it sets itself: an upstream's own do not stand beside them. */
const REPLACED: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-kong-proxy-latency',
  'x-kong-request-id',
  'x-kong-upstream-latency',
])

export interface ProxiedResponse {
  /** The upstream's. */
  status: number
  /** The upstream's headers as sent. */
  headers: HeaderList
  pass: Pass
  kongVersion: string
  /** Milliseconds until the upstream's headers came. */
  upstreamLatency: number
  /** Milliseconds that the gateway itself took. */
  proxyLatency: number
}

/** The headers of a proxied answer as the client gets them (Kong's proxying document). */
export function proxiedResponseHeaders(response: ProxiedResponse): string[] {
  const { headers, pass, kongVersion } = response
  const sent: string[] = []
  let via = ''
  let hasServer = false
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? ''
    const lower = name.toLowerCase()
    if (lower === 'via') via += `${headers[i + 1] ?? ''}, `
    else if (!REPLACED.has(lower)) sent.push(name, headers[i + 1] ?? '')
    if (lower === 'server') hasServer = true
  }
  if (!hasServer) sent.push('Server', `kong/${kongVersion}`)
  sent.push(
    'X-Kong-Upstream-Latency',
    String(Math.round(response.upstreamLatency)),
    'X-Kong-Proxy-Latency',
    String(Math.round(response.proxyLatency)),
    'Via',
    `${via}1.1 kong/${kongVersion}`,
    'X-Kong-Request-Id',
    pass.request.id,
  )
  addRare(sent, response)
  return sent
}

/** Headers that few answers have: the client's debug headers, and the model unless `model_name_header` is off. */
function addRare(sent: string[], { status, pass: { ai, debugHeaders } }: ProxiedResponse): void {
  for (const part of debugHeaders) sent.push(part)
  if (ai?.plugin.modelNameHeader && status === 200) {
    sent.push('X-Kong-LLM-Model', `${ai.target.provider}/${ai.model}`)
  }
}
