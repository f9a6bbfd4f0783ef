import { useMemo, useState } from 'react'
import type { DeliveryLoad, LoadedPlugin, LoadReport } from '#rehearsal/rehearse-load.ts'
import type { SeriesPoint } from '#rehearsal/summary.ts'
import { Button } from '#ui/button.tsx'
import { clockText, countText, secondsText } from './lab-text.ts'
import { RunChart } from './run-chart.tsx'
import styles from './run-charts.module.css'
import { SeriesTable } from './series-table.tsx'

interface RunChartsProps {
  plugin: LoadedPlugin
  report: LoadReport
  load: DeliveryLoad
  /** Seconds that the charts are wide. */
  width: number
  t: number
  onMoment: (t: number) => void
}

/** The run's course: how much waits, how old it gets, and what is gone; the same as a table. */
export function RunCharts({ plugin, report, load, width, t, onMoment }: RunChartsProps) {
  const [asTable, setAsTable] = useState(false)
  const course = useMemo(() => courseOf(report), [report])
  const { points } = report.series
  const shared = { at: course.at, width, marked: load.sink.faults, playhead: t, onMoment }
  const { max_entries, concurrency_limit } = plugin.config.queue
  return (
    <section aria-label="Course of the run" className={styles.charts}>
      <div className={styles.head}>
        <h2>Course of the run</h2>
        <Button size="small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          View as table
        </Button>
      </div>
      {asTable ? (
        <SeriesTable points={points} />
      ) : (
        <>
          <RunChart
            {...shared}
            title="Queue depth"
            caption={peakText(points, 'max_waiting', countText)}
            lines={[{ label: 'Waiting', tone: 'accent', values: course.waiting }]}
            limit={
              concurrency_limit === 1
                ? { label: 'max_entries', value: max_entries * load.workers }
                : undefined
            }
            valueText={value => countText(Math.round(value))}
          />
          <RunChart
            {...shared}
            title="Oldest event under way"
            caption={peakText(points, 'oldest', secondsText)}
            lines={[{ label: 'Age', tone: 'warn', values: course.oldest }]}
            valueText={secondsText}
          />
          <RunChart
            {...shared}
            title="Events so far"
            caption={`${countText(report.events.emitted)} emitted`}
            lines={[
              { label: 'Delivered', tone: 'accent', values: course.delivered },
              { label: 'Lost', tone: 'danger', dashed: true, values: course.lost },
              { label: 'Dropped', tone: 'drop', dashed: true, values: course.dropped },
            ]}
            valueText={value => countText(Math.round(value))}
          />
        </>
      )}
    </section>
  )
}

function courseOf({ series: { points } }: LoadReport) {
  const soFar = (field: 'delivered' | 'lost' | 'dropped') => {
    let sum = 0
    return points.map(point => {
      sum += point[field]
      return sum
    })
  }
  return {
    at: points.map(({ from }) => from),
    waiting: points.map(point => point.max_waiting),
    oldest: points.map(({ oldest }) => oldest),
    delivered: soFar('delivered'),
    lost: soFar('lost'),
    dropped: soFar('dropped'),
  }
}

function peakText(
  points: readonly SeriesPoint[],
  field: 'max_waiting' | 'oldest',
  text: (value: number) => string,
): string {
  const peak = points.reduce<SeriesPoint | undefined>(
    (most, point) => (most === undefined || point[field] > most[field] ? point : most),
    undefined,
  )
  return peak === undefined || peak[field] === 0
    ? 'none'
    : `peak ${text(peak[field])} at ${clockText(peak.from)}`
}
