/** What one event costs its customer: by each rate card that its usage falls under. */
import Big from 'big.js'
import { z } from 'zod'
import { toBig } from '#events/exact-number.ts'
import type { MeteringEvent } from '#events/ingested-event.ts'
import { meetsDimensionFilter } from '#events/meter-usage.ts'
import { readDimension, readMeterValue } from '#events/meter-value.ts'
import { overlap, type Period } from './invoice.ts'
import type { PreviewParts } from './preview.ts'
import { type EventUsage, shareOf } from './price.ts'
import type { RateCard } from './price-book.ts'
import { addsUp, type MeteredFeature, meteredFeature, usageOfSubjects } from './usage-source.ts'

export const eventCharge = z.object({
  rate_card: z.string(),
  name: z.string(),
  feature: z.string(),
  /** What the event adds to the feature's usage. */
  quantity: z.string(),
  /** Exact: what it adds to the charge at its time; of a volume price, its share of the period's charge. */
  amount: z.string(),
})
type EventCharge = z.infer<typeof eventCharge>

/**
 * The charges of an event at a time (milliseconds since the epoch), with the usage of its period before it. Empty for
 * an event that nobody is billed for. Meters that do not add up (average, minimum, unique count …) give no single
 * event a price.
 */
export async function priceEvent(
  parts: PreviewParts,
  event: MeteringEvent,
  { time, period }: { time: number; period: Period },
): Promise<EventCharge[]> {
  const { book, catalog } = parts
  const customer = catalog.customerOf(event.subject)
  const subscription = book.subscriptions.find(
    of => of.customer === customer?.key && overlap(of, { from: time, to: time + 1 }) !== undefined,
  )
  const within = subscription === undefined ? undefined : overlap(subscription, period)
  const plan = book.plans.find(({ key }) => key === subscription?.plan)
  if (customer === undefined || within === undefined || plan === undefined) return []
  const subjects = catalog.subjectsOf(customer.id)
  const charges: EventCharge[] = []
  for (const card of plan.rate_cards) {
    const of = book.features.find(({ key }) => key === card.feature)
    const feature = of && meteredFeature(of, catalog)
    const value = feature && addedBy(event, feature)
    if (feature === undefined || value === undefined) continue
    const used = (until: number) =>
      usageOfSubjects(parts, feature, { subjects, period: { from: within.from, to: until } })
    const before = new Big(await used(time))
    const together = new Big(await used(time + 1)).minus(before)
    const total = new Big(card.price.type === 'volume' ? await used(within.to) : 0)
    charges.push(chargeFor(card, feature, { before, value, together, total }))
  }
  return charges
}

function addedBy(event: MeteringEvent, { source, filters }: MeteredFeature): Big | undefined {
  if (event.type !== source.event_type || !addsUp(source)) return undefined
  const isMeant = Object.entries(filters).every(([name, values]) =>
    meetsDimensionFilter(readDimension(event.data, source.dimensions?.[name] ?? ''), { in: values }),
  )
  const value = readMeterValue(event.data, source)
  return isMeant && value.kind === 'number' ? toBig(value.value) : undefined
}

function chargeFor(card: RateCard, feature: MeteredFeature, usage: EventUsage): EventCharge {
  return {
    rate_card: card.key,
    name: card.name,
    feature: feature.key,
    quantity: usage.value.toFixed(),
    amount: shareOf(card.price, usage).toFixed(),
  }
}
