import { Download } from 'lucide-react'
import type { Meter } from '#events/meter.ts'
import { quantityText } from '#formats/decimal-text.ts'
import { Button } from '#ui/button.tsx'
import { shareText } from './group-money.ts'
import styles from './usage-tab.module.css'
import type { UsageCharges } from './use-charges.ts'
import type { UsageState } from './use-usage-search.ts'

interface UsageSummaryProps {
  meter: Meter
  search: UsageState
  total: string | undefined
  charges: UsageCharges
  /** Some of what the export has is not there yet. */
  isReading: boolean
  onSave: () => void
}

/** The total in units and money, what is drawn, and the export. */
export function UsageSummary({ meter, search, total, charges, isReading, onSave }: UsageSummaryProps) {
  const { groups } = charges
  return (
    <header className={styles.summary}>
      <p>
        <strong className={styles.total}>{total === undefined ? '–' : quantityText(total)}</strong>{' '}
        {meter.aggregation} of {meter.name}
        {groups !== undefined && (
          <>
            {' · '}
            <strong className={styles.total}>{shareText(groups.total, groups.currency)}</strong> billed
          </>
        )}
      </p>
      <ShowToggle search={search} />
      {groups !== undefined && search.state.show === 'chart' && <MeasureToggle search={search} />}
      <Button
        size="small"
        icon={<Download aria-hidden="true" />}
        onClick={onSave}
        disabledReason={isReading ? 'Usage and what is billed for it are still being read' : undefined}
      >
        Export CSV
      </Button>
    </header>
  )
}

function ShowToggle({ search: { state, change } }: { search: UsageState }) {
  return (
    <fieldset className={styles.toggle}>
      <legend className="visually-hidden">Show as</legend>
      <Button size="small" aria-pressed={state.show === 'chart'} onClick={() => change({ show: 'chart' })}>
        Chart
      </Button>
      <Button size="small" aria-pressed={state.show === 'table'} onClick={() => change({ show: 'table' })}>
        Table
      </Button>
    </fieldset>
  )
}

function MeasureToggle({ search: { state, change } }: { search: UsageState }) {
  const reason =
    state.step === 'PT1M' ? 'Money is told in steps of an hour and longer: choose longer steps' : undefined
  return (
    <fieldset className={styles.toggle}>
      <legend className="visually-hidden">Draw</legend>
      <Button size="small" aria-pressed={state.of === 'usage'} onClick={() => change({ of: 'usage' })}>
        Units
      </Button>
      <Button
        size="small"
        aria-pressed={state.of === 'money'}
        onClick={() => change({ of: 'money' })}
        disabledReason={reason}
      >
        Money
      </Button>
    </fieldset>
  )
}
