import type { ReactNode } from 'react'
import { ThemeButton } from './theme-button.tsx'
import styles from './top-bar.module.css'

interface TopBarProps {
  /** The workspace's controls. */
  children: ReactNode
  /** What can be done with the workspace, before the theme. */
  actions: ReactNode
}

/** The workspace, the gateway's release, and the theme. */
export function TopBar({ children, actions }: TopBarProps) {
  return (
    <header className={styles.bar}>
      {children}
      <span className={styles.space} />
      {actions}
      <ThemeButton />
    </header>
  )
}
