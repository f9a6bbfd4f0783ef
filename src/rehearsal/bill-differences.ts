/** What the same traffic costs by two runs with prices. */
import Big from 'big.js'
import { minorDigits } from '#billing/invoice.ts'
import type { MoneyBill, MoneySummary } from './money.ts'

/** Amounts in the currency of their run. `difference` (B less A) is absent where the currencies differ. */
export interface AmountDifference {
  a: string
  b: string
  difference?: string
}

export type PayerDifference = AmountDifference & { payer: string }

export interface BillDifferences {
  currencies: { a: string; b: string }
  total: AmountDifference
  /** Of subjects that no customer pays for, by the reference plan. */
  unbilled: AmountDifference
  /** Of 30 days at the runs' pace, where both have one. */
  month?: AmountDifference
  /** Payers whose bills differ, the largest difference first; who has none in a run pays 0 there. */
  payers: PayerDifference[]
  /** The same of what nobody is billed for: they add up to `unbilled`. */
  unbilled_payers: PayerDifference[]
}

export function billDifferences(a: MoneySummary, b: MoneySummary): BillDifferences {
  const difference = createDifference(a, b)
  const of = (isMeant: (bill: MoneyBill) => boolean): PayerDifference[] => {
    const [ofA, ofB] = [totals(a, isMeant), totals(b, isMeant)]
    return [...new Set([...ofA.keys(), ...ofB.keys()])]
      .map(payer => ({ payer, ...difference(ofA.get(payer), ofB.get(payer)) }))
      .filter(one => a.currency !== b.currency || !new Big(one.a).eq(one.b))
      .sort((one, other) => sizeOf(other).cmp(sizeOf(one)))
  }
  return {
    currencies: { a: a.currency, b: b.currency },
    total: difference(new Big(a.total), new Big(b.total)),
    unbilled: difference(new Big(a.unbilled), new Big(b.unbilled)),
    ...(a.month && b.month && { month: difference(new Big(a.month.total), new Big(b.month.total)) }),
    payers: of(({ unbilled }) => unbilled === undefined),
    unbilled_payers: of(({ unbilled }) => unbilled !== undefined),
  }
}

/** Whether nobody pays more or less. */
export function areBillsSame({
  currencies,
  total,
  unbilled,
  payers,
  unbilled_payers,
}: BillDifferences): boolean {
  const pairs = [currencies, total, unbilled]
  return payers.length + unbilled_payers.length === 0 && pairs.every(({ a, b }) => a === b)
}

/** A customer and a subject may have the same name. */
function totals({ bills }: MoneySummary, isMeant: (bill: MoneyBill) => boolean): Map<string, Big> {
  const sums = new Map<string, Big>()
  for (const bill of bills.filter(isMeant)) {
    sums.set(bill.payer, (sums.get(bill.payer) ?? new Big(0)).plus(bill.total))
  }
  return sums
}

const nothing = new Big(0)

function createDifference(a: MoneySummary, b: MoneySummary) {
  const [digitsA, digitsB] = [minorDigits(a.currency), minorDigits(b.currency)]
  return (of = nothing, than = nothing): AmountDifference => {
    const amounts = { a: of.toFixed(digitsA), b: than.toFixed(digitsB) }
    if (a.currency !== b.currency) return amounts
    return { ...amounts, difference: than.minus(of).toFixed(digitsA) }
  }
}

function sizeOf({ a, b }: AmountDifference): Big {
  return new Big(b).minus(a).abs()
}
