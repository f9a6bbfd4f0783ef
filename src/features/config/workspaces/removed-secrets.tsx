import styles from './removed-secrets.module.css'

interface RemovedSecretsProps {
  /** Where each one stood. */
  places: readonly string[]
  /** What is said when there are none. */
  none: string
  /** What became of them, after their number. */
  some: string
}

/** What was found to be secret, by its place; never by its value. */
export function RemovedSecrets({ places, none, some }: RemovedSecretsProps) {
  if (places.length === 0) return <p className={styles.none}>{none}</p>
  return (
    <section className={styles.removed} aria-label="Secrets">
      <p>
        <strong>
          {places.length} {places.length === 1 ? 'secret' : 'secrets'}
        </strong>{' '}
        {some}:
      </p>
      <ul className={styles.list}>
        {places.map((place, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two secrets may stand in the same line
          <li key={index}>
            <code>{place}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}
