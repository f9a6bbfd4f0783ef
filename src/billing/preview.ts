/** Who would be billed what for a period, and what nobody would be billed for. */
import Big from 'big.js'
import { z } from 'zod'
import { type Customer, customer } from '#events/customer.ts'
import type { EventStore } from '#events/event-store.ts'
import { createInvoice, invoiceLine, minorDigits, overlap, type Period, roundAmount } from './invoice.ts'
import { chargeOf } from './price.ts'
import { endOf, type PriceBook, type Subscription, startOf } from './price-book.ts'
import {
  type MeteredFeature,
  meteredFeature,
  type UsageParts,
  usageBySubject,
  usageOfSubjects,
} from './usage-source.ts'

/**
 * `no_customer`: events arrived for a subject that no customer has. `no_subscription`: the customer never subscribed.
 * `before_subscription`, `after_subscription`: usage of a subscriber outside of its subscriptions.
 */
const unbilledReason = z.enum(['no_customer', 'no_subscription', 'before_subscription', 'after_subscription'])
type UnbilledReason = z.infer<typeof unbilledReason>

/** Usage that no invoice holds, by feature, and what it would have cost. */
const unbilled = z.object({
  reason: unbilledReason,
  /** Whose: subjects without a customer, or customers' keys; the first hundred. */
  who: z.array(z.string()),
  usage: z.array(z.object({ feature: z.string(), quantity: z.string() })),
  /** By the plan that the customer has, else by the reference plan; absent where there is neither. Rounded. */
  amount: z.string().optional(),
})
type Unbilled = z.infer<typeof unbilled>

const customerBill = z.object({
  customer: customer.pick({ id: true, key: true, name: true }),
  subjects: z.array(z.string()),
  /** Plans' keys, in the order of their subscriptions; empty where nothing is subscribed in the period. */
  plans: z.array(z.string()),
  lines: z.array(invoiceLine),
  total: z.string(),
})
type CustomerBill = z.infer<typeof customerBill>

export const billPreview = z.object({
  currency: z.string(),
  bills: z.array(customerBill),
  total: z.string(),
  unbilled: z.array(unbilled),
  /** Features whose meter is not there, so that nothing counts. */
  unmetered: z.array(z.string()),
})
export type BillPreview = z.infer<typeof billPreview>

export interface PreviewParts extends UsageParts {
  events: Pick<EventStore, 'usage'>
  book: PriceBook
}

interface Preview extends PreviewParts {
  period: Period
  features: ReadonlyMap<string, MeteredFeature>
}

/** Bills in the order of the customers' names. */
export async function previewBills(parts: PreviewParts, period: Period): Promise<BillPreview> {
  const { book, catalog } = parts
  const features = new Map(
    book.features.flatMap(of => {
      const metered = meteredFeature(of, catalog)
      return metered === undefined ? [] : [[of.key, metered] as const]
    }),
  )
  const preview: Preview = { ...parts, period, features }
  const customers = catalog.activeCustomers().toSorted((one, other) => one.name.localeCompare(other.name))
  const bills: CustomerBill[] = []
  for (const customer of customers) bills.push(await billOf(preview, customer))
  const digits = minorDigits(book.currency)
  return {
    currency: book.currency,
    bills,
    total: bills.reduce((sum, { total }) => sum.plus(total), new Big(0)).toFixed(digits),
    unbilled: await unbilledUsage(preview, customers),
    unmetered: book.features.map(({ key }) => key).filter(key => !features.has(key)),
  }
}

async function billOf(preview: Preview, { id, key, name }: Customer): Promise<CustomerBill> {
  const { book, period, catalog } = preview
  const subscriptions = subscriptionsOf(book, key).filter(of => overlap(of, period) !== undefined)
  const subjects = catalog.subjectsOf(id)
  const invoice = await createInvoice({
    subscriptions,
    plans: book.plans,
    period,
    currency: book.currency,
    usageOf: (feature, within) => usageOf(preview, feature, { subjects, period: within }),
  })
  return { customer: { id, key, name }, subjects, plans: subscriptions.map(({ plan }) => plan), ...invoice }
}

