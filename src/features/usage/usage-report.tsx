import { Download } from 'lucide-react'
import type { MeterQueryResult } from '#api/meter-query.ts'
import type { Meter } from '#events/meter.ts'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { saveFile } from '#ui/save-file.ts'
import { quantityText } from './decimal-text.ts'
import { UsageChart } from './usage-chart.tsx'
import { usageCsv } from './usage-csv.ts'
import { groupsOf, readWhere, usageRequest } from './usage-query.ts'
import { usageGroups } from './usage-series.ts'
import styles from './usage-tab.module.css'
import { GroupTable, WindowTable } from './usage-tables.tsx'
import { useCustomers } from './use-billing.ts'
import { useUsage } from './use-usage.ts'
import type { UsageState } from './use-usage-search.ts'

interface UsageReportProps {
  meter: Meter
  search: UsageState
}

const nothing: MeterQueryResult['data'] = []

/** The answer: the total, a chart or a table over time, and the groups by size. */
export function UsageReport({ meter, search }: UsageReportProps) {
  const { state } = search
  const { groupBy, rows, groups, total, error, step } = useReport({ meter, search })
  const name = useGroupNames(groupBy)
  if (groups === undefined) return error && <Banner tone="danger">{error.message}</Banner>
  if (groups.length === 0) return <NoUsage meter={meter} search={search} />
  const save = () =>
    saveFile(`${meter.key}.csv`, new Blob([usageCsv(rows, groupBy, name)], { type: 'text/csv' }))
  return (
    <section
      aria-label={`Usage of ${meter.name}`}
      className={styles.report}
      data-stale={error !== null || undefined}
    >
      {error !== null && <Banner tone="danger">{error.message}</Banner>}
      <Summary meter={meter} search={search} total={total} onSave={save} />
      <div className={styles.parts}>
        {step !== undefined && state.show === 'chart' && (
          <UsageChart rows={rows} groups={groups} groupBy={groupBy} step={step} search={search} name={name} />
        )}
        {step !== undefined && state.show === 'table' && (
          <WindowTable rows={rows} groupBy={groupBy} timeZone={state.tz} name={name} />
        )}
        <GroupTable groups={groups} groupBy={groupBy} name={name} />
      </div>
    </section>
  )
}

/** Three questions: by group over time, by group, and altogether, since not every aggregation adds up. */
function useReport({ meter, search: { state, period } }: UsageReportProps) {
  const groupBy = groupsOf(state, meter)
  const request = usageRequest({ meter, state, period })
  const step = state.step === 'none' ? undefined : state.step
  const byGroup = useUsage(meter, request)
  const whole = useUsage(meter, { ...request, group_by_dimensions: [] })
  const windows = useUsage(meter, { ...request, ...(step !== undefined && { granularity: step }) })
  return {
    groupBy,
    step,
    rows: windows.data?.data ?? nothing,
    groups: byGroup.data && usageGroups(byGroup.data.data, groupBy),
    total: whole.data?.data.at(-1)?.value,
    error: byGroup.error ?? windows.error ?? whole.error,
  }
}

interface SummaryProps extends UsageReportProps {
  total: string | undefined
  onSave: () => void
}

function Summary({ meter, search: { state, change }, total, onSave }: SummaryProps) {
  return (
    <header className={styles.summary}>
      <p>
        <strong className={styles.total}>{total === undefined ? '–' : quantityText(total)}</strong>{' '}
        {meter.aggregation} of {meter.name}
      </p>
      <fieldset className={styles.toggle}>
        <legend className="visually-hidden">Show as</legend>
        <Button size="small" aria-pressed={state.show === 'chart'} onClick={() => change({ show: 'chart' })}>
          Chart
        </Button>
        <Button size="small" aria-pressed={state.show === 'table'} onClick={() => change({ show: 'table' })}>
          Table
        </Button>
      </fieldset>
      <Button size="small" icon={<Download aria-hidden="true" />} onClick={onSave}>
        Export CSV
      </Button>
    </header>
  )
}

/** How a value of a dimension is told: customers by name. */
export type GroupName = (dimension: string, value: string) => string

function useGroupNames(groupBy: readonly string[]): GroupName {
  const customers = useCustomers()
  const names = new Map(
    groupBy.includes('customer_id') ? customers.data?.map(({ id, name }) => [id, name]) : [],
  )
  return (dimension, value) => {
    if (dimension === 'customer_id') return value === '' ? '(no customer)' : (names.get(value) ?? value)
    return value === '' ? '(none)' : value
  }
}

function NoUsage({ meter, search: { state, change } }: UsageReportProps) {
  if (readWhere(state.where).length > 0) {
    return (
      <EmptyState
        title="No usage meets the filter"
        actions={<Button onClick={() => change({ where: '' })}>Clear the filter</Button>}
      >
        {meter.name} has no usage in this period with these values.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title="No usage yet"
      actions={<Button onClick={() => change({ tab: 'meters', meter: meter.key })}>Show the meter</Button>}
    >
      {meter.name} counted no event of type <code>{meter.event_type}</code> in this period.
    </EmptyState>
  )
}
