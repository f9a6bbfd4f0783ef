import type { Pane } from './config-panes.tsx'
import styles from './skip-links.module.css'

const panes: Pane[] = ['form', 'source', 'output']

/** The way into each pane by keyboard; a pane that is hidden is shown first. */
export function SkipLinks({ onPane }: { onPane: (pane: Pane) => void }) {
  return (
    <div className={styles.links}>
      {panes.map(pane => (
        <a
          key={pane}
          href={`#${pane}`}
          onClick={event => {
            event.preventDefault()
            onPane(pane)
            setTimeout(() => document.getElementById(pane)?.focus())
          }}
        >
          Skip to the {pane}
        </a>
      ))}
    </div>
  )
}
