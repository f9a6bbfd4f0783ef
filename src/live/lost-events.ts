/** Events that were lost and whose requests are not kept: what they would have cost can be told of their texts alone. */
import { lostUsage } from '#api/missed-usage.ts'
import type { MissedUsage } from '#billing/missed-usage.ts'
import type { Attempt } from './exchange-log.ts'
import { createRingBuffer } from './ring-buffer.ts'

/** How many are kept: some 10 MB. */
const CAPACITY = 10_000

export interface LostEvents {
  /** `json` is the event as it would have been sent. */
  add(json: string, attempts: readonly Attempt[]): void
  /** Of those that are kept, the newest. */
  usage(): MissedUsage[]
}

interface Lost {
  json: string
  attempts: readonly Attempt[]
  /** Read when somebody looks. */
  usage: MissedUsage | undefined
}

export function createLostEvents(): LostEvents {
  const ring = createRingBuffer<Lost>(CAPACITY)
  return {
    add: (json, attempts) => ring.push({ json, attempts, usage: undefined }),
    usage: () =>
      [...ring.entries()].map(lost => {
        lost.usage ??= usageOf(lost)
        return lost.usage
      }),
  }
}

function usageOf({ json, attempts }: Lost): MissedUsage {
  const event = JSON.parse(json)
  return lostUsage({ event, subject: event.subject, attempts }, Date.parse(event.time))
}
