/** Chargeback: what is billed, shared among the groups of a meter's usage, such as departments or models. */
import Big from 'big.js'
import { z } from 'zod'
import type { Meter } from '#events/meter.ts'
import {
  type DimensionFilter,
  meetsDimensionFilter,
  partAt,
  type UsageQuery,
  type UsageRow,
} from '#events/meter-usage.ts'
import { createInvoice, overlap, type Period } from './invoice.ts'
import type { PreviewParts } from './preview.ts'
import {
  addsUp,
  featureQuery,
  type MeteredFeature,
  meteredFeature,
  type OwnedUsage,
  readOwnedUsage,
} from './usage-source.ts'

export const groupCharges = z.object({
  currency: z.string(),
  /** Features of the meter that somebody is billed for in the period; without any there is no charge. */
  features: z.array(z.string()),
  charges: z.array(
    z.object({
      /** The window, or the whole period; RFC 3339. */
      from: z.string(),
      to: z.string(),
      /** As in the meter's query. */
      dimensions: z.record(z.string(), z.string()),
      /** A decimal, not rounded; a share that no decimal is has 20 digits after the point. */
      amount: z.string(),
    }),
  ),
})
export type GroupCharges = z.infer<typeof groupCharges>

export type ChargeQuery = UsageQuery & { meter: Meter }

/**
 * Every invoice line of the period is shared by units: each unit of a line costs the same, whichever tier it fell into,
 * so that all shares add up to the line's rounded amount (decision 22). A meter that does not add up has none.
 */
export async function chargeGroups(
  parts: PreviewParts,
  query: ChargeQuery,
  period: Period,
): Promise<GroupCharges> {
  const { book, catalog, events } = parts
  const features = new Map(
    book.features
      .flatMap(of => meteredFeature(of, catalog) ?? [])
      .filter(({ source }) => source.id === query.meter.id && addsUp(source))
      .map(of => [of.key, of] as const),
  )
  const usage = await readOwnedUsage({ ...parts, features, period })
  const rates = readRates(parts, usage, period)
  const charges = createCharges(query, period)
  const billed = [...features.values()].filter(({ key }) => rates.has(key))
  for (const feature of billed) {
    const rateOf = rates.get(feature.key)
    for (const row of await events.usage(shareQuery(query, feature, { parts, usage, period }))) {
      charges.add(row, rateOf?.get(placeKey(row)))
    }
  }
  return { currency: book.currency, features: billed.map(({ key }) => key), charges: charges.read() }
}

/** What a customer's lines of one feature come to, and how many units they are for. */
interface Rate {
  amount: Big
  quantity: Big
}

/** By feature, then by customer and part of the period. */
function readRates({ book, catalog }: PreviewParts, usage: OwnedUsage, period: Period) {
  const rates = new Map<string, Map<string, Rate>>()
  for (const { id, key } of catalog.activeCustomers()) {
    const subscriptions = book.subscriptions.filter(
      of => of.customer === key && overlap(of, period) !== undefined,
    )
    const { lines } = createInvoice({
      subscriptions,
      plans: book.plans,
      period,
      currency: book.currency,
      usageOf: (feature, { from }) => usage.ofCustomer(id, feature, from).toFixed(),
    })
    for (const { feature = '', quantity = '0', amount, from } of lines) {
      if (!usage.features.has(feature)) continue
      const part = partAt(usage.cuts.get(id) ?? [], Date.parse(from))
      const place = placeKey({ dimensions: { customer_id: id }, part })
      const own = rates.get(feature) ?? new Map<string, Rate>()
      // A plan can have several prices on one feature.
      const before = own.get(place)?.amount ?? 0
      own.set(place, { amount: new Big(amount).plus(before), quantity: new Big(quantity) })
      rates.set(feature, own)
    }
  }
  return rates
}

function placeKey({ dimensions, part }: Pick<UsageRow, 'dimensions' | 'part'>): string {
  return JSON.stringify([dimensions.customer_id, part])
}

interface Sharing {
  parts: PreviewParts
  usage: OwnedUsage
  period: Period
}

/** The query's groups, each apart by customer and part of the period, of what the feature counts. */
function shareQuery(
  { groupBy, filters, subjects, windows }: ChargeQuery,
  feature: MeteredFeature,
  { parts, usage, period }: Sharing,
): UsageQuery {
  const counted = featureQuery(feature, period)
  const query: UsageQuery = {
    ...counted,
    filters: { ...filters, ...narrowed(feature.filters, filters) },
    groupBy: [...new Set([...groupBy, 'customer_id'])],
    customers: parts.catalog.customerIds(),
    cuts: usage.cuts,
  }
  if (subjects !== undefined) query.subjects = subjects
  if (windows !== undefined) query.windows = windows
  return query
}

/** The values that a feature counts, of them those that meet the query's filter. */
function narrowed(
  own: MeteredFeature['filters'],
  asked: UsageQuery['filters'],
): Record<string, DimensionFilter> {
  return Object.fromEntries(
    Object.entries(own).map(([name, values]) => {
      const filter = asked[name]
      return [
        name,
        { in: filter === undefined ? values : values.filter(value => meetsDimensionFilter(value, filter)) },
      ]
    }),
  )
}

function createCharges({ groupBy, windows }: ChargeQuery, period: Period) {
  const charges = new Map<string, { row: GroupCharges['charges'][number]; amount: Big }>()
  return {
    add: (row: UsageRow, rate: Rate | undefined): void => {
      if (rate === undefined || rate.quantity.lte(0)) return
      const { from, to } = windows === undefined ? period : row
      const dimensions = Object.fromEntries(groupBy.map(name => [name, row.dimensions[name] ?? '']))
      const key = JSON.stringify([from, dimensions])
      const known = charges.get(key)
      const amount = rate.amount
        .times(row.value)
        .div(rate.quantity)
        .plus(known?.amount ?? 0)
      const window = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
      charges.set(key, { row: known?.row ?? { ...window, dimensions, amount: '' }, amount })
    },
    read: (): GroupCharges['charges'] =>
      [...charges.values()].map(({ row, amount }) => ({ ...row, amount: amount.toFixed() })),
  }
}
