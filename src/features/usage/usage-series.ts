/** Usage as a chart and a table show it: by group, over the windows of the period. */
import Big from 'big.js'
import type { MeterQueryResult } from '#api/meter-query.ts'
import type { Period } from '#billing/invoice.ts'
import { createWindows, type Granularity } from '#events/windows.ts'

type UsageRow = MeterQueryResult['data'][number]

export interface UsageGroup {
  /** The same for the same values. */
  key: string
  /** Its values, in the order of the grouping. */
  values: string[]
  /** Of the whole period, a decimal. */
  total: string
}

/** Largest first. */
export function usageGroups(totals: readonly UsageRow[], groupBy: readonly string[]): UsageGroup[] {
  return totals
    .map(row => ({ key: groupKey(row, groupBy), values: groupValues(row, groupBy), total: row.value }))
    .toSorted((one, other) => new Big(other.total).cmp(one.total) || (one.key < other.key ? -1 : 1))
}

function groupValues({ dimensions }: Pick<UsageRow, 'dimensions'>, groupBy: readonly string[]): string[] {
  return groupBy.map(name => dimensions[name] ?? '')
}

/** `UsageGroup.key` of a row. */
export function groupKey(row: Pick<UsageRow, 'dimensions'>, groupBy: readonly string[]): string {
  return JSON.stringify(groupValues(row, groupBy))
}

export interface ChartBar {
  from: number
  to: number
  /** By group; groups without usage are left out. */
  parts: Map<string, number>
}

/** Beyond this many, bars are thinner than a pixel. */
const BAR_LIMIT = 1000

/** A bar for every window of the period, also the empty ones; undefined where there are too many. */
export function chartBars(
  rows: readonly UsageRow[],
  of: { period: Period; granularity: Granularity; timeZone: string; groupBy: readonly string[] },
): ChartBar[] | undefined {
  const { of: windowAt } = createWindows(of.granularity, of.timeZone)
  const bars = new Map<number, ChartBar>()
  for (let at = of.period.from; at < of.period.to; ) {
    const { from, to } = windowAt(at)
    bars.set(from, { from, to, parts: new Map() })
    if (bars.size > BAR_LIMIT) return undefined
    at = to
  }
  for (const row of rows) {
    const { from } = windowAt(Date.parse(row.from))
    // Heights of pixels: the one place where a value may lose digits.
    bars.get(from)?.parts.set(groupKey(row, of.groupBy), Number(row.value))
  }
  return [...bars.values()]
}

/** The sum of decimals. */
export function sumOf(values: readonly string[]): string {
  return values.reduce((sum, value) => sum.plus(value), new Big(0)).toFixed()
}
