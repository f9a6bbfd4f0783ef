/** Whose usage is whose, and by which plan it is charged. */
import { endOf, type Plan, type PriceBook, startOf } from '#billing/price-book.ts'
import type { Customer } from '#events/customer.ts'
import type { PricedMeter, SubjectUsage } from './priced-usage.ts'

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

const fates = ['delivered', 'lost', 'dropped', 'duplicated'] as const

/** Who pays for a run's usage: the customer of the subjects, or each subject by the reference plan. */
export interface Payer {
  /** A customer's key, or a subject. */
  name: string
  /** `reference_plan` bills nobody where customers are given; `none`: there is no plan. */
  basis: 'subscription' | 'reference_plan' | 'none'
  /** Where customers are given: why none of them is billed for it. */
  unbilled?: 'no_customer' | 'no_subscription'
  plan: Plan | undefined
  usages: SubjectUsage[]
}

export function payersOf(prices: RehearsalPrices, counted: readonly SubjectUsage[], at: number): Payer[] {
  const payerOf = createPayers(prices, at)
  const payers = new Map<string, Payer>()
  for (const usage of counted) {
    if (!fates.some(fate => usage.events(fate) > 0)) continue
    const payer = payerOf(usage.subject)
    const id = `${payer.basis} ${payer.name}`
    const known = payers.get(id) ?? { ...payer, usages: [] }
    known.usages.push(usage)
    payers.set(id, known)
  }
  return [...payers.values()]
}

/** The customer who has a subscription, else the subject itself by the reference plan. */
function createPayers(prices: RehearsalPrices, at: number): (subject: string) => Omit<Payer, 'usages'> {
  const { book, customers } = prices
  const ownerOf = createOwners(prices)
  const plan = referencePlan(book)
  const basis = plan === undefined ? 'none' : 'reference_plan'
  return subject => {
    const owner = ownerOf(subject)
    const subscribed = owner === undefined ? undefined : subscribedPlan(book, owner, at)
    if (owner !== undefined && subscribed !== undefined) {
      return { name: owner, basis: 'subscription', plan: subscribed }
    }
    if (customers === undefined) return { name: subject, basis, plan }
    const unbilled = owner === undefined ? 'no_customer' : 'no_subscription'
    return { name: subject, basis, plan, unbilled }
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

export function referencePlan({ plans, reference_plan }: PriceBook): Plan | undefined {
  return plans.find(({ key }) => key === reference_plan)
}
