/** The rehearsal with what Node has for it: random ids, signatures verified by its crypto, the CloudEvents SDK as judge. */
import { createLiveRehearsal, type LiveRehearsal, type LiveRehearsalOptions } from '#live/live-rehearsal.ts'
import { createEventIds } from './event-id.ts'
import { judgeEvent } from './judge-event.ts'
import { verifySignature } from './verify-signature.ts'

type RehearsalOptions = Omit<
  LiveRehearsalOptions,
  'newEventId' | 'verifySignature' | 'judgeEvent' | 'echoOnly'
>

export function createRehearsal(options: RehearsalOptions): LiveRehearsal {
  return createLiveRehearsal({ ...options, newEventId: createEventIds(), verifySignature, judgeEvent })
}
