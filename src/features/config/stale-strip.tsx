import { type ReactNode, useEffect, useState } from 'react'
import { SeverityIcon } from '#ui/severity-icon.tsx'
import styles from './stale-strip.module.css'

interface StaleStripProps {
  /** When what is shown was last current, in milliseconds. */
  since: number
  /** What to do about it. */
  action?: ReactNode
  children: ReactNode
}

/** Above what is no longer that of the current text: why it is still shown, and how old it is. */
export function StaleStrip({ since, action, children }: StaleStripProps) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.round((now - since) / 1000))
  const age = seconds < 60 ? `${seconds} s ago` : `${Math.floor(seconds / 60)} min ago`
  return (
    <div className={styles.strip}>
      <span>
        <span role="status">
          <SeverityIcon severity="warning" /> {children}
        </span>
        <span> ({age})</span>
      </span>
      {action}
    </div>
  )
}
