import type { MeterQueryResult } from '#api/meter-query.ts'
import { addsUp } from '#billing/usage-source.ts'
import type { Meter } from '#events/meter.ts'
import type { Granularity } from '#events/windows.ts'
import { quantityText } from '#formats/decimal-text.ts'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { saveFile } from '#ui/save-file.ts'
import { shareText } from './group-money.ts'
import { UsageChart } from './usage-chart.tsx'
import { usageCsv } from './usage-csv.ts'
import { groupsOf, readWhere, usageRequest } from './usage-query.ts'
import { groupKey, type UsageGroup, usageGroups } from './usage-series.ts'
import { UsageSummary } from './usage-summary.tsx'
import styles from './usage-tab.module.css'
import { GroupTable, WindowTable } from './usage-tables.tsx'
import { useCustomers } from './use-billing.ts'
import { useCharges } from './use-charges.ts'
import { useUsage } from './use-usage.ts'
import type { UsageState } from './use-usage-search.ts'

interface UsageReportProps {
  meter: Meter
  search: UsageState
}

const nothing: MeterQueryResult['data'] = []

/** The answer: the total, a chart or a table over time, and the groups by size; with what is billed for them. */
export function UsageReport({ meter, search }: UsageReportProps) {
  const { state } = search
  const report = useReport({ meter, search })
  const { groupBy, rows, groups, total, error, step, charges, isReading } = report
  const name = useGroupNames(groupBy)
  if (groups === undefined) return error && <Banner tone="danger">{error.message}</Banner>
  if (groups.length === 0) return <NoUsage meter={meter} search={search} />
  return (
    <section
      aria-label={`Usage of ${meter.name}`}
      className={styles.report}
      data-stale={error !== null || undefined}
    >
      {error !== null && <Banner tone="danger">{error.message}</Banner>}
      <UsageSummary
        {...{ meter, search, total, charges, isReading }}
        onSave={() => saveCsv(meter, report, name)}
      />
      <div className={styles.parts}>
        {step !== undefined && state.show === 'chart' && (
          <ReportChart {...{ meter, step, search, name }} report={{ ...report, groups }} />
        )}
        {step !== undefined && state.show === 'table' && (
          <WindowTable rows={rows} groupBy={groupBy} timeZone={state.tz} name={name} money={charges.steps} />
        )}
        <GroupTable groups={groups} groupBy={groupBy} name={name} total={total} money={charges.groups} />
      </div>
      <MoneyNote meter={meter} isBilled={charges.isBilled} />
    </section>
  )
}

type Report = ReturnType<typeof useReport>

/** Three questions of usage: by group over time, by group, and altogether, since not every aggregation adds up. */
function useReport({ meter, search: { state, period } }: UsageReportProps) {
  const groupBy = groupsOf(state, meter)
  const request = usageRequest({ meter, state, period })
  const step = state.step === 'none' ? undefined : state.step
  const byGroup = useUsage(meter, request)
  const whole = useUsage(meter, { ...request, group_by_dimensions: [] })
  const windows = useUsage(meter, { ...request, ...(step !== undefined && { granularity: step }) })
  const charges = useCharges(meter, request, step)
  return {
    groupBy,
    step,
    charges,
    rows: windows.data?.data ?? nothing,
    isReading: windows.isLoading || windows.isPlaceholderData || charges.isReading,
    groups: byGroup.data && usageGroups(byGroup.data.data, groupBy),
    total: whole.data?.data.at(-1)?.value,
    error: byGroup.error ?? windows.error ?? whole.error ?? charges.error,
  }
}

interface ReportChartProps {
  meter: Meter
  report: Report & { groups: readonly UsageGroup[] }
  step: Granularity
  search: UsageState
  name: GroupName
}

function ReportChart({ meter, report, step, search, name }: ReportChartProps) {
  const { rows, groups, groupBy, charges } = report
  const shared = { groups, groupBy, step, search, name, isStacked: addsUp(meter) }
  const { steps } = charges
  if (search.state.of === 'usage' || steps === undefined) {
    return <UsageChart {...shared} rows={rows} of="Usage" text={quantityText} />
  }
  const text = (amount: string) => shareText(amount, steps.currency)
  return <UsageChart {...shared} rows={steps.rows} of="Money" text={text} />
}

function saveCsv(meter: Meter, { rows, groupBy, step, charges }: Report, name: GroupName): void {
  const { groups: whole, steps } = charges
  const ofRow = (row: (typeof rows)[number]) => whole?.ofGroup(groupKey(row, groupBy))
  const billed = step === undefined && whole ? { currency: whole.currency, ofRow } : steps
  saveFile(`${meter.key}.csv`, new Blob([usageCsv({ rows, groupBy, name, billed })], { type: 'text/csv' }))
}

/** How money and units belong together, or why there is no money. */
function MoneyNote({ meter, isBilled }: { meter: Meter; isBilled: boolean | undefined }) {
  if (isBilled === undefined) return null
  if (isBilled) {
    return (
      <p className={styles.note}>
        Billed is what the invoices of the period charge for this meter. Each line of an invoice is shared by
        units: each of its units costs the same, whichever tier it fell into, so that the groups add up to the
        lines. – is usage that nobody is billed for.
      </p>
    )
  }
  return (
    <p className={styles.note}>
      {addsUp(meter)
        ? `There is no money beside the units: no plan that is subscribed to in the period has a price on ${meter.name}.`
        : `There is no money beside the units: the ${meter.aggregation} of two groups together is not the sum of theirs, so that a charge for it cannot be shared.`}
    </p>
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
