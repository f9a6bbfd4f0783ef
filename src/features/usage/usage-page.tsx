import { type ReactNode, useRef } from 'react'
import { Badge } from '#ui/badge.tsx'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { useShortcuts } from '#ui/shortcuts.ts'
import { Tabs } from '#ui/tabs.tsx'
import { CustomersTab } from './customers-tab.tsx'
import { InvoiceTab } from './invoice-tab.tsx'
import { MetersTab } from './meters-tab.tsx'
import { PeriodPicker } from './period-picker.tsx'
import { PricesTab } from './prices-tab.tsx'
import { RemovedNote } from './removed-note.tsx'
import styles from './usage-page.module.css'
import { UsageTab as UsagePanel } from './usage-tab.tsx'
import { type UsageTab, usageTabLabels, usageTabs } from './usage-tabs.ts'
import { usePriceBook } from './use-billing.ts'
import { type UsageState, useUsageSearch } from './use-usage-search.ts'

const panels: Record<UsageTab, (props: { search: UsageState }) => ReactNode> = {
  invoice: InvoiceTab,
  usage: UsagePanel,
  prices: PricesTab,
  meters: MetersTab,
  customers: CustomersTab,
}

/** The tabs that count what is stored. */
const counting: ReadonlySet<UsageTab> = new Set(['invoice', 'usage', 'meters'])

/** The Usage & bill page: who would be billed for what, and what nobody would be billed for. */
export function UsagePage() {
  const search = useUsageSearch()
  const { state, change } = search
  const page = useRef<HTMLDivElement>(null)
  const prices = usePriceBook()
  const Panel = panels[state.tab]
  useShortcuts({ '/': () => page.current?.querySelector<HTMLElement>('input[type="search"]')?.focus() })
  return (
    <div ref={page} className={styles.page}>
      <header className={styles.toolbar}>
        <h1>Usage &amp; bill</h1>
        <Badge tone="info" glyph="◌">
          Simulated
        </Badge>
        <PeriodPicker search={search} />
        <dl className={styles.currency}>
          <dt>Currency</dt>
          <dd>{prices.data?.currency ?? '–'}</dd>
        </dl>
      </header>
      {prices.isError && (
        <Banner
          tone="danger"
          actions={
            <Button size="small" onClick={() => void prices.refetch()}>
              Try again
            </Button>
          }
        >
          {prices.error.message}
        </Banner>
      )}
      <Tabs
        label="Usage and bill"
        tabs={usageTabs.map(value => ({ value, label: usageTabLabels[value] }))}
        value={state.tab}
        onChange={tab => change({ tab })}
        className={styles.tabs}
      >
        {counting.has(state.tab) && <RemovedNote search={search} />}
        <Panel search={search} />
      </Tabs>
    </div>
  )
}
