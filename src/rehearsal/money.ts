/** What a run costs whom, and what the events that met another fate are worth: each payer's quantities, charged once. */
import Big from 'big.js'
import { minorDigits, roundAmount } from '#billing/invoice.ts'
import { chargeOf } from '#billing/price.ts'
import {
  endOf,
  type Feature,
  type Plan,
  type PriceBook,
  type RateCard,
  startOf,
} from '#billing/price-book.ts'
import type { Customer } from '#events/customer.ts'
import {
  createPricedUsage,
  type PricedFate,
  type PricedMeter,
  type PricedUsage,
  type SubjectUsage,
  type UnpricedFeature,
} from './priced-usage.ts'

export type PricedCustomer = Pick<Customer, 'key' | 'usage_attribution'>

/** What a run is priced by. */
export interface RehearsalPrices {
  book: PriceBook
  /** Absent: the two that Kong documents. */
  meters?: readonly PricedMeter[] | undefined
  /** Whose subjects are whose; absent: each subject pays for itself. */
  customers?: readonly PricedCustomer[] | undefined
  /** Whether the run's pace makes a month: that of recorded traffic does. */
  projected?: boolean | undefined
}

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

interface MoneyBill extends FateWorth {
  /** A customer's key, or a subject. */
  payer: string
  subjects: string[]
  /** `reference_plan` bills nobody where customers are given; `none`: there is no plan. */
  basis: 'subscription' | 'reference_plan' | 'none'
  plan?: string
  lines: MoneyLine[]
  total: string
  /** The total of 30 days at the run's pace: its quantities times `factor`, then charged. */
  month?: string
}

export interface MoneySummary extends FateWorth {
  currency: string
  /** What was delivered, the run taken for one billing period. Most first; subjects beyond the limit of names are one payer. */
  bills: MoneyBill[]
  total: string
  /** By the reference plan: what was delivered of subjects that no customer with a subscription owns. */
  unbilled: string
  /** By the reference plan: what requests that were dropped for want of a subject would have been billed. */
  without_subject: string
  unpriced: readonly UnpricedFeature[]
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
  const { book, customers } = prices
  const digits = minorDigits(book.currency)
  const factor =
    prices.projected === true && run.duration > 0
      ? new Big(MONTH_DAYS * 24 * 60 * 60).div(run.duration)
      : undefined
  const counted = usage.read()
  const bills = payersOf(prices, counted, run.start)
    .map(payer => billOf(payer, { digits, factor }))
    .sort((one, other) => new Big(other.total).cmp(one.total))
  const isUnbilled = ({ basis }: MoneyBill) => customers !== undefined && basis !== 'subscription'
  const sum = (of: readonly MoneyBill[], amount: (bill: MoneyBill) => string | undefined) =>
    of.reduce((total, bill) => total.plus(amount(bill) ?? 0), new Big(0)).toFixed(digits)
  const billed = bills.filter(bill => !isUnbilled(bill))
  const unbilled = bills.filter(isUnbilled)
  return {
    currency: book.currency,
    bills,
    total: sum(billed, ({ total }) => total),
    unbilled: sum(unbilled, ({ total }) => total),
    lost: sum(bills, ({ lost }) => lost),
    dropped: sum(bills, ({ dropped }) => dropped),
    duplicated: sum(bills, ({ duplicated }) => duplicated),
    without_subject: roundAmount(worthWithoutSubject(book, counted), digits),
    unpriced: usage.unpriced,
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

interface Payer {
  name: string
  basis: MoneyBill['basis']
  plan: Plan | undefined
  usages: SubjectUsage[]
}

function payersOf(prices: RehearsalPrices, counted: readonly SubjectUsage[], at: number): Payer[] {
  const payerOf = createPayers(prices, at)
  const { features } = prices.book
  const payers = new Map<string, Payer>()
  for (const usage of counted) {
    if (!hasEvents(usage, features)) continue
    const payer = payerOf(usage.subject)
    const id = `${payer.basis} ${payer.name}`
    const known = payers.get(id) ?? { ...payer, usages: [] }
    known.usages.push(usage)
    payers.set(id, known)
  }
  return [...payers.values()]
}

function hasEvents({ quantity }: SubjectUsage, features: readonly Feature[]): boolean {
  return features.some(({ key }) => fates.some(fate => quantity(fate, key) !== undefined))
}

/** The customer who has a subscription, else the subject itself by the reference plan. */
function createPayers(prices: RehearsalPrices, at: number): (subject: string) => Omit<Payer, 'usages'> {
  const { book } = prices
  const ownerOf = createOwners(prices)
  const reference = referencePlan(book)
  return subject => {
    const owner = ownerOf(subject)
    const subscribed = owner === undefined ? undefined : subscribedPlan(book, owner, at)
    if (owner !== undefined && subscribed !== undefined) {
      return { name: owner, basis: 'subscription', plan: subscribed }
    }
    return { name: subject, basis: reference === undefined ? 'none' : 'reference_plan', plan: reference }
  }
}

/** The customer of a subject: by subject key first, then by the customer's own key, as OpenMeter attributes usage. */
function createOwners({ book, customers }: RehearsalPrices): (subject: string) => string | undefined {
  const given = customers ?? book.subscriptions.map(({ customer }): PricedCustomer => ({ key: customer }))
  const owners = new Map(given.map(({ key }) => [key, key]))
  for (const { key, usage_attribution } of given) {
    for (const subject of usage_attribution?.subject_keys ?? []) owners.set(subject, key)
  }
  return subject => owners.get(subject)
}

/** The plan that is subscribed to at the run's start, which is often made up; else the next one, else the last one. */
function subscribedPlan({ subscriptions, plans }: PriceBook, customer: string, at: number): Plan | undefined {
  const own = subscriptions
    .filter(of => of.customer === customer)
    .sort((one, other) => startOf(one) - startOf(other))
  const found = own.find(of => endOf(of) > at) ?? own.at(-1)
  return plans.find(({ key }) => key === found?.plan)
}

function referencePlan({ plans, reference_plan }: PriceBook): Plan | undefined {
  return plans.find(({ key }) => key === reference_plan)
}

const fates = ['delivered', 'lost', 'dropped', 'duplicated'] as const

function billOf(
  { name, basis, plan, usages }: Payer,
  { digits, factor }: { digits: number; factor: Big | undefined },
): MoneyBill {
  const lines = (plan?.rate_cards ?? []).map(card => lineOf(card, quantityOf(usages, card), digits))
  const charge = (...counted: PricedFate[]) => chargeBy(plan, usages, counted)
  const delivered = charge('delivered')
  const withLost = charge('delivered', 'lost')
  const worth = (amount: Big) => roundAmount(amount, digits)
  return {
    payer: name,
    subjects: usages.map(({ subject }) => subject),
    basis,
    ...(plan !== undefined && { plan: plan.key }),
    lines,
    total: lines.reduce((total, { amount }) => total.plus(amount), new Big(0)).toFixed(digits),
    lost: worth(withLost.minus(delivered)),
    dropped: worth(charge('delivered', 'lost', 'dropped').minus(withLost)),
    duplicated: worth(charge('delivered', 'duplicated').minus(delivered)),
    ...(factor !== undefined && { month: monthOf(plan, usages, { digits, factor }) }),
  }
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

/** What these subjects used of a rate card's feature; 0 for one without. */
function quantityOf(
  usages: readonly SubjectUsage[],
  { feature }: RateCard,
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
