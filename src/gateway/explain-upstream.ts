/** The proxy's part of the decision trace: who answered for the Service, told from what the proxy recorded. */
import type { TraceStep } from '#metering/trace.ts'
import type { UpstreamRequest } from './access.ts'

/** What the proxy met on a request's way to its upstream. */
export interface UpstreamVisit {
  /** `loop`: the Service's upstream is the gateway itself, so nothing was sent. `ai`: the simulated AI provider, or its cache. */
  readonly sentTo: 'echo' | 'ai' | 'cache' | 'upstream' | 'loop'
  readonly method: string
  readonly upstream: UpstreamRequest
  /** Why each try failed that another one followed. */
  failedTries: readonly string[]
  /** The upstream's own; absent when it did not answer. */
  status: number | undefined
  /** Why there was no answer, or only half of one. */
  failure: string | undefined
}

/** One step: the upstream's URL or the echo in its place, its status, or why it failed, and the tries before. */
export function explainUpstream(visit: UpstreamVisit): TraceStep {
  const { sentTo, upstream, status, failure } = visit
  const ok = status !== undefined && failure === undefined
  const { why, field } = sources[sentTo]
  return {
    step: 'upstream',
    outcome: ok ? 'ok' : 'failed',
    summary: `${questionOf(visit)} = ${answerOf(visit)}`,
    path: field === undefined ? [...upstream.service.origin] : [...upstream.service.origin, field],
    why,
  }
}

const sources = {
  echo: {
    why: "The workspace lets the built-in echo answer for this Service, so that nothing leaves the machine; to the log phase it is the Service's upstream.",
    field: undefined,
  },
  ai: {
    why: 'The workspace lets the simulated AI provider answer for this Service, so that no model is called.',
    field: undefined,
  },
  cache: {
    why: 'The workspace lets a simulated semantic cache answer for this Service: Kong calls no model then, and there is no upstream_status (decision 8).',
    field: undefined,
  },
  upstream: {
    why: "A try that fails or times out before its answer is followed by another, as often as the Service's `retries` says; a request that may have arrived is sent again only if its method is none of POST, PATCH and LOCK (nginx's proxy_next_upstream).",
    field: 'retries',
  },
  loop: {
    why: "The Service's host and port are the gateway's own: forwarding there would never end.",
    field: 'host',
  },
} as const

const standIns: Partial<Record<UpstreamVisit['sentTo'], string>> = {
  echo: 'the built-in echo',
  ai: 'the simulated AI provider',
  cache: 'the simulated cache',
}

function questionOf({ sentTo, method, upstream }: UpstreamVisit): string {
  const { protocol, host, port, path } = upstream
  const url = `${protocol}://${host}:${port}${path}`
  const standIn = standIns[sentTo]
  return standIn === undefined ? `${method} ${url}` : `${method} ${url}, answered by ${standIn}`
}

function answerOf({ sentTo, status, failure, failedTries }: UpstreamVisit): string {
  if (sentTo === 'loop') return 'not sent: it is the gateway itself'
  const tries = failedTries.length === 0 ? '' : ` after ${triesText(failedTries)}`
  if (failure !== undefined) return `${status ?? '(no answer)'}${tries}: ${failure}`
  return status === undefined ? `(the client left before an answer)${tries}` : `${status}${tries}`
}

function triesText(reasons: readonly string[]): string {
  const count = reasons.length === 1 ? '1 failed try' : `${reasons.length} failed tries`
  return `${count} (${[...new Set(reasons)].join('; ')})`
}
