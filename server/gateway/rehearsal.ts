/** The rehearsal with what Node has for it: random ids, signatures verified by its crypto, the CloudEvents SDK as judge. */
import type { ConditionLanguages } from '#conditions/condition.ts'
import { createLiveRehearsal, type LiveRehearsal, type LiveRehearsalOptions } from '#live/live-rehearsal.ts'
import { createEventIds } from './event-id.ts'
import { judgeEvent } from './judge-event.ts'
import { verifySignature } from './verify-signature.ts'

interface RehearsalOptions
  extends Omit<
    LiveRehearsalOptions,
    'conditions' | 'newEventId' | 'verifySignature' | 'judgeEvent' | 'echoOnly'
  > {
  conditions: ConditionLanguages
}

export function createRehearsal(options: RehearsalOptions): LiveRehearsal {
  return createLiveRehearsal({
    ...options,
    conditions: () => options.conditions,
    newEventId: createEventIds(),
    verifySignature,
    judgeEvent,
  })
}
