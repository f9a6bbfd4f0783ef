import type { MeterQueryResult } from '#api/meter-query.ts'
import type { Granularity } from '#events/windows.ts'
import { momentText } from './billing-period.ts'
import { seriesColours } from './series-colours.ts'
import type { GroupName } from './usage-report.tsx'
import { type ChartBar, chartBars, type UsageGroup } from './usage-series.ts'
import styles from './usage-tab.module.css'
import type { UsageState } from './use-usage-search.ts'

interface UsageChartProps {
  rows: MeterQueryResult['data']
  groups: readonly UsageGroup[]
  groupBy: readonly string[]
  step: Granularity
  search: UsageState
  name: GroupName
  /** Whether the groups of a step add up; else each stands on its own. */
  isStacked: boolean
  /** `Usage` or `Money`, and how its values are written. */
  of: string
  text(value: string): string
}

const HEIGHT = 200
const BAR = 10

/** Bars over the period, the largest groups apart and the others together. The table has the same numbers. */
export function UsageChart({
  rows,
  groups,
  groupBy,
  step,
  search,
  name,
  isStacked,
  of,
  text,
}: UsageChartProps) {
  const { tz } = search.state
  const bars = chartBars(rows, { period: search.period, granularity: step, timeZone: tz, groupBy })
  if (bars === undefined) {
    return (
      <p className={styles.tooMany}>
        The period has too many of these steps for a chart. Choose longer steps or a shorter period; the table
        shows those with usage.
      </p>
    )
  }
  // All may be free, and nothing divides by 0.
  const most = Math.max(0, ...bars.map(bar => heightOf(bar, isStacked)))
  const scale = most === 0 ? 0 : HEIGHT / most
  const label = (key: string) => {
    const values = groups.find(of => of.key === key)?.values ?? []
    return values.map((value, index) => name(groupBy[index] ?? '', value)).join(', ')
  }
  return (
    <figure className={styles.chart}>
      <figcaption>
        Most {isStacked ? '' : 'of a group '}in one step: <strong>{text(plain(most))}</strong>
      </figcaption>
      <svg
        viewBox={`0 0 ${bars.length * BAR} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${of} over time, at most ${text(plain(most))} in one step. The table has every value.`}
      >
        {bars.map((bar, index) => (
          <g key={bar.from} transform={`translate(${index * BAR} 0)`}>
            <title>{titleOf(bar, { label, tz, text })}</title>
            <rect className={styles.slot} x={0} y={0} width={BAR} height={HEIGHT} />
            {pieces(bar, groups, isStacked).map(({ colour, x, width, height, top }) => (
              <rect
                key={colour}
                x={x}
                width={width}
                y={HEIGHT - top * scale}
                height={height * scale}
                fill={colour}
              />
            ))}
          </g>
        ))}
      </svg>
      <p className={styles.axis} aria-hidden="true">
        <span>{momentText(bars[0]?.from ?? search.period.from, tz)}</span>
        <span>{momentText(bars.at(-1)?.to ?? search.period.to, tz)}</span>
      </p>
    </figure>
  )
}

function heightOf({ parts }: ChartBar, isStacked: boolean): number {
  const heights = [...parts.values()].map(value => Math.max(0, value))
  return isStacked ? heights.reduce((sum, value) => sum + value, 0) : Math.max(0, ...heights)
}

/** Left and right of a step's bars. */
const GAP = 0.8

/**
 * In the order of the groups, from the bottom up or side by side; those that share a colour are one piece, of their sum
 * or of the largest.
 */
function pieces({ parts }: ChartBar, groups: readonly UsageGroup[], isStacked: boolean) {
  const colours = seriesColours(groups)
  const heights = new Map<string, number>()
  for (const { key } of groups) {
    const colour = colours.get(key) ?? colours.rest
    const [before, own] = [heights.get(colour) ?? 0, Math.max(0, parts.get(key) ?? 0)]
    heights.set(colour, isStacked ? before + own : Math.max(before, own))
  }
  const width = (BAR - 2 * GAP) / (isStacked ? 1 : heights.size)
  let below = 0
  return [...heights].map(([colour, height], index) => {
    if (!isStacked) return { colour, height, top: height, x: GAP + index * width, width }
    below += height
    return { colour, height, top: below, x: GAP, width }
  })
}

interface Wording {
  label(key: string): string
  text(value: string): string
  tz: string
}

function titleOf(bar: ChartBar, { label, text, tz }: Wording): string {
  const lines = [...bar.parts].map(([key, value]) => `${label(key)} ${text(plain(value))}`.trim())
  return [`${momentText(bar.from, tz)} to ${momentText(bar.to, tz)}`, ...lines].join('\n')
}

/** Without exponent, as a person reads it. */
function plain(value: number): string {
  return value.toFixed(value < 1 ? 12 : 6).replace(/\.?0+$/, '')
}
