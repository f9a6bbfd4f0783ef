import type { Dispatcher } from 'undici'

/** The part of undici's Client that forwarding uses. One request at a time. */
export interface UpstreamConnection {
  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void
  destroy(): void
}
