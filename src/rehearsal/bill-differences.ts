/** What the same traffic costs by two runs with prices. */
import Big from 'big.js'
import { minorDigits } from '#billing/invoice.ts'
import type { MoneySummary } from './money.ts'

/** Amounts in the currency of their run. `difference` (B less A) is absent where the currencies differ. */
interface AmountDifference {
  a: string
  b: string
  difference?: string
}

export interface BillDifferences {
  currencies: { a: string; b: string }
  total: AmountDifference
  /** Of subjects that no customer pays for, by the reference plan. */
  unbilled: AmountDifference
  /** Payers whose bills differ, the largest difference first; who has none in a run pays 0 there. */
  payers: (AmountDifference & { payer: string })[]
}

export function billDifferences(a: MoneySummary, b: MoneySummary): BillDifferences {
  const difference = createDifference(a, b)
  const totals = (of: MoneySummary) => new Map(of.bills.map(({ payer, total }) => [payer, total]))
  const [ofA, ofB] = [totals(a), totals(b)]
  const payers = [...new Set([...ofA.keys(), ...ofB.keys()])]
    .map(payer => ({ payer, ...difference(ofA.get(payer), ofB.get(payer)) }))
    .filter(one => !new Big(one.a).eq(one.b) || a.currency !== b.currency)
    .sort((one, other) => sizeOf(other).cmp(sizeOf(one)))
  return {
    currencies: { a: a.currency, b: b.currency },
    total: difference(a.total, b.total),
    unbilled: difference(a.unbilled, b.unbilled),
    payers,
  }
}

function createDifference(a: MoneySummary, b: MoneySummary) {
  const digits = minorDigits(a.currency)
  return (of?: string, than?: string): AmountDifference => {
    const amounts = {
      a: of ?? new Big(0).toFixed(digits),
      b: than ?? new Big(0).toFixed(minorDigits(b.currency)),
    }
    if (a.currency !== b.currency) return amounts
    return { ...amounts, difference: new Big(amounts.b).minus(amounts.a).toFixed(digits) }
  }
}

function sizeOf({ a, b }: AmountDifference): Big {
  return new Big(b).minus(a).abs()
}
