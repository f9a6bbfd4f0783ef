import type { ReactNode } from 'react'
import styles from './report.module.css'
import { numberText } from './run-text.ts'

/** Rows of a table that are shown; the rest is said. */
const ROWS = 50

interface ReportTableProps {
  title: string
  head: readonly string[]
  /** The first cell names the row. */
  rows: readonly (readonly ReactNode[])[]
  empty: string
  /** So many columns from the left are texts; the others are numbers. */
  texts?: number
}

/** A titled table of counts, or why it is empty. */
export function ReportTable({ title, head, rows, empty, texts = 1 }: ReportTableProps) {
  const alignment = (column: number) => (column < texts ? styles.text : undefined)
  return (
    <section>
      <h3 className={styles.title}>{title}</h3>
      {rows.length === 0 ? (
        <p className={styles.detail}>{empty}</p>
      ) : (
        <Frame title={title} columns={head.length}>
          <table className={styles.counts} aria-label={title}>
            <thead className={styles.columns}>
              <tr>
                {head.map((name, at) => (
                  <th key={name} scope="col" className={alignment(at)}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, ROWS).map(([name, ...cells], index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows do not move
                <tr key={index}>
                  <th scope="row">{name}</th>
                  {cells.map((cell, at) => (
                    <td key={head[at + 1]} className={alignment(at + 1)}>
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Frame>
      )}
      {rows.length > ROWS && <p className={styles.detail}>… and {numberText(rows.length - ROWS)} more.</p>}
    </section>
  )
}

/** Columns that a phone has room for. */
const NARROW_COLUMNS = 4

/** More columns scroll by themselves where there is no room for them. */
function Frame({ title, columns, children }: { title: string; columns: number; children: ReactNode }) {
  if (columns <= NARROW_COLUMNS) return children
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
    <section tabIndex={0} className={styles.wide} aria-label={title}>
      {children}
    </section>
  )
}
