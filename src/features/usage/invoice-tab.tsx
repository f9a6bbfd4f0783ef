import type { BillPreview } from '#billing/preview.ts'
import { moneyText } from '#formats/decimal-text.ts'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import styles from './invoice.module.css'
import { Invoice } from './invoice.tsx'
import { PickList } from './pick-list.tsx'
import { UnbilledPart } from './unbilled-part.tsx'
import { usePreview } from './use-billing.ts'
import type { UsageState } from './use-usage-search.ts'

/** Who would be billed what: customers with their totals, the invoice of the chosen one, and what nobody pays for. */
export function InvoiceTab({ search }: { search: UsageState }) {
  const preview = usePreview(search.period)
  const { data, error, refetch, isPlaceholderData } = preview
  return (
    <>
      {error !== null && (
        <Banner
          tone="danger"
          actions={
            <Button size="small" onClick={() => void refetch()}>
              Try again
            </Button>
          }
        >
          {error.message}
          {data !== undefined && ' Below is the last answer.'}
        </Banner>
      )}
      {data === undefined ? (
        error === null && <p className={styles.loading}>Computing the bills …</p>
      ) : (
        <div className={styles.columns} data-stale={isPlaceholderData || error !== null || undefined}>
          <Bills preview={data} search={search} />
          <div className={styles.main}>
            <ChosenInvoice preview={data} search={search} />
            <UnbilledPart preview={data} search={search} />
          </div>
        </div>
      )}
    </>
  )
}

interface PartProps {
  preview: BillPreview
  search: UsageState
}

function Bills({ preview: { bills, currency, total }, search: { state, change } }: PartProps) {
  if (bills.length === 0) return null
  return (
    <aside className={styles.bills} aria-label="Customers' bills">
      <PickList
        label="Customers"
        items={bills.map(bill => ({
          key: bill.customer.key,
          name: bill.customer.name,
          terms: bill.subjects.join('\n'),
          aside: moneyText(bill.total, currency),
          note: bill.plans.length === 0 ? 'No subscription in the period' : bill.plans.join(', '),
        }))}
        chosen={state.customer ?? bills[0]?.customer.key}
        onChoose={customer => change({ customer })}
      />
      <p className={styles.all}>
        <span>All customers</span> <strong>{moneyText(total, currency)}</strong>
      </p>
    </aside>
  )
}

function ChosenInvoice({ preview, search }: PartProps) {
  const { bills } = preview
  const { state, change } = search
  const key = state.customer ?? bills[0]?.customer.key
  const bill = bills.find(({ customer }) => customer.key === key)
  if (bill !== undefined) return <Invoice bill={bill} preview={preview} search={search} />
  if (bills.length > 0) {
    return (
      <EmptyState
        title="There is no such customer"
        actions={<Button onClick={() => change({ customer: undefined })}>Show the first customer</Button>}
      >
        No customer has the key <code>{key}</code>.
      </EmptyState>
    )
  }
  const usage = preview.unbilled.length > 0
  return (
    <EmptyState
      title={usage ? 'Usage, and nobody to bill for it' : 'No usage yet'}
      actions={
        <>
          <Button onClick={() => change({ tab: 'customers' })}>Go to Customers</Button>
          <Button onClick={() => change({ tab: 'prices' })}>Go to Prices</Button>
        </>
      }
    >
      {usage
        ? 'Create a customer for the subjects below, and subscribe it to a plan: its invoice then stands here.'
        : 'Send requests through the gateway. An invoice needs a customer with the subject of the events, prices, and a subscription.'}
    </EmptyState>
  )
}
