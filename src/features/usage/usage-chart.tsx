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
  /** `Usage` or `Money`, and how its values are written. */
  of: string
  text(value: string): string
}

const HEIGHT = 200
const BAR = 10

/** Bars over the period, the largest groups apart and the rest together. The table has the same numbers. */
export function UsageChart({ rows, groups, groupBy, step, search, name, of, text }: UsageChartProps) {
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
  const most = Math.max(0, ...bars.map(heightOf))
  const scale = most === 0 ? 0 : HEIGHT / most
  const label = (key: string) => {
    const values = groups.find(of => of.key === key)?.values ?? []
    return values.map((value, index) => name(groupBy[index] ?? '', value)).join(', ')
  }
  return (
    <figure className={styles.chart}>
      <figcaption>
        Most in one step: <strong>{text(plain(most))}</strong>
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
            {stack(bar, groups).map(({ colour, height, top }) => (
              <rect
                key={colour}
                x={0.8}
                width={BAR - 1.6}
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

function heightOf({ parts }: ChartBar): number {
  return [...parts.values()].reduce((sum, value) => sum + Math.max(0, value), 0)
}

/** From the bottom up in the order of the groups; those that share a colour are one piece. */
function stack({ parts }: ChartBar, groups: readonly UsageGroup[]) {
  const colours = seriesColours(groups)
  const heights = new Map<string, number>()
  for (const { key } of groups) {
    const colour = colours.get(key) ?? colours.rest
    heights.set(colour, (heights.get(colour) ?? 0) + Math.max(0, parts.get(key) ?? 0))
  }
  let below = 0
  return [...heights].map(([colour, height]) => {
    below += height
    return { colour, height, top: below }
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
