/** What a rehearsal costs, for people. */
import type { MoneySummary } from '#rehearsal/money.ts'
import { table } from './rehearsal-text.ts'

type Bill = MoneySummary['bills'][number]

const bases = {
  subscription: 'subscription',
  reference_plan: 'reference plan',
  none: 'no plan',
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

/** Of a decimal. */
export function isZero(amount: string): boolean {
  return Number(amount) === 0
}

function monthText({ currency }: MoneySummary, month: NonNullable<MoneySummary['month']>): string {
  const factor = Number(month.factor).toLocaleString('en-US', { maximumFractionDigits: 1 })
  return `  in ${month.days} days ${currency} ${month.total}${isZero(month.unbilled) ? '' : ` (and ${month.unbilled} that no customer pays)`}: the run's quantities × ${factor}, as its pace makes them, then charged\n`
}

function billTable(bills: readonly Bill[]): string {
  const months = bills.some(({ month }) => month !== undefined)
  return table(
    ['payer', 'plan', 'by', 'total', 'lost', 'dropped', ...(months ? ['in 30 days'] : [])],
    bills.map(({ payer, plan = '', basis, total, lost, dropped, month = '' }) => [
      payer,
      plan,
      bases[basis],
      total,
      lost,
      dropped,
      ...(months ? [month] : []),
    ]),
  )
}
