/**
 * What is sold to whom: features on meters, plans with a rate card for each, and who subscribed when. Konnect's words
 * (feature, plan, rate card, subscription); of their fields only those that a preview needs.
 */
import { z } from 'zod'
import { price } from './price.ts'

const key = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z0-9]+(?:_[a-z0-9]+)*$/, 'must be lower-case letters, digits and single underscores')
const name = z.string().trim().min(1).max(256)

/** A meter's usage, narrowed by dimensions: `{ type: ['input'] }` counts input tokens only. */
const feature = z.strictObject({
  key,
  name,
  /** A meter's key. */
  meter: key,
  /** By dimension of the meter, the values that count; values of one dimension are alternatives. */
  filters: z.record(z.string().regex(/^\w+$/), z.array(z.string()).min(1)).default({}),
})
export type Feature = z.infer<typeof feature>

const rateCard = z.strictObject({
  key,
  name,
  /** A feature's key; without one the price does not depend on usage. */
  feature: key.optional(),
  price,
})
export type RateCard = z.infer<typeof rateCard>

const plan = z.strictObject({ key, name, rate_cards: z.array(rateCard) })
export type Plan = z.infer<typeof plan>

const moment = z.iso.datetime({ offset: true })

const subscription = z
  .strictObject({
    /** A customer's key. */
    customer: z.string().min(1),
    plan: key,
    /** Usage counts from here on, inclusive. */
    active_from: moment,
    /** Exclusive. */
    active_to: moment.optional(),
  })
  .refine(
    ({ active_from, active_to }) =>
      active_to === undefined || Date.parse(active_to) > Date.parse(active_from),
    { message: 'must be after active_from', path: ['active_to'] },
  )
export type Subscription = z.infer<typeof subscription>

const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be a currency code of three capitals, such as EUR')
  .refine(code => Intl.supportedValuesOf('currency').includes(code), 'is not an ISO 4217 currency')

export const priceBook = z
  .strictObject({
    currency,
    features: z.array(feature),
    plans: z.array(plan),
    /** The plan whose prices value what nobody is billed for. */
    reference_plan: key.optional(),
    subscriptions: z.array(subscription),
  })
  .superRefine((book, context) => {
    for (const { path, message } of brokenReferences(book)) {
      context.addIssue({ code: 'custom', path, message })
    }
  })
export type PriceBook = z.infer<typeof priceBook>

/** Nothing sold yet. */
export const emptyPriceBook: PriceBook = { currency: 'USD', features: [], plans: [], subscriptions: [] }

interface Fault {
  path: (string | number)[]
  message: string
}
type References = Pick<PriceBook, 'features' | 'plans' | 'reference_plan' | 'subscriptions'>

function brokenReferences(book: References): Fault[] {
  const features = new Set(book.features.map(of => of.key))
  const plans = new Set(book.plans.map(of => of.key))
  const unknownPlan = (of: string) => (plans.has(of) ? undefined : `there is no plan "${of}"`)
  return [
    ...repeated(book.features, 'features'),
    ...repeated(book.plans, 'plans'),
    ...book.plans.flatMap((of, index) => cardFaults(of, { features, path: ['plans', index, 'rate_cards'] })),
    ...book.subscriptions.flatMap((of, index) =>
      fault(unknownPlan(of.plan), ['subscriptions', index, 'plan']),
    ),
    ...overlaps(book.subscriptions),
    ...(book.reference_plan === undefined ? [] : fault(unknownPlan(book.reference_plan), ['reference_plan'])),
  ]
}

function cardFaults(
  of: Plan,
  { features, path }: { features: Set<string>; path: (string | number)[] },
): Fault[] {
  const cards = of.rate_cards.flatMap((card, index) =>
    fault(cardFault(card, features), [...path, index, 'feature']),
  )
  return [...repeated(of.rate_cards, ...path), ...cards]
}

function cardFault(card: RateCard, features: Set<string>): string | undefined {
  const isFlat = card.price.type === 'flat' || card.price.type === 'free'
  if (card.feature === undefined)
    return isFlat ? undefined : `is required: a ${card.price.type} price needs usage`
  return features.has(card.feature) ? undefined : `there is no feature "${card.feature}"`
}

function repeated(list: readonly { key: string }[], ...path: (string | number)[]): Fault[] {
  const seen = new Set<string>()
  return list.flatMap((of, index) => {
    const isNew = !seen.has(of.key)
    seen.add(of.key)
    return isNew ? [] : [{ path: [...path, index, 'key'], message: `"${of.key}" is taken` }]
  })
}

/** A customer has one subscription at a time. */
function overlaps(list: readonly Subscription[]): Fault[] {
  return list.flatMap((of, index) => {
    const other = list.slice(0, index).find(before => before.customer === of.customer && meet(before, of))
    return other === undefined
      ? []
      : fault(`overlaps the subscription of "${of.customer}" from ${other.active_from}`, [
          'subscriptions',
          index,
          'active_from',
        ])
  })
}

function meet(one: Subscription, other: Subscription): boolean {
  return startOf(one) < endOf(other) && startOf(other) < endOf(one)
}

/** Milliseconds since the epoch. */
export function startOf(of: Subscription): number {
  return Date.parse(of.active_from)
}

/** Milliseconds since the epoch, exclusive; Infinity while it runs. */
export function endOf(of: Subscription): number {
  return of.active_to === undefined ? Number.POSITIVE_INFINITY : Date.parse(of.active_to)
}

function fault(message: string | undefined, path: (string | number)[]): Fault[] {
  return message === undefined ? [] : [{ path, message }]
}
