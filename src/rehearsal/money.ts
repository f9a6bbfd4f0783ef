/** What a run costs whom, and what the events that met another fate are worth: each payer's quantities, charged once. */
import Big from 'big.js'
import { minorDigits, roundAmount } from '#billing/invoice.ts'
import { chargeOf } from '#billing/price.ts'
import type { Feature, Plan, PriceBook, RateCard } from '#billing/price-book.ts'
import type { UsageEventType } from '#metering/usage-event.ts'
import { type Payer, payersOf, type RehearsalPrices, referencePlan } from './payers.ts'
import {
  createPricedUsage,
  type PricedFate,
  type PricedUsage,
  type SubjectUsage,
  type UncountedReason,
  type UnpricedFeature,
} from './priced-usage.ts'

/** Decimals; amounts rounded to the currency's smallest unit, unless they say otherwise. */
interface MoneyLine {
  rate_card: string
  name: string
  feature?: string
  /** Absent where the price does not depend on usage. */
  quantity?: string
  /** Exact. */
  unrounded: string
  amount: string
}

/** What events of each fate would cost besides: the charge with them less the charge without. */
interface FateWorth {
  lost: string
  /** Pushed out of a full queue, after what was lost. */
  dropped: string
  /** Nobody is billed for them: the endpoint knows them by id and source. */
  duplicated: string
}

export interface MoneyBill extends FateWorth, Pick<Payer, 'basis' | 'unbilled'> {
  /** A customer's key, or a subject. */
  payer: string
  subjects: string[]
  plan?: string
  /** Delivered, whether they have a price or none. */
  events: number
  lines: MoneyLine[]
  /** What was used of features that the plan has no rate card for. */
  without_rate_card: { feature: string; quantity: string }[]
  total: string
  /** The total of 30 days at the run's pace: its quantities times `factor`, then charged. */
  month?: string
}

export interface MoneySummary extends FateWorth {
  currency: string
  /** Values what nobody is billed for; without one, that is worth nothing here. */
  reference_plan?: string
  /** What was delivered, the run taken for one billing period. Most first; subjects beyond the limit of names are one payer. */
  bills: MoneyBill[]
  total: string
  /** By the reference plan: what was delivered of subjects that no customer with a subscription owns. */
  unbilled: string
  /** By the reference plan: what requests that were dropped for want of a subject would have been billed. */
  without_subject: string
  unpriced: readonly UnpricedFeature[]
  /** Delivered events that no feature counts, whoever they are of: they are in no amount. */
  uncounted: { type: UsageEventType; reason: UncountedReason; events: number }[]
  /** `factor`: 30 days by the run's duration. */
  month?: { days: number; factor: string; total: string; unbilled: string }
}

const MONTH_DAYS = 30

interface Run {
  /** Milliseconds since the epoch. */
  start: number
  /** Seconds. */
  duration: number
}

/** What counts a run's events, and says in the end what they cost; nothing without prices. */
export function createMoney(prices: RehearsalPrices | undefined): {
  usage: PricedUsage | undefined
  read(run: Run): { money?: MoneySummary }
} {
  if (prices === undefined) return { usage: undefined, read: () => ({}) }
  const usage = createPricedUsage(prices.book, prices.meters)
  return { usage, read: run => ({ money: chargeRun(prices, usage, run) }) }
}

function chargeRun(prices: RehearsalPrices, usage: PricedUsage, run: Run): MoneySummary {
  const { book } = prices
  const digits = minorDigits(book.currency)
  const factor =
    prices.projected === true && run.duration > 0
      ? new Big(MONTH_DAYS * 24 * 60 * 60).div(run.duration)
      : undefined
  const counted = usage.read()
  const bills = payersOf(prices, counted, run.start)
    .map(payer => billOf(payer, { digits, factor, features: book.features }))
    .sort((one, other) => new Big(other.total).cmp(one.total))
  const isUnbilled = ({ unbilled }: MoneyBill) => unbilled !== undefined
  const sum = (of: readonly MoneyBill[], amount: (bill: MoneyBill) => string | undefined) =>
    of.reduce((total, bill) => total.plus(amount(bill) ?? 0), new Big(0)).toFixed(digits)
  const billed = bills.filter(bill => !isUnbilled(bill))
  const unbilled = bills.filter(isUnbilled)
  return {
    currency: book.currency,
    ...(book.reference_plan !== undefined && { reference_plan: book.reference_plan }),
    bills,
    total: sum(billed, ({ total }) => total),
    unbilled: sum(unbilled, ({ total }) => total),
    lost: sum(bills, ({ lost }) => lost),
    dropped: sum(bills, ({ dropped }) => dropped),
    duplicated: sum(bills, ({ duplicated }) => duplicated),
    without_subject: roundAmount(worthWithoutSubject(book, counted), digits),
    unpriced: usage.unpriced,
    uncounted: usage.uncounted(),
    ...(factor !== undefined && {
      month: {
        days: MONTH_DAYS,
        factor: factor.toFixed(),
        total: sum(billed, ({ month }) => month),
        unbilled: sum(unbilled, ({ month }) => month),
      },
    }),
  }
}

