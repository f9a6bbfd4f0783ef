import { useMemo } from 'react'
import { Button } from '#ui/button.tsx'
import { changedFilter, withTimeRange } from './change-filter.ts'
import { useEventsPreferences } from './events-preferences.ts'
import styles from './histogram.module.css'
import { type Bars, barsOfRows, barsOfStore } from './histogram-bars.ts'
import { HistogramChart } from './histogram-chart.tsx'
import { HistogramTable } from './histogram-table.tsx'
import { stepName } from './time-range.ts'
import type { EventList } from './use-event-list.ts'
import { useStoredHistogram } from './use-stored-counts.ts'

/** Events over time, with their findings; a range of it goes into the filter. */
export function Histogram({ list }: { list: EventList }) {
  const { histogram: form, change } = useEventsPreferences()
  const { question, hasHistory, terms } = list
  const stored = useStoredHistogram(question.filter, hasHistory)
  const rows = hasHistory ? undefined : list.liveRows
  const shown = useMemo(
    () => (rows === undefined ? stored && barsOfStore(stored) : barsOfRows(rows)),
    [rows, stored],
  )
  if (shown === undefined || shown.bars.length === 0) return null
  const choose = (range: { from: number; to: number } | undefined) =>
    list.setState({ q: changedFilter(list.state.q, all => withTimeRange(all, range)) })
  const isTable = form === 'table'
  return (
    <figure className={styles.histogram} data-view={list.state.view} aria-label="Events over time">
      <figcaption className={styles.caption}>
        <span>{summary(shown, hasHistory)}</span>
        {hasHistory && question.unread.length > 0 && (
          <span>
            without regard to <code>{question.unread.join(' ')}</code>
          </span>
        )}
        <span className={styles.buttons}>
          {terms.some(({ key }) => key === 'time') && (
            <Button size="small" variant="quiet" onClick={() => choose(undefined)}>
              All time
            </Button>
          )}
          <Button
            size="small"
            variant="quiet"
            aria-pressed={isTable}
            onClick={() => change({ histogram: isTable ? 'chart' : 'table' })}
          >
            View as table
          </Button>
        </span>
      </figcaption>
      {isTable ? (
        <HistogramTable {...shown} onRange={choose} />
      ) : (
        <HistogramChart {...shown} onRange={choose} />
      )}
    </figure>
  )
}

function summary({ bars, step }: Bars, hasHistory: boolean): string {
  const sum = (read: (bar: Bars['bars'][number]) => number) =>
    bars.reduce((total, bar) => total + read(bar), 0)
  const count = sum(bar => bar.count)
  const errors = sum(bar => bar.errors)
  const noun = hasHistory ? 'stored event' : 'row'
  const total = `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
  const findings = errors === 0 ? '' : `, ${errors.toLocaleString('en-US')} with findings`
  return `${total}${findings} · a bar is ${stepName(step)}`
}
