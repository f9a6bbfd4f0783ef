/** What a rehearsal costs, for people. */
import { isZero } from '#rehearsal/amount-text.ts'
import type { MoneyBill, MoneySummary } from '#rehearsal/money.ts'
import { table } from './rehearsal-text.ts'

const bases = {
  subscription: 'subscription',
  reference_plan: 'reference plan',
  none: 'no plan',
} as const
const unbilledReasons = {
  no_customer: 'nobody: no customer has this subject',
  no_subscription: 'nobody: its customer has no subscription',
} as const
const uncountedReasons = {
  no_meter: 'no meter counts them',
  no_feature: 'no feature is sold of their meters',
  left_out: 'the features leave them out, or their value is no number',
} as const
const unpricedReasons = {
  no_meter: 'there is no such meter',
  not_additive: 'its meter does not add up event by event',
} as const

export function moneyText(money: MoneySummary): string {
  const { currency, bills, total, lost, dropped, duplicated, without_subject, unbilled, month } = money
  return [
    `\n${currency} ${total} for what was delivered, the run taken for one billing period\n`,
    ...(isZero(unbilled) ? [] : [`  ${unbilled} more by the reference plan, which no customer pays\n`]),
    `  worth of events: ${lost} lost, ${dropped} dropped by a full queue, ${duplicated} sent again and not charged twice\n`,
    `  worth of requests dropped for want of a subject: ${without_subject} by the reference plan\n`,
    ...(month === undefined ? [] : [monthText(money, month)]),
    ...money.unpriced.map(
      ({ feature, reason }) => `  ${feature} is not priced: ${unpricedReasons[reason]}\n`,
    ),
    ...money.uncounted.map(
      ({ type, reason, events }) =>
        `  ${events.toLocaleString('en-US')} delivered ${type} are in no bill: ${uncountedReasons[reason]}\n`,
    ),
    ...bills.flatMap(({ payer, plan, without_rate_card }) =>
      without_rate_card.map(
        ({ feature, quantity }) =>
          `  ${quantity} × ${feature} of ${payer} cost nothing: ${plan === undefined ? 'there is no plan' : `plan ${plan} has no rate card for it`}\n`,
      ),
    ),
    '\n',
    billTable(bills),
    '\n',
    table(
      ['payer', 'rate card', 'quantity', 'amount'],
      bills.flatMap(({ payer, lines }) =>
        lines.map(({ rate_card, quantity = '', amount }) => [payer, rate_card, quantity, amount]),
      ),
    ),
  ].join('')
}

function monthText({ currency }: MoneySummary, month: NonNullable<MoneySummary['month']>): string {
  const factor = Number(month.factor).toLocaleString('en-US', { maximumFractionDigits: 1 })
  return `  in ${month.days} days ${currency} ${month.total}${isZero(month.unbilled) ? '' : ` (and ${month.unbilled} that no customer pays)`}: the run's quantities × ${factor}, as its pace makes them, then charged\n`
}

function billTable(bills: readonly MoneyBill[]): string {
  const months = bills.some(({ month }) => month !== undefined)
  return table(
    ['payer', 'plan', 'by', 'events', 'total', 'lost', 'dropped', ...(months ? ['in 30 days'] : [])],
    bills.map(({ payer, plan = '', basis, unbilled, events, total, lost, dropped, month = '' }) => [
      payer,
      plan,
      unbilled === undefined ? bases[basis] : unbilledReasons[unbilled],
      events,
      total,
      lost,
      dropped,
      ...(months ? [month] : []),
    ]),
  )
}
