import { Link } from 'wouter'
import type { DocumentPath } from '#entities/gateway-state.ts'
import type { CoveredDocument } from './coverage-page.tsx'
import styles from './coverage-table.module.css'

/** A link to where a path stands in the document; nothing for what has no place there. */
export function DocumentLine({ path, document }: { path: DocumentPath; document: CoveredDocument }) {
  const line = path.length === 0 ? undefined : document.lineOf(path)
  if (line === undefined) return null
  return (
    <Link href={document.linkTo(path)} className={styles.line} title="Show the line in Config">
      Line {line}
    </Link>
  )
}
