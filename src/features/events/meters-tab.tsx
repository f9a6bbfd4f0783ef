import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { getEventCharges, getPriceBook } from '#api/billing-contract.ts'
import { getCustomer, listMeters } from '#api/konnect-contract.ts'
import type { PriceBook } from '#billing/price-book.ts'
import type { IngestedEvent } from '#events/ingested-event.ts'
import { moneyText, quantityText } from '#formats/decimal-text.ts'
import { useSearchState } from '#ui/use-search-state.ts'
import { call } from './call.ts'
import styles from './event-drawer.module.css'
import { billedPeriod, type MeteredBy, metersOf, whyUnbilled } from './event-meters.ts'
import type { EventRow } from './event-row.ts'

/** What a stored event counts towards and what that costs whom. */
export function MetersTab({ row }: { row: EventRow }) {
  const { ingested } = row
  if (ingested === undefined) return <p className={styles.note}>{notStored(row)}</p>
  return <StoredMeters ingested={ingested} />
}

function notStored({ delivery }: EventRow): string {
  if (delivery === 'lost') return 'The event was lost: no meter has counted it, and nobody is billed for it.'
  return delivery === 'delivered'
    ? 'The event was delivered and is not in this studio’s store: the meters of its ingest endpoint count it.'
    : 'The event is not stored yet: meters count it once it is.'
}

/** The period of the bill that led here. */
const search = z.object({ bill: z.string().optional() })

function StoredMeters({ ingested }: { ingested: IngestedEvent }) {
  const { event, customer } = ingested
  const time = Date.parse(event.time ?? ingested.ingested_at)
  const meters = useQuery({ queryKey: ['meters', customer?.id], queryFn: allMeters, retry: false })
  const [linked] = useSearchState(search)
  const period = billedPeriod(linked.bill, time)
  const bill = useQuery({
    queryKey: ['event-bill', event.source, event.id, customer?.id, period.name],
    queryFn: () => billOf(ingested, period),
    retry: false,
  })
  const failure = meters.error ?? bill.error
  if (failure)
    return (
      <p role="alert" className={styles.failure}>
        {failure.message}
      </p>
    )
  if (meters.data === undefined || bill.data === undefined)
    return <p className={styles.note}>Reading meters…</p>
  const metered = metersOf(event, time, meters.data)
  return (
    <>
      {metered.length === 0 && (
        <p className={styles.note}>
          No meter counts events of the type <code>{event.type}</code>. The overview creates one.
        </p>
      )}
      {metered.map(of => (
        <Metered key={of.meter.key} of={of} />
      ))}
      <Charges {...bill.data} time={time} period={period.name} metered={metered} />
    </>
  )
}

async function allMeters() {
  const { data } = await call(listMeters, { query: { page: { size: 1000 } } })
  return data
}

interface Bill {
  currency: string
  charges: { rate_card: string; name: string; feature: string; quantity: string; amount: string }[]
  book: PriceBook
  /** The customer's key. */
  customer: string | undefined
}

async function billOf(
  { event, customer }: IngestedEvent,
  { from, to }: { from: string; to: string },
): Promise<Bill> {
  const { source, id } = event
  const [charged, book, found] = await Promise.all([
    call(getEventCharges, { query: { source, id, from, to } }),
    call(getPriceBook),
    customer && call(getCustomer, { params: { customerId: customer.id } }),
  ])
  return { ...charged, book, customer: found?.key }
}

function Metered({ of: { meter, value, problem, dimensions } }: { of: MeteredBy }) {
  return (
    <section className={styles.meter} aria-label={`Meter ${meter.key}`}>
      <h3>
        <code>{meter.key}</code> <span>{meter.name}</span>
      </h3>
      {problem === undefined ? (
        <p>
          <strong className={styles.value}>{takenText(meter.aggregation, value)}</strong>{' '}
          {aggregations[meter.aggregation]}
        </p>
      ) : (
        <p className={styles.failure}>
          Not counted: <code>{problem}</code>
        </p>
      )}
      {dimensions.length > 0 && (
        <dl className={styles.facts}>
          {dimensions.map(({ name, value: found }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{found ?? <span className={styles.absent}>(absent)</span>}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}

function takenText(aggregation: MeteredBy['meter']['aggregation'], value = ''): string {
  if (aggregation === 'count') return `+${value}`
  return aggregation === 'unique_count' ? value : quantityText(value)
}

const aggregations: Record<MeteredBy['meter']['aggregation'], string> = {
  count: 'counted as one event',
  sum: 'added to the sum',
  avg: 'goes into the average',
  min: 'compared for the minimum',
  max: 'compared for the maximum',
  unique_count: 'counted once, however often it occurs',
  latest: 'is the latest value, until a later event',
}

function Charges({
  currency,
  charges,
  book,
  customer,
  time,
  period,
  metered,
}: Bill & { time: number; period: string; metered: MeteredBy[] }) {
  return (
    <section className={styles.meter} aria-label="Cost">
      <h3>Cost</h3>
      {charges.length === 0 ? (
        <p>
          <strong>Nobody is billed for this event.</strong> {whyUnbilled({ time, customer, metered, book })}
        </p>
      ) : (
        <dl className={styles.facts}>
          {charges.map(({ rate_card, name, quantity, amount }) => (
            <div key={rate_card}>
              <dt>{name}</dt>
              <dd>
                <span>{moneyText(amount, currency, { exact: true })}</span>{' '}
                <small>for {quantityText(quantity)}</small>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className={styles.note}>{`Simulated: the price at its place in ${period}, before rounding.`}</p>
    </section>
  )
}
