import { Link } from 'wouter'
import styles from './document-place.module.css'

/** A place in the document, as `plugins[0].config`: leads to its line in Config. */
export function DocumentPlace({ path }: { path: readonly (string | number)[] }) {
  const text = path
    .map(step => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1)
  return (
    <Link
      href={`/config?at=${encodeURIComponent(text)}`}
      className={styles.place}
      title="Show the line in Config"
    >
      {text}
    </Link>
  )
}
