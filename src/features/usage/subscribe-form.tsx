import { useState } from 'react'
import type { BillPreview } from '#billing/preview.ts'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { Select } from '#ui/input.tsx'
import { exampleBook, subscribe, usualPlan } from './price-book-edits.ts'
import { usePriceBook } from './use-billing.ts'
import { useBillingActions } from './use-billing-actions.ts'
import type { UsageState } from './use-usage-search.ts'

interface SubscribeFormProps {
  customer: BillPreview['bills'][number]['customer']
  search: UsageState
}

/** In place of an invoice: why there is none, and the click that makes one. */
export function SubscribeForm({ customer, search }: SubscribeFormProps) {
  const prices = usePriceBook()
  const { changePrices } = useBillingActions()
  const [chosen, setChosen] = useState<string>()
  const usual = prices.data && usualPlan(prices.data)
  if (prices.data === undefined) return null
  if (usual === undefined) {
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
            <Button onClick={() => search.change({ tab: 'prices' })}>Go to Prices</Button>
          </>
        }
      >
        An invoice needs a plan with prices, and a subscription of {customer.name} to it.
      </EmptyState>
    )
  }
  const plan = prices.data.plans.find(({ key }) => key === chosen) ?? usual
  const active_from = new Date(search.period.from).toISOString()
  return (
    <EmptyState
      title={`${customer.name} has no subscription in this period`}
      actions={
        <>
          <Select aria-label="Plan" value={plan.key} onChange={event => setChosen(event.target.value)}>
            {prices.data.plans.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </Select>
          <Button
            variant="primary"
            onClick={() =>
              void changePrices(
                book => subscribe(book, { customer: customer.key, plan: plan.key, active_from }),
                `${customer.name} is subscribed to ${plan.name}`,
              )
            }
          >
            Subscribe from the period's start
          </Button>
        </>
      }
    >
      Usage is billed from the start of a subscription on.
    </EmptyState>
  )
}
