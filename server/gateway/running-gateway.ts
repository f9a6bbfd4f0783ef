import type { Service } from '#entities/gateway-state.ts'
import type { Gateway, Pass } from '#gateway/access.ts'
import type { Finished } from '#gateway/exchange-of.ts'

/** One version of the configuration at work. A request keeps the one it began with. */
export interface RunningGateway {
  gateway: Gateway
  /** What the gateway calls itself in `Server` and `Via`. */
  kongVersion: string
  /** `loop`: the Service's upstream is the gateway's own port. */
  upstreamOf(service: Service): 'echo' | 'forward' | 'loop'
  /** The log phase: called once per request, when the client has its answer or has left. */
  log(pass: Pass, finished: Finished, durationMilliseconds: number): void
}
