import { Dialog } from '#ui/dialog.tsx'
import styles from './compare-dialog.module.css'
import { type ComparedField, compareRows } from './compare-events.ts'
import type { Row } from './event-row.ts'
import { rowLabel } from './row-status.ts'

interface CompareDialogProps {
  /** The marked row first. */
  pair: readonly [Row, Row]
  onClose: () => void
}

/** Two rows side by side: differences first, what is the same folded away. */
export function CompareDialog({ pair: [left, right], onClose }: CompareDialogProps) {
  const { different, equal } = compareRows(left, right)
  const title = `${different.length} ${different.length === 1 ? 'difference' : 'differences'}`
  return (
    <Dialog open title={`Compare two rows: ${title}`} wide onClose={onClose}>
      <div className={styles.compare}>
        {different.length === 0 ? (
          <p>They are the same in every field.</p>
        ) : (
          <Fields label="Differences" fields={different} rows={[left, right]} />
        )}
        {equal.length > 0 && (
          <details>
            <summary>{`${equal.length} equal ${equal.length === 1 ? 'field' : 'fields'}`}</summary>
            <Fields label="Equal fields" fields={equal} rows={[left, right]} />
          </details>
        )}
      </div>
    </Dialog>
  )
}

interface FieldsProps {
  label: string
  fields: readonly ComparedField[]
  rows: readonly [Row, Row]
}

function Fields({ label, fields, rows: [left, right] }: FieldsProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={`${label}, as a table`}>
      <table>
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col" title={rowLabel(left)}>
              Marked
            </th>
            <th scope="col" title={rowLabel(right)}>
              Other
            </th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ name, left: first, right: second }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <Value value={first} />
              <Value value={second} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Value({ value }: { value: string | undefined }) {
  return (
    <td>{value === undefined ? <span className={styles.absent}>(absent)</span> : <code>{value}</code>}</td>
  )
}