interface Charging {
  digits: number
  factor: Big | undefined
  features: readonly Feature[]
}

function billOf(payer: Payer, { digits, factor, features }: Charging): MoneyBill {
  const { name, basis, unbilled, plan, usages } = payer
  const lines = (plan?.rate_cards ?? []).map(card => lineOf(card, quantityOf(usages, card), digits))
  return {
    payer: name,
    subjects: usages.map(({ subject }) => subject),
    basis,
    ...(unbilled !== undefined && { unbilled }),
    ...(plan !== undefined && { plan: plan.key }),
    events: usages.reduce((sum, usage) => sum + usage.events('delivered'), 0),
    lines,
    without_rate_card: withoutRateCard(payer, features),
    total: lines.reduce((total, { amount }) => total.plus(amount), new Big(0)).toFixed(digits),
    ...worthOfFates(payer, digits),
    ...(factor !== undefined && { month: monthOf(plan, usages, { digits, factor }) }),
  }
}

function worthOfFates({ plan, usages }: Payer, digits: number): FateWorth {
  const charge = (...counted: PricedFate[]) => chargeBy(plan, usages, counted)
  const delivered = charge('delivered')
  const withLost = charge('delivered', 'lost')
  const worth = (amount: Big) => roundAmount(amount, digits)
  return {
    lost: worth(withLost.minus(delivered)),
    dropped: worth(charge('delivered', 'lost', 'dropped').minus(withLost)),
    duplicated: worth(charge('delivered', 'duplicated').minus(delivered)),
  }
}

function withoutRateCard(
  { plan, usages }: Payer,
  features: readonly Feature[],
): MoneyBill['without_rate_card'] {
  const sold = new Set(plan?.rate_cards.map(({ feature }) => feature))
  return features
    .filter(({ key }) => !sold.has(key))
    .map(({ key }) => ({ feature: key, quantity: quantityOf(usages, { feature: key }) }))
    .filter(({ quantity }) => quantity.gt(0))
    .map(({ feature, quantity }) => ({ feature, quantity: quantity.toFixed() }))
}

function lineOf(card: RateCard, quantity: Big, digits: number): MoneyLine {
  const { amount } = chargeOf(card.price, chargeable(quantity))
  return {
    rate_card: card.key,
    name: card.name,
    ...(card.feature !== undefined && { feature: card.feature, quantity: quantity.toFixed() }),
    unrounded: amount.toFixed(),
    amount: roundAmount(amount, digits),
  }
}

/** What these subjects used of a feature; 0 for a rate card without. */
function quantityOf(
  usages: readonly SubjectUsage[],
  { feature }: Pick<RateCard, 'feature'>,
  counted: readonly PricedFate[] = ['delivered'],
): Big {
  let sum = new Big(0)
  if (feature === undefined) return sum
  for (const { quantity } of usages) {
    for (const fate of counted) sum = sum.plus(quantity(fate, feature) ?? 0)
  }
  return sum
}

/** Exact: what a plan charges for all its rate cards together. */
function chargeBy(
  plan: Plan | undefined,
  usages: readonly SubjectUsage[],
  counted: readonly PricedFate[],
): Big {
  return (plan?.rate_cards ?? []).reduce(
    (sum, card) => sum.plus(chargeOf(card.price, chargeable(quantityOf(usages, card, counted))).amount),
    new Big(0),
  )
}

/** Quantities that are whole stay whole. */
function monthOf(
  plan: Plan | undefined,
  usages: readonly SubjectUsage[],
  { digits, factor }: { digits: number; factor: Big },
): string {
  const lines = (plan?.rate_cards ?? []).map(card => {
    const quantity = quantityOf(usages, card)
    const decimals = quantity.eq(quantity.round(0)) ? 0 : 6
    return lineOf(card, quantity.times(factor).round(decimals, Big.roundHalfUp), digits)
  })
  return lines.reduce((total, { amount }) => total.plus(amount), new Big(0)).toFixed(digits)
}

/** A plan's flat prices are charged anyway, so that they are no part of it. */
function worthWithoutSubject(book: PriceBook, counted: readonly SubjectUsage[]): Big {
  const plan = referencePlan(book)
  return chargeBy(plan, counted, ['without_subject']).minus(chargeBy(plan, counted, []))
}

/** A sum of negative values costs nothing, as in a bill. */
function chargeable(quantity: Big): Big {
  return quantity.lt(0) ? new Big(0) : quantity
}
