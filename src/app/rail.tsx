import { CircleHelp, Gauge } from 'lucide-react'
import { Link, useLocation } from 'wouter'
import { pages } from './pages.ts'
import styles from './rail.module.css'

/** The pages, at the side on wide screens and at the bottom of a phone's. */
export function Rail({ onHelp }: { onHelp: () => void }) {
  const [location] = useLocation()
  return (
    <nav aria-label="Pages" className={styles.rail}>
      <div className={styles.brand}>
        <Gauge aria-hidden="true" className={styles.icon} />
        <span>Metering Studio</span>
      </div>
      <ul className={styles.pages}>
        {pages.map(({ path, label, short = label, icon: Icon }) => (
          <li key={path}>
            <Link href={path} className={styles.page} aria-current={location === path ? 'page' : undefined}>
              <Icon aria-hidden="true" className={styles.icon} />
              <span>
                {short}
                <span className={styles.rest}>{label.slice(short.length)}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className={styles.page}
        onClick={onHelp}
        title="Keyboard shortcuts, words, decisions (?)"
      >
        <CircleHelp aria-hidden="true" className={styles.icon} />
        <span>Help</span>
      </button>
    </nav>
  )
}
