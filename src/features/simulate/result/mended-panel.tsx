import { Undo2 } from 'lucide-react'
import { Button } from '#ui/button.tsx'
import styles from './mended-panel.module.css'
import type { MendedDocument } from './use-document-mend.ts'

/** What a mend changed in the document, line by line. */
export function MendedPanel({ mended: { label, changed, undo } }: { mended: MendedDocument }) {
  const { line, removed, added } = changed
  return (
    <section className={styles.panel} aria-label="Changed in the document">
      <p role="status">
        {label}: done, line {line}.
      </p>
      <pre className={styles.lines}>
        {removed.map((text, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines do not move
          <del key={index}>- {text}</del>
        ))}
        {added.map((text, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines do not move
          <ins key={index}>+ {text}</ins>
        ))}
      </pre>
      <Button size="small" icon={<Undo2 aria-hidden="true" />} onClick={undo}>
        Undo
      </Button>
    </section>
  )
}
