/** The types of the gateway's access phase: a request in, an answer or a request to the upstream out. */
import type { Application } from '#entities/application.ts'
import type { Consumer, PluginRow, Route, Service } from '#entities/gateway-state.ts'
import type { HeaderList } from '#metering/exchange.ts'
import type { MeteringConfig } from '#plugin/config.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import type { AiCall } from './ai-call.ts'
import type { VerifySignature } from './jwt-auth.ts'
import type { Problem } from './problem.ts'
import type { Refusal } from './refusal.ts'
import type { RouteMatch } from './route-match.ts'
import type { RoutePlan } from './route-plan.ts'

/** A request as the gateway's listener received it. */
export interface GatewayRequest {
  /** 32 hex characters, Kong's request id. */
  id: string
  method: string
  /** The request target as sent, with the query. */
  uri: string
  headers: HeaderList
  scheme: 'http' | 'https'
  /** `1.0`, `1.1` or `2`. */
  httpVersion: string
  clientIp: string
  clientPort?: number
  /** The port that the client connected to. */
  listenPort: number
  /** The server name of the TLS handshake. */
  sni?: string
  /** Milliseconds since the epoch. */
  startedAt: number
  /** Only after `access` asked for it: most requests are decided without. */
  body?: ReadBody
}

/** The beginning of a body, up to the length that was asked for. */
export interface ReadBody {
  bytes: Uint8Array
  /** Whether that is all of it. */
  complete: boolean
}

/** What a condition can read: the request as it is right before the plugin's access phase. */
export interface ConditionFacts {
  method: string
  host: string
  /** Without query. */
  path: string
  /** Names lower-case with dashes as underscores; values in order of appearance. */
  headers: ReadonlyMap<string, readonly string[]>
  /** Values decoded, in order of appearance; one without `=` is an empty string. */
  queries: ReadonlyMap<string, readonly string[]>
  protocol: string
  sni?: string
  src: { ip: string; port: number }
  dst: { ip: string; port: number }
  route?: { id: string; name?: string; tags: readonly string[] }
  service?: { id: string; name?: string; tags: readonly string[] }
  consumer?: { id: string; username?: string; custom_id?: string; tags: readonly string[] }
  /** The Dev Portal application. */
  principal?: { id: string; display_name: string }
}

/** Decides a plugin's `condition`. An `error` is a runtime error: Kong answers 500. */
export type EvaluateCondition = (condition: string, facts: ConditionFacts) => boolean | { error: string }

export interface GatewayOptions {
  release: GatewayRelease
  /** The version in `Server` and `Via`; default is the release's first, as `3.14.0.0`. */
  kongVersion?: string
  /** Absent: every condition counts as met, and the trace says so. */
  evaluateCondition?: EvaluateCondition
  /** Absent: the signatures of tokens count as right, and the trace says so. */
  verifySignature?: VerifySignature
  /** Dev Portal applications, which are no part of a state file. */
  applications?: readonly Application[]
  /** Kong's setting `allow_debug_header`: answer `Kong-Debug: 1` with Route and Service. Default off, as in Kong. */
  allowDebugHeader?: boolean
}

export interface Gateway {
  /** Decides what happens to a request. Never throws for what a client sends. */
  access(request: GatewayRequest): Access | AskForBody
  /** Answers a request that nginx refuses before it looks for a Route. */
  refuse(request: GatewayRequest, refusal: Refusal): Responded
  /** What of the state the gateway cannot run. Those entities are left out. */
  problems: readonly Problem[]
}

export interface Responded {
  kind: 'respond'
  response: GatewayResponse
  pass: Pass
}

export type Access = Responded | { kind: 'forward'; upstream: UpstreamRequest; pass: Pass }

/** A plugin has to read the body first: `access` is to be called again with `body`, at most that many bytes of it. */
export interface AskForBody {
  kind: 'read-body'
  maxBytes: number
}

/** An answer that the gateway makes itself. Date, Connection and X-Kong-Response-Latency are the listener's to add. */
export interface GatewayResponse {
  status: number
  headers: HeaderList
  /** Empty for a redirect. Not to be sent to a HEAD request. */
  body: string
}

export interface UpstreamRequest {
  service: Service
  protocol: 'http' | 'https'
  host: string
  port: number
  /** With the query. */
  path: string
  /** All that Kong sends, Host included; Transfer-Encoding is the sender's to choose. */
  headers: HeaderList
  /** Set when a plugin wrote the body anew: it is sent in place of the client's. */
  body?: Uint8Array
}

/** A metering plugin's row with its config. */
export interface MeteringPlugin {
  row: PluginRow
  config: MeteringConfig
}

/** What access decided, kept for the log phase and for the trace. */
export interface Pass {
  request: GatewayRequest
  /** Why nginx refused it before a Route was looked for; undefined when it did not. */
  refused: Refusal | undefined
  /** The Route that matched, also when the answer was 426 and the log phase knows no Route. */
  match: RouteMatch | undefined
  /** As the log phase knows it: absent after 404 and 426. */
  route: Route | undefined
  service: Service | undefined
  /** Set by the last plugin that authenticated, or the anonymous Consumer. */
  consumer: Consumer | undefined
  /** The credential's identifier; absent for the anonymous Consumer. */
  credential: string | undefined
  /** The Dev Portal application whose key the request had. */
  application: Application | undefined
  /** Set where the Service wants the key of an application. */
  applicationStep: ApplicationStep | undefined
  /** After plugins. */
  headers: HeaderList
  /** After plugins, without `?`; undefined when there is none. */
  query: string | undefined
  /** What a plugin asked to read of the body, or wrote in its place. */
  body: ReadBody | undefined
  /** The call of a model that an AI plugin made of the request. */
  ai: AiCall | undefined
  /** The row that meters this request in the log phase; undefined when none does. */
  metering: MeteringPlugin | undefined
  /** The plugins of the matched Route. */
  plan: RoutePlan | undefined
  /** What plugins decided, in order. */
  steps: PluginStep[]
  /** Why the gateway answered itself; undefined when it forwarded. */
  answered: { status: number; message: string } | undefined
  /** `Kong-Route-Id` and so on, when the client asked and may. */
  debugHeaders: HeaderList
}

/** What application authentication decided: the message of its refusal, or none. */
export interface ApplicationStep {
  refused: string | undefined
  /** The Consumer that the application is mapped to, where there is one and the release has mappings. */
  mappedTo: Consumer | undefined
}

/** What one plugin decided about a request. */
export interface PluginStep {
  row: PluginRow
  outcome:
    | 'authenticated'
    | 'rejected'
    | 'anonymous'
    | 'already-authenticated'
    | 'preflight'
    | 'asks-model'
    | 'condition-met'
    | 'condition-not-met'
    | 'condition-failed'
    | 'condition-unevaluated'
  /** A message, a Consumer's name or a condition's error. */
  detail: string
}
