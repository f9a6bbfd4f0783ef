/** Usage that no invoice holds: why, whose it is, and what it would have cost. */
import Big from 'big.js'
import { z } from 'zod'
import type { Customer } from '#events/customer.ts'
import { minorDigits, type Period, roundAmount } from './invoice.ts'
import { chargeOf } from './price.ts'
import { endOf, type PriceBook, type Subscription, startOf } from './price-book.ts'
import { addsUp, type MeteredFeature, type OwnedUsage } from './usage-source.ts'

/**
 * `no_customer`: events arrived for a subject that no customer has. `no_subscription`: the customer never subscribed.
 * `before_subscription`, `after_subscription`: usage of a subscriber outside of its subscriptions. `no_meter`,
 * `invalid_value`: events that no meter counts. `dropped`, `lost`, `rejected`: what never arrived. `duplicate`: what
 * arrived twice and counts once.
 */
const unbilledReasons = [
  'no_customer',
  'no_subscription',
  'before_subscription',
  'after_subscription',
  'no_meter',
  'invalid_value',
  'dropped',
  'lost',
  'rejected',
  'duplicate',
] as const
const unbilledReason = z.enum(unbilledReasons)
export type UnbilledReason = z.infer<typeof unbilledReason>

const loss = {
  /** Events or requests; absent where usage was metered and not counted by event. */
  events: z.int().optional(),
  usage: z.array(z.object({ feature: z.string(), quantity: z.string() })),
  /** By the plan that the customer has, else by the reference plan; absent where there is neither. Rounded. */
  amount: z.string().optional(),
}

const unbilledShare = z.object({
  /** A subject without a customer, a customer's key, an event type, or the reason of a drop. */
  who: z.string(),
  /** The part of the period; RFC 3339. */
  from: z.string(),
  to: z.string(),
  ...loss,
})
export type UnbilledShare = z.infer<typeof unbilledShare>

export const unbilled = z.object({
  reason: unbilledReason,
  /** Its `usage` is of the meters alone that add up. */
  ...loss,
  /** The first hundred. */
  shares: z.array(unbilledShare),
  /** How many there are. */
  holders: z.int(),
})
export type Unbilled = z.infer<typeof unbilled>

/** Something that nobody pays for. */
export interface Hole {
  reason: UnbilledReason
  who: string
  period: Period
  events?: number
  usage?: {
    feature: string
    quantity: Big
    /** The plan whose price values it. */
    plan: string | undefined
  }
}

export interface UnbilledParts {
  book: PriceBook
  period: Period
  features: ReadonlyMap<string, MeteredFeature>
  usage: OwnedUsage
}

/** Of usage that arrived and was metered. */
export function unownedHoles(
  { book, period }: Pick<UnbilledParts, 'book' | 'period'>,
  unowned: ReadonlyMap<string, ReadonlyMap<string, Big>>,
): Hole[] {
  const plan = book.reference_plan
  return [...unowned].flatMap(([feature, bySubject]) =>
    [...bySubject].map(([who, quantity]): Hole => {
      const usage = { feature, quantity, plan }
      return { reason: 'no_customer', who, period, usage }
    }),
  )
}

/** What a customer used of the period outside of its subscriptions. */
export function unsubscribedHoles(parts: UnbilledParts, { id, key }: Customer): Hole[] {
  const { book, features, usage } = parts
  const gaps = gapsOf(subscriptionsOf(book, key), parts.period)
  return gaps.flatMap(({ reason, period, plan = book.reference_plan }) =>
    [...features.keys()].map(feature => {
      const quantity = usage.ofCustomer(id, feature, period.from)
      return { reason, who: key, period, usage: { feature, quantity, plan } }
    }),
  )
}

/** In order of time. */
export function subscriptionsOf({ subscriptions }: PriceBook, customer: string): Subscription[] {
  return subscriptions
    .filter(of => of.customer === customer)
    .toSorted((one, other) => startOf(one) - startOf(other))
}

interface Gap {
  reason: UnbilledReason
  period: Period
  plan: string | undefined
}

