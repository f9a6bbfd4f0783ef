/** What an event counts towards, and why nobody pays for it where that is so. */
import type { PriceBook, Subscription } from '#billing/price-book.ts'
import { toBig } from '#events/exact-number.ts'
import type { MeteringEvent } from '#events/ingested-event.ts'
import type { Meter } from '#events/meter.ts'
import { readDimension, readMeterValue } from '#events/meter-value.ts'

export interface MeteredBy {
  meter: Pick<Meter, 'key' | 'name' | 'aggregation'>
  /** What the meter takes from the event: a number, or a text to tell apart. */
  value?: string
  /** Why it takes nothing: OpenMeter's message, or that the event is from before the meter. */
  problem?: string
  dimensions: { name: string; value: string | undefined }[]
}

/** Every meter of the event's type. `time` in milliseconds since the epoch. */
export function metersOf(event: MeteringEvent, time: number, meters: readonly Meter[]): MeteredBy[] {
  return meters
    .filter(({ event_type }) => event_type === event.type)
    .map(meter => {
      const { key, name, aggregation } = meter
      const dimensions = Object.entries(meter.dimensions ?? {}).map(([dimension, path]) => ({
        name: dimension,
        value: readDimension(event.data, path),
      }))
      return { meter: { key, name, aggregation }, dimensions, ...takenBy(event, time, meter) }
    })
}

function takenBy(event: MeteringEvent, time: number, meter: Meter): Pick<MeteredBy, 'value' | 'problem'> {
  if (meter.events_from !== undefined && time < Date.parse(meter.events_from)) {
    return { problem: `the meter counts events from ${meter.events_from} on` }
  }
  const value = readMeterValue(event.data, meter)
  if (value.kind === 'invalid') return { problem: value.message }
  return { value: value.kind === 'text' ? value.value : toBig(value.value).toFixed() }
}

interface BilledPeriod {
  /** RFC 3339; `to` exclusive. */
  from: string
  to: string
  /** In words. */
  name: string
}

/** Of the bill that a link comes from, `from/to`, where the time is in it; else the calendar month in UTC. */
export function billedPeriod(bill: string | undefined, time: number): BilledPeriod {
  const [from = Number.NaN, to = Number.NaN] = bill?.split('/').map(Date.parse) ?? []
  const month = monthOf(time)
  if (!(from <= time && time < to) || (from === month.from && to === month.to)) {
    return { ...isoPeriod(month), name: `${isoPeriod(month).from.slice(0, 7)} (UTC)` }
  }
  const period = isoPeriod({ from, to })
  const [first, last] = [period.from, period.to].map(text => text.replace('.000Z', 'Z'))
  return { ...period, name: `the bill of ${first} to ${last}` }
}

function monthOf(time: number): { from: number; to: number } {
  const at = new Date(time)
  const start = (months: number) => Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months)
  return { from: start(0), to: start(1) }
}

function isoPeriod({ from, to }: { from: number; to: number }): { from: string; to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
}

export interface BillingFacts {
  time: number
  /** The customer's key; undefined when the subject is nobody's. */
  customer: string | undefined
  metered: readonly MeteredBy[]
  book: PriceBook
}

/** Why an event without charges has none, and what would change that. */
export function whyUnbilled(facts: BillingFacts): string {
  const { customer, metered, book, time } = facts
  const counted = metered.filter(({ value }) => value !== undefined)
  if (metered.length === 0) return 'No meter counts events of this type.'
  if (counted.length === 0) return 'No meter can take a value from it.'
  if (customer === undefined) return 'Its subject belongs to no customer.'
  const own = book.subscriptions.filter(of => of.customer === customer)
  const subscription = own.find(of => isActive(of, time))
  if (subscription === undefined) return withoutSubscription(customer, own, time)
  const plan = book.plans.find(({ key }) => key === subscription.plan)
  const keys = counted.map(({ meter }) => meter.key)
  const features = book.features.filter(({ meter }) => keys.includes(meter))
  if (features.length === 0) return `No feature is made of the meter ${keys.join(', ')}.`
  const priced = plan?.rate_cards.some(({ feature }) => features.some(({ key }) => key === feature))
  if (priced !== true)
    return `The plan ${subscription.plan} has no price for ${features.map(({ key }) => key).join(', ')}.`
  return 'No feature with a price takes it: its dimensions are filtered out, or its meter does not add up.'
}

function isActive({ active_from, active_to }: Subscription, time: number): boolean {
  return Date.parse(active_from) <= time && (active_to === undefined || time < Date.parse(active_to))
}

function withoutSubscription(customer: string, own: readonly Subscription[], time: number): string {
  const [first] = own
  if (first === undefined) return `The customer ${customer} has no subscription.`
  const next = own.find(({ active_from }) => time < Date.parse(active_from))
  return next === undefined
    ? `The subscription of ${customer} had ended.`
    : `It happened before the subscription of ${customer} starts, ${next.active_from}.`
}
