/** Where a call of a model goes: the provider, or the URL in its place, and never the Service's own upstream (kong/llm/drivers). */
import type { Service } from '#entities/gateway-state.ts'
import type { UpstreamRequest } from './access.ts'
import type { AiCall } from './ai-call.ts'
import type { AiTarget } from './ai-plugin.ts'
import { withoutHeaders } from './header-list.ts'

/** The providers whose own format the rehearsal speaks, by Kong's llm_format and route type. */
const providerUrls: Readonly<Record<string, string>> = {
  'openai openai llm/v1/chat': 'https://api.openai.com/v1/chat/completions',
  'openai openai llm/v1/completions': 'https://api.openai.com/v1/completions',
  'anthropic anthropic llm/v1/chat': 'https://api.anthropic.com/v1/messages',
}

/** The URL of a target's model; undefined where Kong would need more than the config to make one. */
export function aiUpstreamUrl(target: AiTarget, llmFormat: string): URL | undefined {
  const text = target.upstreamUrl ?? providerUrls[`${target.provider} ${llmFormat} ${target.routeType}`]
  return text !== undefined && URL.canParse(text) ? new URL(text) : undefined
}

/** The call as it is sent. What the rehearsal cannot address goes to the Service's upstream. */
export function aiUpstream(upstream: UpstreamRequest, call: AiCall): UpstreamRequest {
  const { target, plugin, body } = call
  const url = aiUpstreamUrl(target, plugin.llmFormat)
  const preserve = target.routeType === 'preserve'
  const sent = url === undefined ? upstream : withCredentials(sentTo(upstream, url, preserve), target)
  const headers = withoutHeaders(sent.headers, body === undefined ? encodingHeader : bodyHeaders)
  if (body !== undefined) headers.push('Content-Length', String(body.length))
  return { ...sent, headers, ...(body !== undefined && { body }) }
}

/** A compressed answer could not be read in passing. */
const encodingHeader: ReadonlySet<string> = new Set(['accept-encoding'])
const bodyHeaders: ReadonlySet<string> = new Set(['accept-encoding', 'content-length'])

/** The provider's key: for the provider only. */
function withCredentials(upstream: UpstreamRequest, { authHeader, authArgument }: AiTarget): UpstreamRequest {
  const path = authArgument === undefined ? upstream.path : withArgument(upstream.path, authArgument)
  if (authHeader === undefined) return { ...upstream, path }
  const headers = withoutHeaders(upstream.headers, new Set([authHeader.name.toLowerCase()]))
  return { ...upstream, path, headers: [...headers, authHeader.name, authHeader.value] }
}

function sentTo(upstream: UpstreamRequest, url: URL, keepsPath: boolean): UpstreamRequest {
  const service = serviceAt(upstream.service, url)
  const [, query] = upstream.path.split('?', 2)
  const path = `${url.pathname}${query === undefined ? url.search : `?${query}`}`
  const headers = withoutHeaders(upstream.headers, hostHeader)
  return {
    ...upstream,
    service,
    protocol: service.protocol === 'https' ? 'https' : 'http',
    host: service.host,
    port: service.port,
    path: keepsPath && url.pathname === '/' ? upstream.path : path,
    headers: ['Host', url.host, ...headers],
  }
}

const hostHeader: ReadonlySet<string> = new Set(['host'])

/** Services with the provider's address, each made once: connections are kept by Service. */
const addressed = new WeakMap<Service, Map<string, Service>>()

function serviceAt(service: Service, url: URL): Service {
  const known = addressed.get(service) ?? new Map<string, Service>()
  addressed.set(service, known)
  const found = known.get(url.origin) ?? withAddress(service, url)
  known.set(url.origin, found)
  return found
}

function withAddress(service: Service, { protocol, hostname, port }: URL): Service {
  const secure = protocol === 'https:'
  const fallback = secure ? 443 : 80
  return {
    ...service,
    protocol: secure ? 'https' : 'http',
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? fallback : Number(port),
  }
}

function withArgument(path: string, { name, value }: { name: string; value: string }): string {
  const argument = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
  return `${path}${path.includes('?') ? '&' : '?'}${argument}`
}
