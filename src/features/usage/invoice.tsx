import { Fragment } from 'react'
import { Link } from 'wouter'
import type { InvoiceLine, Period } from '#billing/invoice.ts'
import type { BillPreview } from '#billing/preview.ts'
import { moneyText, quantityText } from '#formats/decimal-text.ts'
import { NARROW, useMediaQuery } from '#ui/use-media-query.ts'
import { isoPeriod, momentText } from './billing-period.ts'
import { dataTerm, eventsLink } from './events-link.ts'
import styles from './invoice.module.css'
import { priceText } from './price-text.ts'
import { SubscribeForm } from './subscribe-form.tsx'
import { useMeters, usePriceBook } from './use-billing.ts'
import type { UsageState } from './use-usage-search.ts'

type Bill = BillPreview['bills'][number]
type Part = InvoiceLine['parts'][number]

interface InvoiceProps {
  bill: Bill
  preview: BillPreview
  search: UsageState
}

/** A customer's invoice of the period: each line with its tiers, and the way to its events. */
export function Invoice({ bill, preview: { currency }, search }: InvoiceProps) {
  const { customer, lines, subjects, total } = bill
  const zone = search.state.tz
  return (
    <section aria-label={`Invoice preview for ${customer.name}`} className={styles.invoice}>
      <header className={styles.head}>
        <h2>{customer.name}</h2>
        <p>
          {momentText(search.period.from, zone)} to {momentText(search.period.to, zone)}, {zone} · subjects:{' '}
          {subjects.length === 0 ? 'none' : subjects.join(', ')}
        </p>
      </header>
      {bill.plans.length === 0 ? (
        <SubscribeForm customer={customer} search={search} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
        <section className={styles.scroll} tabIndex={0} aria-label="Lines of the invoice">
          <table className={styles.table} aria-label={`Invoice preview for ${customer.name}`}>
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col" className={styles.number}>
                  Quantity
                </th>
                <th scope="col" className={styles.price}>
                  Price
                </th>
                <th scope="col" className={styles.number}>
                  Amount
                </th>
                <th scope="col">Events</th>
              </tr>
            </thead>
            <tbody>
              {lines.map(line => (
                <Line
                  key={`${line.rate_card} ${line.from}`}
                  line={line}
                  bill={bill}
                  currency={currency}
                  search={search}
                />
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">Total</th>
                <td />
                <td className={styles.price} />
                <td className={styles.number}>{moneyText(total, currency)}</td>
                <td />
              </tr>
            </tfoot>
          </table>
        </section>
      )}
      <p className={styles.rule}>
        Each line is computed exactly and rounded once, half away from zero, to the currency's smallest unit;
        the total is the sum of the rounded lines. Flat prices are charged whole. Simulated: nothing is sent
        or billed.
      </p>
    </section>
  )
}

interface LineProps {
  line: InvoiceLine
  bill: Bill
  currency: string
  search: UsageState
}

function Line({ line, bill, currency, search }: LineProps) {
  const { name, quantity, parts, amount, price } = line
  const isTiered = price.type === 'graduated' || price.type === 'volume'
  return (
    <Fragment>
      <tr>
        <th scope="row">
          {name}
          <NarrowPrice text={priceText(price, currency)} />
          <PartOfPeriod line={line} search={search} />
        </th>
        <td className={styles.number}>{quantity === undefined ? '–' : quantityText(quantity)}</td>
        <td className={styles.price}>{priceText(price, currency)}</td>
        <td
          className={styles.number}
          title={`Exactly ${moneyText(line.unrounded, currency, { exact: true })}`}
        >
          {moneyText(amount, currency)}
        </td>
        <td>
          <LineEvents line={line} subjects={bill.subjects} period={search.period} />
        </td>
      </tr>
      {isTiered && parts.map(part => <TierLine key={part.from} part={part} currency={currency} />)}
    </Fragment>
  )
}

function PartOfPeriod({ line, search: { period, state } }: { line: InvoiceLine; search: UsageState }) {
  if (Date.parse(line.from) === period.from && Date.parse(line.to) === period.to) return null
  return (
    <span className={styles.span}>
      {momentText(line.from, state.tz)} to {momentText(line.to, state.tz)}
    </span>
  )
}

function TierLine({ part, currency }: { part: Part; currency: string }) {
  const { from = '0', to, quantity, unit_amount = '0', flat_amount = '0', amount } = part
  const unit = `${moneyText(unit_amount, currency, { exact: true })} per unit`
  const flat = /^[0.]*$/.test(flat_amount) ? '' : ` + ${moneyText(flat_amount, currency, { exact: true })}`
  return (
    <tr className={styles.tier}>
      <th scope="row">
        {to === undefined ? `Above ${quantityText(from)}` : `${quantityText(from)} to ${quantityText(to)}`}
        <NarrowPrice text={unit + flat} />
      </th>
      <td className={styles.number}>{quantityText(quantity)}</td>
      <td className={styles.price}>{unit + flat}</td>
      <td className={styles.number}>{moneyText(amount, currency, { exact: true })}</td>
      <td />
    </tr>
  )
}

/** On a phone the price stands below its line, in place of its column. */
function NarrowPrice({ text }: { text: string }) {
  return useMediaQuery(NARROW) ? <span className={styles.narrowPrice}>{text}</span> : null
}

interface LineEventsProps {
  line: InvoiceLine
  subjects: readonly string[]
  period: Period
}

function LineEvents({ line, subjects, period }: LineEventsProps) {
  const prices = usePriceBook()
  const meters = useMeters()
  const feature = prices.data?.features.find(({ key }) => key === line.feature)
  const meter = meters.data?.find(({ key }) => key === feature?.meter)
  if (feature === undefined || meter === undefined || subjects.length === 0) return null
  const { dimensions = {}, event_type: type, events_from = line.from } = meter
  const filters = Object.entries(feature.filters).map(([name, values]) => ({
    text: `${name} = ${values.map(value => (value === '' ? '(none)' : value)).join(' or ')}`,
    term: dataTerm(dimensions[name] ?? '', values),
  }))
  const from = Date.parse(events_from) > Date.parse(line.from) ? events_from : line.from
  const data = filters.flatMap(({ term }) => term ?? [])
  const others = filters.filter(({ term }) => term === undefined)
  return (
    <>
      <Link
        href={eventsLink({
          ...{ subjects, type, data, outcome: 'emitted', from, to: line.to },
          bill: isoPeriod(period),
        })}
        aria-label={`Events of ${line.name}`}
      >
        events
      </Link>
      {/* What the filter of Events has no words for: the link shows more than the line counts. */}
      {others.length > 0 && (
        <span className={styles.span}>of them {others.map(({ text }) => text).join(', ')}</span>
      )}
    </>
  )
}
