import type { BillPreview } from '#billing/preview.ts'
import type { UnbilledReason, UnbilledShare } from '#billing/unbilled.ts'
import { type EventsChoice, eventsLink } from './events-link.ts'

/** The events or requests that a share of the unbilled usage is made of. */
export function shareLink(
  reason: UnbilledReason,
  share: UnbilledShare,
  { bills }: Pick<BillPreview, 'bills'>,
): string | undefined {
  const { who, from, to } = share
  const subjects = bills.find(({ customer }) => customer.key === who)?.subjects
  const choices: Record<UnbilledReason, EventsChoice | undefined> = {
    no_customer: { subjects: [who], check: 'No customer' },
    no_subscription: { subjects, outcome: 'emitted' },
    before_subscription: { subjects, outcome: 'emitted' },
    after_subscription: { subjects, outcome: 'emitted' },
    no_meter: { type: who, check: 'No meter' },
    invalid_value: { type: who, check: 'Invalid event' },
    dropped: { view: 'dropped', reason: who },
    lost: { view: 'lost', subjects: [who] },
    rejected: { view: 'lost', subjects: [who] },
    duplicate: undefined,
  }
  const choice = choices[reason]
  return choice === undefined ? undefined : eventsLink({ ...choice, from, to })
}
