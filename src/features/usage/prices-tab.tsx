import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { exampleBook } from './price-book-edits.ts'
import { usePriceDraft } from './price-draft.ts'
import styles from './prices.module.css'
import { PricesEditor } from './prices-editor.tsx'
import { useCustomers, useMeters, usePriceBook } from './use-billing.ts'
import { useBillingActions } from './use-billing-actions.ts'
import type { UsageState } from './use-usage-search.ts'

/** What is sold to whom: features, plans with their prices, subscriptions. */
export function PricesTab({ search }: { search: UsageState }) {
  const prices = usePriceBook()
  const meters = useMeters()
  const customers = useCustomers()
  const draft = usePriceDraft()
  const { changePrices } = useBillingActions()
  const error = meters.error ?? customers.error
  if (prices.data === undefined) return null
  const saved = prices.data
  const book = draft.book ?? saved
  if (book.features.length === 0 && book.plans.length === 0) {
    return (
      <EmptyState
        title="No prices yet"
        actions={
          <>
            <Button
              variant="primary"
              onClick={() => void changePrices(exampleBook, 'Example prices are set')}
            >
              Start with an example
            </Button>
            <Button
              onClick={() =>
                draft.edit({ ...book, features: [{ key: '', name: '', meter: '', filters: {} }] })
              }
            >
              Start with a feature
            </Button>
          </>
        }
      >
        A feature counts usage by a meter, and a plan sets a price on each feature. The example prices API
        requests in tiers, and LLM tokens by the unit.
      </EmptyState>
    )
  }
  return (
    <div className={styles.page}>
      {error !== null && <Banner tone="danger">{error.message}</Banner>}
      <PricesEditor
        saved={saved}
        meters={meters.data ?? []}
        customers={customers.data ?? []}
        timeZone={search.state.tz}
      />
    </div>
  )
}
