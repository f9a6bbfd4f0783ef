import type { ReactNode } from 'react'
import styles from './split-view.module.css'

interface SplitViewProps {
  /** What the left side holds: "Requests". */
  label: string
  /** Stays in view at the left side's end. */
  actions: ReactNode
  input: ReactNode
  /** The right side; below on narrow screens. */
  children: ReactNode
}

/** What goes in at the left, what comes out at the right. */
export function SplitView({ label, actions, input, children }: SplitViewProps) {
  return (
    <div className={styles.split}>
      <section className={styles.input} aria-label={label}>
        <div className={styles.scroll}>{input}</div>
        <div className={styles.actions}>{actions}</div>
      </section>
      {children}
    </div>
  )
}
