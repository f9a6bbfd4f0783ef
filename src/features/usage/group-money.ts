/** What is billed for groups of usage, found by the rows that their usage is told in. */
import type { MeterQueryResult } from '#api/meter-query.ts'
import type { GroupCharges } from '#billing/group-charges.ts'
import { moneyText } from '#formats/decimal-text.ts'
import { groupKey, sumOf } from './usage-series.ts'

type UsageRow = MeterQueryResult['data'][number]

export interface GroupMoney {
  currency: string
  /** Exact, as all amounts here. */
  total: string
  /** Of a group over the whole period, by `UsageGroup.key`; undefined where nobody is billed for it. */
  ofGroup(key: string): string | undefined
}

export function groupMoney({ charges, currency }: GroupCharges, groupBy: readonly string[]): GroupMoney {
  const byKey = new Map(charges.map(row => [groupKey(row, groupBy), row.amount]))
  return {
    currency,
    total: sumOf(charges.map(({ amount }) => amount)),
    ofGroup: key => byKey.get(key),
  }
}

export interface StepMoney {
  currency: string
  /** Amounts in the place of units, for a chart. */
  rows: MeterQueryResult['data']
  /** Of a row of usage with the same steps and groups; undefined where nobody is billed for it. */
  ofRow(row: UsageRow): string | undefined
}

export function stepMoney({ charges, currency }: GroupCharges, groupBy: readonly string[]): StepMoney {
  const place = (row: Pick<UsageRow, 'from' | 'dimensions'>) =>
    `${Date.parse(row.from)} ${groupKey(row, groupBy)}`
  const byPlace = new Map(charges.map(row => [place(row), row.amount]))
  return {
    currency,
    rows: charges.map(({ amount, ...row }) => ({ ...row, value: amount })),
    ofRow: row => byPlace.get(place(row)),
  }
}

/** `€1.20`; what is there and rounds to nothing is `< €0.01`, so that it does not look free. */
export function shareText(amount: string, currency: string): string {
  const text = moneyText(amount, currency)
  const isNothing = (of: string) => !/[1-9]/.test(of)
  if (isNothing(amount) || !isNothing(text)) return text
  return `< ${text.replace(/0(?=\D*$)/, '1')}`
}
