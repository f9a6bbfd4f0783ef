import { Link } from 'wouter'
import { amountText, isZero } from '#rehearsal/amount-text.ts'
import type { MoneyBill, MoneySummary } from '#rehearsal/money.ts'
import type { RehearsalSummary } from '#rehearsal/summary.ts'
import { classNames } from '#ui/class-names.ts'
import styles from './report.module.css'
import { ReportTable } from './report-table.tsx'
import { numberText } from './run-text.ts'
import { lineTexts, unbilledRows } from './unbilled-rows.ts'

interface MoneyProps {
  money: MoneySummary
  summary: RehearsalSummary
}

/** What the run would be billed to whom, and what nobody is billed for. */
export function MoneyReport({ money, summary }: MoneyProps) {
  const { currency, bills, month } = money
  const billed = bills.filter(({ unbilled }) => unbilled === undefined)
  const unbilled = unbilledRows(money, summary)
  return (
    <>
      <MoneyTiles money={money} />
      <ReportTable
        title="Billed to"
        head={['Customer', 'Amount', ...(month ? ['In 30 days'] : []), 'Events', 'Units', 'Plan']}
        rows={billed.map(bill => [
          <Payer key="payer" bill={bill} />,
          amountText(bill.total, currency),
          ...(bill.month === undefined ? [] : [`≈ ${amountText(bill.month, currency)}`]),
          numberText(bill.events),
          <Lines key="lines" texts={lineTexts(bill, currency)} />,
          bill.plan ?? '–',
        ])}
        empty="Nobody: no customer with a subscription has a delivered event."
      />
      <ReportTable
        title="Not billed"
        texts={2}
        head={['What', 'Why', 'Worth', 'Count', 'Units', 'Mend']}
        rows={unbilled.map(({ what, why, events, units, worth, mend }) => [
          what,
          why,
          worth ?? '–',
          events === undefined ? '–' : numberText(events),
          units || '–',
          mend ? (
            <Link key="mend" href={mend.href}>
              {mend.label}
            </Link>
          ) : (
            '–'
          ),
        ])}
        empty="Nothing: every request was billed to somebody, or left out by its plugin’s config."
      />
      {unbilled.some(({ worth }) => worth === undefined) && money.reference_plan === undefined && (
        <p className={styles.detail}>
          What nobody is billed for is valued by the reference plan, which{' '}
          <Link href="/usage?tab=prices">Prices</Link> does not name yet.
        </p>
      )}
    </>
  )
}

/** The customer, with its subjects where they are others than its key. */
function Payer({ bill: { payer, subjects } }: { bill: MoneyBill }) {
  const shown = subjects.slice(0, 5)
  const isSelf = subjects.length === 1 && subjects[0] === payer
  return (
    <>
      {payer}
      {!isSelf && (
        <span className={styles.subjects}>
          {shown.join(', ')}
          {subjects.length > shown.length && ` and ${numberText(subjects.length - shown.length)} more`}
        </span>
      )}
    </>
  )
}

function Lines({ texts }: { texts: readonly string[] }) {
  return texts.length === 0 ? '–' : texts.map(text => <div key={text}>{text}</div>)
}

function MoneyTiles({ money }: { money: MoneySummary }) {
  const { currency, total, unbilled, lost, dropped, without_subject, month, reference_plan } = money
  const text = (amount: string) => amountText(amount, currency)
  const valued = reference_plan === undefined ? 'no reference plan' : `by plan ${reference_plan}`
  const tiles: [name: string, value: string, note: string][] = [
    ['Would be billed', text(total), month ? `≈ ${text(month.total)} in 30 days` : 'as one billing period'],
    ['Billed to nobody', text(unbilled), month ? `≈ ${text(month.unbilled)} in 30 days` : valued],
    ['Lost in delivery', text(lost), isZero(dropped) ? '' : `and ${text(dropped)} by full queues`],
    ['Dropped requests', text(without_subject), valued],
  ]
  return (
    <section aria-label="Money">
      <h3 className={styles.title}>Money, simulated</h3>
      <dl className={classNames(styles.tiles, styles.money)}>
        {tiles.map(([name, value, note]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
            <dd className={styles.detail}>{note}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
