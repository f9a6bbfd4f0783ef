import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { UsageControls } from './usage-controls.tsx'
import { UsageReport } from './usage-report.tsx'
import styles from './usage-tab.module.css'
import { useMeters } from './use-billing.ts'
import type { UsageState } from './use-usage-search.ts'

/** Chargeback: a meter's usage by any of its dimensions, over time. */
export function UsageTab({ search }: { search: UsageState }) {
  const meters = useMeters()
  const { data, error } = meters
  if (data === undefined) return error && <Banner tone="danger">{error.message}</Banner>
  const meter = data.find(({ key }) => key === search.state.meter) ?? data[0]
  if (meter === undefined) {
    return (
      <EmptyState
        title="No meters"
        actions={
          <Button variant="primary" onClick={() => search.change({ tab: 'meters' })}>
            Go to Meters
          </Button>
        }
      >
        Usage is what meters count. Generate them from the config that emits the events.
      </EmptyState>
    )
  }
  return (
    <div className={styles.page}>
      <UsageControls meters={data} meter={meter} search={search} />
      <UsageReport meter={meter} search={search} />
    </div>
  )
}
