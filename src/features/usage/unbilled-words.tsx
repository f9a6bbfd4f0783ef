import { Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import type { PriceBook } from '#billing/price-book.ts'
import type { Unbilled, UnbilledReason } from '#billing/unbilled.ts'
import type { Tone } from '#ui/badge.tsx'

interface ReasonWords {
  glyph: ReactNode
  tone: Tone
  label: string
  why: string
}

/** What stands in the place of money that nobody can tell. */
export function noMoney({ reason, usage }: NoMoney, { plans }: Pick<PriceBook, 'plans'>): string {
  if (reason === 'no_meter') return 'no price can be known: no meter'
  if (plans.length === 0) return 'no price: no plan'
  if (usage.length > 0) return 'no price in the plan'
  if (reason === 'invalid_value') return 'no price can be known: no value'
  if (reason === 'duplicate') return 'no price can be known: a part of a batch came again'
  return 'no price in the plan'
}

type NoMoney = Pick<Unbilled, 'reason' | 'usage'>

/** Why usage is on no invoice, and what mends it. */
export const unbilledWords: Record<UnbilledReason, ReasonWords> = {
  no_customer: {
    glyph: '⚠',
    tone: 'warn',
    label: 'No customer',
    why: 'Events arrived for these subjects, and no customer has them in its usage attribution. A customer created now is billed for them too, once it has a subscription.',
  },
  no_subscription: {
    glyph: '⚠',
    tone: 'warn',
    label: 'No subscription',
    why: 'The customer has usage and never subscribed to a plan.',
  },
  before_subscription: {
    glyph: '⚠',
    tone: 'warn',
    label: 'Before the subscription',
    why: 'The usage is older than the customer’s subscription, which bills from its start on.',
  },
  after_subscription: {
    glyph: '⚠',
    tone: 'warn',
    label: 'After a subscription',
    why: 'A subscription had ended, and no other had begun.',
  },
  no_meter: {
    glyph: '⚠',
    tone: 'warn',
    label: 'No meter',
    why: 'The events are stored, and no meter counts their type. What no meter counts has no price.',
  },
  invalid_value: {
    glyph: '⚠',
    tone: 'danger',
    label: 'Invalid event',
    why: 'A meter counts the type and could not read the value, so the event counts for nothing there. Valued by the reference plan, as if each had the average of those of its type that could be read. An event cannot be changed: mend its sender.',
  },
  dropped: {
    glyph: '◇',
    tone: 'drop',
    label: 'Dropped',
    why: 'A rule of the plugin made no event of these requests. Valued as one API request each, by the reference plan.',
  },
  lost: {
    glyph: '✕',
    tone: 'danger',
    label: 'Lost',
    why: 'There was an event, and its delivery gave up. Valued by the reference plan.',
  },
  rejected: {
    glyph: '✕',
    tone: 'danger',
    label: 'Rejected',
    why: 'The ingest endpoint answered 4xx, and the event did not get in. Valued by the reference plan.',
  },
  duplicate: {
    glyph: <Copy size={12} />,
    tone: 'neutral',
    label: 'Deduplicated',
    why: 'The same source and id arrived again: stored once and billed once. Counted since the studio started. What they would have cost a second time is by the reference plan, for the last 5,000 of batches that came again as a whole.',
  },
}
