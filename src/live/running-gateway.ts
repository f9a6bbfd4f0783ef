import type { Service } from '#entities/gateway-state.ts'
import type { Gateway, Pass } from '#gateway/access.ts'
import type { Finished } from '#gateway/exchange-of.ts'
import type { UpstreamVisit } from '#gateway/explain-upstream.ts'
import type { SimulatedAi } from '#workspaces/simulated-ai.ts'

/** The end of a visit: how it finished, and for the trace what the proxy met; undefined when it was not proxied. */
export interface Ending extends Finished {
  upstream: UpstreamVisit | undefined
}

/** One version of the configuration at work. A request keeps the one it began with. */
export interface RunningGateway {
  gateway: Gateway
  /** What the gateway calls itself in `Server` and `Via`. */
  kongVersion: string
  /** `loop`: the Service's upstream is the gateway's own port. */
  upstreamOf(service: Service): 'echo' | 'forward' | 'loop' | SimulatedAi
  /** The log phase: called once per request, when the client has its answer or has left. */
  log(pass: Pass, ending: Ending, durationMilliseconds: number): void
}
