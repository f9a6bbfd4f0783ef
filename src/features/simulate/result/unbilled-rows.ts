/** What of a run nobody is billed for, each with its reason and where that is mended. */
import { amountText, isZero, quantityText } from '#rehearsal/amount-text.ts'
import type { MoneyBill, MoneySummary } from '#rehearsal/money.ts'
import type { RehearsalSummary } from '#rehearsal/summary.ts'

export interface UnbilledRow {
  /** A subject, a type of events, a feature, or what became of them. */
  what: string
  why: string
  /** Requests, for those that were dropped. */
  events?: number
  units?: string
  /** By the plan that would have charged it; absent where nothing says. */
  worth?: string
  mend?: { label: string; href: string }
}

const prices = { label: 'Prices', href: '/usage?tab=prices' }
const meters = { label: 'Meters', href: '/usage?tab=meters' }
const customers = { label: 'Customers', href: '/usage?tab=customers' }
const delivery = { label: 'Delivery', href: '/delivery' }

export function unbilledRows(money: MoneySummary, summary: RehearsalSummary): UnbilledRow[] {
  return [
    ...money.bills.flatMap(bill => billRows(bill, money)),
    ...uncountedRows(money),
    ...unpricedRows(money),
    ...fateRows(money, summary),
  ]
}

/** `3 × Requests, 1,200 × Tokens`: what was used. */
function unitsText({ lines }: MoneyBill): string {
  return lines
    .flatMap(({ name, quantity = '0' }) => (isZero(quantity) ? [] : [`${quantityText(quantity)} × ${name}`]))
    .join(', ')
}

/** What a bill is made of: `3 × Requests €0.30`, `Base fee €5.00`. */
export function lineTexts({ lines }: MoneyBill, currency: string): string[] {
  return lines
    .filter(({ quantity = '1', unrounded }) => !isZero(quantity) || !isZero(unrounded))
    .map(({ name, quantity, amount }) => {
      const what = quantity === undefined ? name : `${quantityText(quantity)} × ${name}`
      return `${what} ${amountText(amount, currency)}`
    })
}

function billRows(bill: MoneyBill, money: MoneySummary): UnbilledRow[] {
  const { payer, unbilled, basis, plan, events, total, without_rate_card } = bill
  const rows = without_rate_card.map(({ feature, quantity }) => ({
    what: payer,
    why: plan === undefined ? 'No plan charges it.' : `Plan ${plan} has no rate card for it.`,
    units: `${quantityText(quantity)} × ${feature}`,
    mend: prices,
  }))
  if (unbilled === undefined) return rows
  const own = {
    what: payer,
    why: unbilled === 'no_customer' ? 'No customer has this subject.' : 'Its customer has no subscription.',
    events,
    units: unitsText(bill),
    ...(basis !== 'none' && { worth: amountText(total, money.currency) }),
    mend: unbilled === 'no_customer' ? customers : prices,
  }
  return [own, ...rows]
}

const uncountedWhy = {
  no_meter: { why: 'No meter counts events of this type.', mend: meters },
  no_feature: { why: 'A meter counts them, and no feature is sold of it.', mend: prices },
  left_out: { why: 'The features leave them out, or their value is no number.', mend: prices },
} as const

function uncountedRows({ uncounted }: MoneySummary): UnbilledRow[] {
  return uncounted.map(({ type, reason, events }) => ({ what: type, events, ...uncountedWhy[reason] }))
}

const unpricedWhy = {
  no_meter: { why: 'Its meter is not there.', mend: meters },
  not_additive: { why: 'Its meter does not add up event by event, so that a run cannot price it.' },
} as const

function unpricedRows({ unpriced }: MoneySummary): UnbilledRow[] {
  return unpriced.map(({ feature, reason }) => ({ what: feature, ...unpricedWhy[reason] }))
}

function fateRows(money: MoneySummary, { events, requests }: RehearsalSummary): UnbilledRow[] {
  const { currency, reference_plan } = money
  const worth = (amount: string) =>
    reference_plan === undefined && isZero(amount) ? {} : { worth: amountText(amount, currency) }
  const rows: (UnbilledRow & { events: number })[] = [
    {
      what: 'Dropped requests',
      why: 'They have no subject, so that they gave no event.',
      events: requests.dropped,
      ...worth(money.without_subject),
    },
    {
      what: 'Lost events',
      why: 'Their delivery was given up.',
      events: events.lost,
      ...worth(money.lost),
      mend: delivery,
    },
    {
      what: 'Dropped events',
      why: 'The queue was full.',
      events: events.dropped,
      ...worth(money.dropped),
      mend: delivery,
    },
    {
      what: 'Duplicates',
      why: 'Stored before and sent again: known by id and source, charged once.',
      events: events.duplicated,
      ...worth(money.duplicated),
    },
  ]
  return rows.filter(row => row.events > 0)
}
