/** An invoice preview: what a customer's usage of a period costs by the plan that he subscribed to. */
import Big from 'big.js'
import { z } from 'zod'
import { chargeOf, chargePart, price } from './price.ts'
import type { Plan, RateCard, Subscription } from './price-book.ts'
import { endOf, startOf } from './price-book.ts'

/** Milliseconds since the epoch; `to` is exclusive. */
export interface Period {
  from: number
  to: number
}

export const invoiceLine = z.object({
  rate_card: z.string(),
  name: z.string(),
  feature: z.string().optional(),
  price,
  /** The part of the period in which usage counts: the subscription may start or end within it. RFC 3339. */
  from: z.string(),
  to: z.string(),
  /** Decimal; absent where the price does not depend on usage. */
  quantity: z.string().optional(),
  parts: z.array(chargePart),
  /** Exact. */
  unrounded: z.string(),
  /** Rounded to the currency's smallest unit. */
  amount: z.string(),
})
export type InvoiceLine = z.infer<typeof invoiceLine>

export interface Invoice {
  lines: InvoiceLine[]
  /** The sum of the rounded lines. */
  total: string
}

/** A feature's usage in a period, a decimal. */
export type UsageOf = (feature: string, period: Period) => string

export interface InvoiceOrder {
  subscriptions: readonly Subscription[]
  plans: readonly Plan[]
  period: Period
  currency: string
  usageOf: UsageOf
}

/**
 * One line per rate card and subscription that touches the period. A flat price is charged whole for each
 * subscription, without pro-rating (decision 18).
 */
export function createInvoice(order: InvoiceOrder): Invoice {
  const digits = minorDigits(order.currency)
  const lines: InvoiceLine[] = []
  for (const of of order.subscriptions) {
    const within = overlap(of, order.period)
    const plan = order.plans.find(({ key }) => key === of.plan)
    if (within === undefined || plan === undefined) continue
    for (const card of plan.rate_cards) lines.push(lineOf(card, { within, digits, usageOf: order.usageOf }))
  }
  const total = lines.reduce((sum, { amount }) => sum.plus(amount), new Big(0))
  return { lines, total: total.toFixed(digits) }
}

interface LineParts {
  within: Period
  digits: number
  usageOf: UsageOf
}

function lineOf(card: RateCard, { within, digits, usageOf }: LineParts): InvoiceLine {
  const quantity = card.feature === undefined ? undefined : usageOf(card.feature, within)
  const charge = chargeOf(card.price, new Big(quantity ?? 0))
  return {
    rate_card: card.key,
    name: card.name,
    ...(card.feature === undefined ? {} : { feature: card.feature }),
    price: card.price,
    from: new Date(within.from).toISOString(),
    to: new Date(within.to).toISOString(),
    ...(quantity === undefined ? {} : { quantity }),
    parts: charge.parts,
    unrounded: charge.amount.toFixed(),
    amount: roundAmount(charge.amount, digits),
  }
}

/** Rounded half away from zero (decision 18), with all its digits: `0.50`. */
export function roundAmount(amount: Big, digits: number): string {
  return amount.toFixed(digits, Big.roundHalfUp)
}

/** Digits after the point of a currency's smallest unit: 2 for EUR, 0 for JPY (ISO 4217, by Intl). */
export function minorDigits(currency: string): number {
  const known = digitsOf.get(currency)
  if (known !== undefined) return known
  const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  const digits = options.maximumFractionDigits ?? 2
  digitsOf.set(currency, digits)
  return digits
}

/** A format costs more to make than an invoice. */
const digitsOf = new Map<string, number>()

/** The part of a period in which a subscription is active; undefined when there is none. */
export function overlap(of: Subscription, period: Period): Period | undefined {
  const from = Math.max(startOf(of), period.from)
  const to = Math.min(endOf(of), period.to)
  return from < to ? { from, to } : undefined
}
