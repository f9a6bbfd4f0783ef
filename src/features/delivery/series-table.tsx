import type { SeriesPoint } from '#rehearsal/summary.ts'
import { clockText, countText, secondsText } from './lab-text.ts'
import styles from './run-tables.module.css'

/** The charts' numbers: one row for each of their points. */
export function SeriesTable({ points }: { points: readonly SeriesPoint[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label="Course of the run as a table">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Most waiting</th>
            <th scope="col">Oldest</th>
            <th scope="col">Attempts</th>
            <th scope="col">Failed</th>
            <th scope="col">Delivered</th>
            <th scope="col">Late</th>
            <th scope="col">Lost</th>
            <th scope="col">Dropped</th>
            <th scope="col">Duplicated</th>
          </tr>
        </thead>
        <tbody>
          {points.map(point => (
            <tr key={point.from}>
              <th scope="row">{clockText(point.from)}</th>
              <td>{countText(point.max_waiting)}</td>
              <td>{secondsText(point.oldest)}</td>
              <td>{countText(point.attempts)}</td>
              <td>{countText(point.failed_attempts)}</td>
              <td>{countText(point.delivered)}</td>
              <td>{countText(point.late)}</td>
              <td>{countText(point.lost)}</td>
              <td>{countText(point.dropped)}</td>
              <td>{countText(point.duplicated)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
