import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { CustomerForm } from './customer-form.tsx'
import { PickList } from './pick-list.tsx'
import styles from './resources.module.css'
import { restoreFocus } from './restore-focus.ts'
import { useCustomers } from './use-billing.ts'
import type { UsageState } from './use-usage-search.ts'

/** The customers of the local Konnect: list, create, change, delete, each with the call that does it in Konnect. */
export function CustomersTab({ search: { state, change } }: { search: UsageState }) {
  const customers = useCustomers()
  const [creating, setCreating] = useState(false)
  const { data = [], error } = customers
  const chosen = data.find(({ key }) => key === state.customer) ?? data[0]
  const choose = (customer: string | undefined) => {
    setCreating(false)
    change({ customer })
  }
  if (customers.data === undefined) return error && <Banner tone="danger">{error.message}</Banner>
  if (data.length === 0 && !creating) {
    return (
      <EmptyState
        title="No customers yet"
        actions={
          <Button variant="primary" onClick={() => setCreating(true)}>
            Create a customer
          </Button>
        }
      >
        A customer is billed for the events of its subjects. Usage is tracked without one, too.
      </EmptyState>
    )
  }
  return (
    <div className={styles.columns}>
      <aside className={styles.aside} aria-label="All customers">
        <Button icon={<Plus aria-hidden="true" />} onClick={() => setCreating(true)}>
          New customer
        </Button>
        <PickList
          label="Customers"
          items={data.map(({ key, name, usage_attribution }) => ({
            key,
            name,
            terms: usage_attribution?.subject_keys.join('\n') ?? '',
            note: usage_attribution?.subject_keys.join(', ') || `${key} (its key)`,
          }))}
          chosen={creating ? undefined : chosen?.key}
          onChoose={choose}
        />
      </aside>
      <div className={styles.main}>
        {creating || chosen === undefined ? (
          <CustomerForm
            key="new"
            onDone={choose}
            onCancel={() => {
              setCreating(false)
              restoreFocus()
            }}
          />
        ) : (
          <CustomerForm key={chosen.id} customer={chosen} onDone={choose} />
        )}
      </div>
    </div>
  )
}