/** The parts of a period in which no subscription is active. `subscriptions` are in order of time. */
export function gapsOf(subscriptions: readonly Subscription[], period: Period): Gap[] {
  if (subscriptions.length === 0) return [{ reason: 'no_subscription', period, plan: undefined }]
  const gaps: Gap[] = []
  let from = period.from
  for (const of of subscriptions) {
    const to = Math.min(startOf(of), period.to)
    const isFirst = of === subscriptions[0]
    if (from < to) {
      const reason = isFirst ? 'before_subscription' : 'after_subscription'
      gaps.push({ reason, period: { from, to }, plan: of.plan })
    }
    from = Math.max(from, endOf(of))
  }
  if (from < period.to) {
    gaps.push({
      reason: 'after_subscription',
      period: { from, to: period.to },
      plan: subscriptions.at(-1)?.plan,
    })
  }
  return gaps
}

const SHARE_LIMIT = 100

/** By reason, in the order of `unbilledReasons`; the largest amounts first. */
export function gatherUnbilled(
  holes: readonly Hole[],
  { book, features }: Pick<UnbilledParts, 'book' | 'features'>,
): Unbilled[] {
  const isSum = (feature: string) => {
    const source = features.get(feature)?.source
    return source !== undefined && addsUp(source)
  }
  const counted = holes.filter(({ events = 0, usage }) => events > 0 || usage?.quantity.gt(0))
  const byReason = Map.groupBy(counted, ({ reason }) => reason)
  return unbilledReasons.flatMap(reason => {
    const of = byReason.get(reason)
    if (of === undefined) return []
    const holders = Map.groupBy(of, ({ who, period }) => JSON.stringify([who, period]))
    const shares = [...holders.values()].map(own => ({ ...placeOf(own), ...lossOf(own, book) }))
    return [
      {
        reason,
        ...lossOf(of, book),
        usage: sums(of.filter(({ usage }) => usage !== undefined && isSum(usage.feature))),
        shares: shares.toSorted(byWorth).slice(0, SHARE_LIMIT),
        holders: new Set(of.map(({ who }) => who)).size,
      },
    ]
  })
}

function placeOf([first]: readonly Hole[]): Pick<UnbilledShare, 'who' | 'from' | 'to'> {
  if (first === undefined) throw new Error('a share of no holes')
  const { who, period } = first
  return { who, from: new Date(period.from).toISOString(), to: new Date(period.to).toISOString() }
}

function byWorth(one: UnbilledShare, other: UnbilledShare): number {
  return new Big(other.amount ?? '0').cmp(one.amount ?? '0') || (other.events ?? 0) - (one.events ?? 0)
}

function lossOf(holes: readonly Hole[], book: PriceBook): Pick<Unbilled, 'events' | 'usage' | 'amount'> {
  const used = usedIn(holes)
  const counted = holes.flatMap(({ events }) => events ?? [])
  const priced = used.flatMap(of => worthOf(of, book) ?? [])
  const amount = priced.reduce((sum, value) => sum.plus(value), new Big(0))
  return {
    ...(counted.length > 0 && { events: counted.reduce((sum, count) => sum + count, 0) }),
    usage: sums(holes),
    ...(priced.length > 0 && { amount: roundAmount(amount, minorDigits(book.currency)) }),
  }
}

function usedIn(holes: readonly Hole[]) {
  return holes.flatMap(({ usage }) => (usage?.quantity.gt(0) ? [usage] : []))
}

function sums(holes: readonly Hole[]): UnbilledShare['usage'] {
  return [...Map.groupBy(usedIn(holes), ({ feature }) => feature)].map(([feature, of]) => ({
    feature,
    quantity: of.reduce((sum, { quantity }) => sum.plus(quantity), new Big(0)).toFixed(),
  }))
}

/** As if it were all that its subject or customer used; what is charged without any usage is not its worth. */
function worthOf({ plan, feature, quantity }: NonNullable<Hole['usage']>, book: PriceBook): Big | undefined {
  const cards = book.plans
    .find(({ key }) => key === plan)
    ?.rate_cards.filter(card => card.feature === feature)
  if (cards === undefined || cards.length === 0) return undefined
  return cards
    .filter(({ price }) => price.type !== 'flat')
    .reduce((sum, { price }) => sum.plus(chargeOf(price, quantity).amount), new Big(0))
}
