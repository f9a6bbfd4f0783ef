/** Who would be billed what for a period, and what nobody would be billed for. */
import Big from 'big.js'
import { z } from 'zod'
import type { Catalog } from '#events/catalog.ts'
import { type Customer, customer } from '#events/customer.ts'
import type { EventStore } from '#events/event-store.ts'
import { createInvoice, invoiceLine, minorDigits, overlap, type Period } from './invoice.ts'
import type { Duplicates, GatewayMisses } from './missed-usage.ts'
import type { Feature, PriceBook } from './price-book.ts'
import {
  gatherUnbilled,
  subscriptionsOf,
  type UnbilledParts,
  unbilled,
  unownedHoles,
  unsubscribedHoles,
} from './unbilled.ts'
import { duplicateHoles, missedHoles, missedWithin, uncountedHoles, unreadHoles } from './uncounted.ts'
import { meteredFeature, readOwnedUsage, readUnownedUsage, type UsageParts } from './usage-source.ts'

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
  /** Features whose meter, or a dimension of it that they are filtered by, is not there, so that nothing counts. */
  unmetered: z.array(z.string()),
  /**
   * Requests since the gateway's start that it no longer keeps, and how many of them were dropped and events of theirs
   * given up: not among the unbilled, since nobody knows when, whose and of what worth.
   */
  discarded: z.int(),
  unkept: z.object({ dropped: z.int(), lost: z.int() }),
  /** When the gateway started; RFC 3339. What it dropped or lost before that is not among the unbilled. */
  since: z.string(),
  /** Events whose delivery was given up, and which had arrived all the same: they are billed like any other. */
  arrived: z.int(),
})
export type BillPreview = z.infer<typeof billPreview>

export interface PreviewParts extends UsageParts {
  book: PriceBook
}

export interface BillParts extends PreviewParts {
  events: Pick<EventStore, 'usage' | 'facets' | 'list'>
  gateway: GatewayMisses
  duplicates: Duplicates
}

/** Bills in the order of the customers' names. */
export async function previewBills(given: BillParts, period: Period): Promise<BillPreview> {
  const { book, catalog, gateway } = given
  const features = new Map(
    soldFeatures(book, catalog).flatMap(of => {
      const metered = meteredFeature(of, catalog)
      return metered === undefined ? [] : [[of.key, metered] as const]
    }),
  )
  const usage = await readOwnedUsage({ ...given, period, features })
  const unowned = await readUnownedUsage({ ...given, period, features })
  const parts: UnbilledParts = { book, period, features, usage }
  const customers = catalog.activeCustomers().toSorted((one, other) => byName.compare(one.name, other.name))
  const bills: CustomerBill[] = []
  for (const customer of customers) bills.push(billOf(parts, customer, catalog.subjectsOf(customer.id)))
  const digits = minorDigits(book.currency)
  const { missed, arrived } = await missedWithin(given, period)
  const invalid = await uncountedHoles(given, 'invalid_value', period)
  const holes = [
    ...unownedHoles(parts, unowned),
    ...customers.flatMap(customer => unsubscribedHoles(parts, customer)),
    ...(await uncountedHoles(given, 'no_meter', period)),
    ...invalid,
    ...(await unreadHoles(parts, given.events, invalid)),
    ...missedHoles(parts, missed),
    ...duplicateHoles(parts, given.duplicates),
  ]
  return {
    currency: book.currency,
    bills,
    total: bills.reduce((sum, { total }) => sum.plus(total), new Big(0)).toFixed(digits),
    unbilled: gatherUnbilled(holes, parts),
    unmetered: book.features.map(({ key }) => key).filter(key => !features.has(key)),
    discarded: gateway.discarded,
    unkept: gateway.unkept,
    since: new Date(gateway.since).toISOString(),
    arrived,
  }
}

/** Customer 2 comes before customer 10. */
const byName = new Intl.Collator('en', { numeric: true })

/** Before anything is sold, each meter as a feature: what is used and not billed is seen all the same. */
function soldFeatures({ features }: PriceBook, catalog: Catalog): readonly Feature[] {
  if (features.length > 0) return features
  return catalog.activeMeters().map(({ key, name }) => ({ key, name, meter: key, filters: {} }))
}

function billOf(parts: UnbilledParts, { id, key, name }: Customer, subjects: string[]): CustomerBill {
  const { book, period, usage } = parts
  const subscriptions = subscriptionsOf(book, key).filter(of => overlap(of, period) !== undefined)
  const invoice = createInvoice({
    subscriptions,
    plans: book.plans,
    period,
    currency: book.currency,
    usageOf: (feature, within) => usage.ofCustomer(id, feature, within.from).toFixed(),
  })
  return { customer: { id, key, name }, subjects, plans: subscriptions.map(({ plan }) => plan), ...invoice }
}
