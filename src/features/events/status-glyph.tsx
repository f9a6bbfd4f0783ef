import type { Status } from './row-status.ts'
import styles from './status-glyph.module.css'

/** A state's shape alone, for a narrow column; its word is in the tooltip and for screen readers. */
export function StatusGlyph({ status }: { status: Status }) {
  return (
    <span className={styles.glyph} data-tone={status.tone} title={status.word}>
      <span aria-hidden="true">{status.glyph}</span>
      <span className="visually-hidden">{status.word}</span>
    </span>
  )
}
