import { Redo2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { putPriceBook } from '#api/billing-contract.ts'
import type { PriceBook } from '#billing/price-book.ts'
import type { Customer } from '#events/customer.ts'
import type { Meter } from '#events/meter.ts'
import { countText } from '#formats/decimal-text.ts'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { notifyAction, notifyError } from '#ui/notify.ts'
import { call } from './call.ts'
import { ChoiceField } from './choice-field.tsx'
import { FeaturesSection } from './features-section.tsx'
import { PlansSection } from './plans-section.tsx'
import { usePriceDraft } from './price-draft.ts'
import { type PriceProblems, priceProblems } from './price-problems.ts'
import styles from './prices.module.css'
import { restoreFocus } from './restore-focus.ts'
import { SubscriptionsSection } from './subscriptions-section.tsx'
import { useRefresh } from './use-billing.ts'

interface PricesEditorProps {
  saved: PriceBook
  meters: readonly Meter[]
  customers: readonly Customer[]
  /** Subscriptions' times are told in it. */
  timeZone: string
}

/** What each section edits. */
export interface SectionProps {
  book: PriceBook
  onChange: (book: PriceBook) => void
  problems: PriceProblems
}

export function PricesEditor({ saved, meters, customers, timeZone }: PricesEditorProps) {
  const draft = usePriceDraft()
  const book = draft.book ?? saved
  const problems = priceProblems(book)
  const section: SectionProps = { book, onChange: draft.edit, problems }
  return (
    <>
      <SaveBar saved={saved} problems={problems} />
      <section aria-label="General" className={styles.general}>
        <ChoiceField
          label="Currency"
          value={book.currency}
          onChange={currency => draft.edit({ ...book, currency })}
          options={currencies}
          problems={problems.at('currency')}
        />
        <ChoiceField
          label="Reference plan"
          hint="Its prices value what nobody is billed for."
          value={book.reference_plan ?? ''}
          onChange={plan => draft.edit({ ...book, reference_plan: plan === '' ? undefined : plan })}
          options={book.plans.map(({ key, name }) => ({ value: key, label: name || key }))}
          none="None"
          problems={problems.at('reference_plan')}
        />
      </section>
      <FeaturesSection {...section} meters={meters} />
      <PlansSection {...section} />
      <SubscriptionsSection {...section} customers={customers} timeZone={timeZone} />
    </>
  )
}

const currencyNames = new Intl.DisplayNames('en', { type: 'currency' })
const currencies = Intl.supportedValuesOf('currency').map(code => ({
  value: code,
  label: `${code} · ${currencyNames.of(code) ?? code}`,
}))

function SaveBar({ saved, problems }: { saved: PriceBook; problems: PriceProblems }) {
  const { save, busy, error } = useSave(saved)
  const { book, past, future, undo, redo, reset } = usePriceDraft()
  const changed = book !== undefined
  return (
    <div className={styles.bar}>
      <p role="status">
        {!changed && 'All prices are saved.'}
        {changed && problems.count === 0 && 'Changed and not saved.'}
        {changed &&
          problems.count > 0 &&
          `Not saved: ${countText(problems.count, 'problem')} at the fields below.`}
      </p>
      <Button
        variant="quiet"
        icon={<Undo2 aria-hidden="true" />}
        aria-label="Undo change of prices"
        title="Undo"
        disabledReason={past.length === 0 ? 'Nothing was changed' : undefined}
        onClick={undo}
      />
      <Button
        variant="quiet"
        icon={<Redo2 aria-hidden="true" />}
        aria-label="Redo change of prices"
        title="Redo"
        disabledReason={future.length === 0 ? 'Nothing was undone' : undefined}
        onClick={redo}
      />
      {changed && (
        <Button
          onClick={() => {
            reset()
            restoreFocus()
          }}
        >
          Discard changes
        </Button>
      )}
      <Button
        variant="primary"
        disabledReason={blocked({ changed, busy, count: problems.count })}
        onClick={() => book && void save(book)}
      >
        Save prices
      </Button>
      {error !== undefined && <Banner tone="danger">{error}</Banner>}
    </div>
  )
}

function blocked(of: { changed: boolean; busy: boolean; count: number }): string | undefined {
  if (of.busy) return 'It is being saved'
  if (!of.changed) return 'Nothing is changed'
  return of.count === 0 ? undefined : 'Fields have problems'
}

function useSave(saved: PriceBook) {
  const refresh = useRefresh()
  const reset = usePriceDraft(draft => draft.reset)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const put = async (book: PriceBook) => {
    await call(putPriceBook, { body: book })
    await refresh()
  }
  const save = async (book: PriceBook) => {
    setBusy(true)
    setError(undefined)
    try {
      await put(book)
      reset()
      const undo = () => void put(saved).catch((cause: unknown) => void notifyError(String(cause)))
      void notifyAction('Prices are saved', { label: 'Undo', run: undo })
    } catch (cause) {
      setError(cause instanceof Error ? cause.message : String(cause))
    } finally {
      setBusy(false)
    }
  }
  return { save, busy, error }
}