async function usageOf(
  preview: Preview,
  key: string,
  of: { subjects: readonly string[]; period: Period },
): Promise<string> {
  const feature = preview.features.get(key)
  return feature === undefined ? '0' : await usageOfSubjects(preview, feature, of)
}

function subscriptionsOf({ subscriptions }: PriceBook, customer: string): Subscription[] {
  return subscriptions
    .filter(of => of.customer === customer)
    .toSorted((one, other) => startOf(one) - startOf(other))
}

/** A quantity that nobody pays for. */
interface Hole {
  reason: UnbilledReason
  who: string
  feature: string
  quantity: Big
  /** The plan whose price values it. */
  plan: string | undefined
}

async function unbilledUsage(preview: Preview, customers: readonly Customer[]): Promise<Unbilled[]> {
  const holes: Hole[] = []
  for (const feature of preview.features.values()) holes.push(...(await unownedUsage(preview, feature)))
  for (const customer of customers) holes.push(...(await unsubscribedUsage(preview, customer)))
  const byReason = Map.groupBy(
    holes.filter(({ quantity }) => quantity.gt(0)),
    ({ reason }) => reason,
  )
  return [...byReason].map(([reason, of]) => unbilledOf(reason, of, preview.book))
}

async function unownedUsage(preview: Preview, feature: MeteredFeature): Promise<Hole[]> {
  const usage = await usageBySubject(preview, feature, preview.period)
  return [...usage].flatMap(([subject, quantity]) =>
    preview.catalog.customerOf(subject) === undefined
      ? [
          {
            reason: 'no_customer' as const,
            who: subject,
            feature: feature.key,
            quantity,
            plan: preview.book.reference_plan,
          },
        ]
      : [],
  )
}

/** What a customer used of the period outside of its subscriptions. */
async function unsubscribedUsage(preview: Preview, { id, key }: Customer): Promise<Hole[]> {
  const { book, catalog, features } = preview
  const subscriptions = subscriptionsOf(book, key)
  const subjects = catalog.subjectsOf(id)
  const holes: Hole[] = []
  for (const gap of gapsOf(subscriptions, preview.period)) {
    const plan = gap.plan ?? book.reference_plan
    for (const feature of features.values()) {
      const quantity = await usageOfSubjects(preview, feature, { subjects, period: gap.period })
      holes.push({ reason: gap.reason, who: key, feature: feature.key, quantity: new Big(quantity), plan })
    }
  }
  return holes
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

const WHO_LIMIT = 100

function unbilledOf(reason: UnbilledReason, holes: readonly Hole[], book: PriceBook): Unbilled {
  const usage = [...Map.groupBy(holes, ({ feature }) => feature)].map(([feature, of]) => ({
    feature,
    quantity: of.reduce((sum, { quantity }) => sum.plus(quantity), new Big(0)).toFixed(),
  }))
  const priced = holes.flatMap(hole => valueOfHole(hole, book) ?? [])
  const amount = priced.reduce((sum, value) => sum.plus(value), new Big(0))
  return {
    reason,
    who: [...new Set(holes.map(({ who }) => who))].slice(0, WHO_LIMIT),
    usage,
    ...(priced.length === 0 ? {} : { amount: roundAmount(amount, minorDigits(book.currency)) }),
  }
}

/** As if it were all that its subject or customer used. */
function valueOfHole({ plan, feature, quantity }: Hole, book: PriceBook): Big | undefined {
  const cards = book.plans
    .find(({ key }) => key === plan)
    ?.rate_cards.filter(card => card.feature === feature)
  if (cards === undefined || cards.length === 0) return undefined
  return cards.reduce((sum, { price }) => sum.plus(chargeOf(price, quantity).amount), new Big(0))
}
