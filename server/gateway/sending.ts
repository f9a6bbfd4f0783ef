/** What the studio sends through its own gateway: requests by hand, and live runs. */
import { randomUUID } from 'node:crypto'
import type { LiveRunParts } from '#api/live-run-routes.ts'
import type { SendParts } from '#api/send-routes.ts'
import type { LiveRehearsal } from '#live/live-rehearsal.ts'
import { createLiveRuns } from '#live/live-runs.ts'
import { realClock } from '#live/real-clock.ts'
import { createSendToGateway } from './send-to-gateway.ts'

export interface Sending {
  parts: SendParts & LiveRunParts
  /** Nothing more is sent; resolves when the requests under way are answered and the connections closed. */
  end(): Promise<void>
}

/** `gatewayUrl` is known once the gateway listens. */
export function createSending(gatewayUrl: () => string, rehearsal: LiveRehearsal): Sending {
  const { send, close } = createSendToGateway(gatewayUrl)
  const liveRuns = createLiveRuns({ rehearsal, send, clock: realClock, now: Date.now, newId: randomUUID })
  return {
    parts: { sendToGateway: send, liveRuns },
    end() {
      liveRuns.end()
      return close()
    },
  }
}
