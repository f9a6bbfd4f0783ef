import { Plus, Trash2 } from 'lucide-react'
import type { Subscription } from '#billing/price-book.ts'
import type { Customer } from '#events/customer.ts'
import { Button } from '#ui/button.tsx'
import { ChoiceField } from './choice-field.tsx'
import { MomentField } from './moment-field.tsx'
import { subscribe, usualPlan } from './price-book-edits.ts'
import styles from './prices.module.css'
import type { SectionProps } from './prices-editor.tsx'

interface SubscriptionsProps extends SectionProps {
  customers: readonly Customer[]
  timeZone: string
}

/** Who subscribed to what, and when: usage is billed from the start on. */
export function SubscriptionsSection({ book, onChange, problems, customers, timeZone }: SubscriptionsProps) {
  const { subscriptions } = book
  const set = (index: number, of: Subscription) =>
    onChange({ ...book, subscriptions: subscriptions.with(index, of) })
  const add = () => {
    const free = customers.find(({ key }) => !subscriptions.some(of => of.customer === key))
    const now = new Date()
    const active_from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)).toISOString()
    onChange(subscribe(book, { customer: free?.key ?? '', plan: usualPlan(book)?.key ?? '', active_from }))
  }
  const at = (index: number, field: string) => problems.at('subscriptions', index, field)
  return (
    <section aria-label="Subscriptions" className={styles.section}>
      <header className={styles.sectionHead}>
        <h2>Subscriptions</h2>
        <Button size="small" icon={<Plus aria-hidden="true" />} onClick={add}>
          Add subscription
        </Button>
      </header>
      {subscriptions.length === 0 && <p className={styles.none}>None. Nobody is billed yet.</p>}
      {subscriptions.map((of, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a subscription has no other identity than its place
        <fieldset key={index} className={styles.row}>
          <legend className="visually-hidden">Subscription of {of.customer || index + 1}</legend>
          <ChoiceField
            label="Customer"
            value={of.customer}
            onChange={customer => set(index, { ...of, customer })}
            options={customers.map(({ key, name }) => ({ value: key, label: name }))}
            problems={[...at(index, 'customer'), ...missingCustomer(of, customers)]}
          />
          <ChoiceField
            label="Plan"
            value={of.plan}
            onChange={plan => set(index, { ...of, plan })}
            options={book.plans.map(({ key, name }) => ({ value: key, label: name || key }))}
            problems={at(index, 'plan')}
          />
          <MomentField
            label="From"
            timeZone={timeZone}
            value={of.active_from}
            onChange={active_from => set(index, { ...of, active_from: active_from ?? '' })}
            problems={at(index, 'active_from')}
          />
          <MomentField
            label="To, exclusive"
            timeZone={timeZone}
            value={of.active_to}
            onChange={active_to => set(index, { ...of, active_to })}
            problems={at(index, 'active_to')}
          />
          <Button
            variant="quiet"
            className={styles.remove}
            icon={<Trash2 aria-hidden="true" />}
            aria-label={`Remove subscription of ${of.customer || index + 1}`}
            onClick={() => onChange({ ...book, subscriptions: subscriptions.toSpliced(index, 1) })}
          />
        </fieldset>
      ))}
    </section>
  )
}

function missingCustomer({ customer }: Subscription, customers: readonly Customer[]) {
  if (customer === '' || customers.some(({ key }) => key === customer)) return []
  return [{ severity: 'warning' as const, message: `there is no customer "${customer}" now` }]
}
