import styles from './histogram.module.css'
import type { Bars } from './histogram-bars.ts'
import { momentName } from './time-range.ts'

interface HistogramTableProps extends Bars {
  onRange: (range: { from: number; to: number }) => void
}

/** The same as a table, newest first, without the bars of nothing; a time filters by its bar. */
export function HistogramTable({ bars, step, onRange }: HistogramTableProps) {
  const filled = bars.filter(({ count }) => count > 0).toReversed()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={styles.table} tabIndex={0} aria-label="Events over time as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">All</th>
            <th scope="col">With findings</th>
          </tr>
        </thead>
        <tbody>
          {filled.map(({ from, to, count, errors }) => (
            <tr key={from}>
              <th scope="row">
                <button type="button" title="Filter by this time" onClick={() => onRange({ from, to })}>
                  {momentName(from, step)}
                </button>
              </th>
              <td>{count.toLocaleString('en-US')}</td>
              <td>{errors.toLocaleString('en-US')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
