import { CircleX, Info, TriangleAlert } from 'lucide-react'
import styles from './severity-icon.module.css'

const icons = { error: CircleX, warning: TriangleAlert, hint: Info }

/** The shape of a finding; its word stands beside it or in the name of what it is part of. */
export function SeverityIcon({ severity }: { severity: 'error' | 'warning' | 'hint' }) {
  const Icon = icons[severity]
  return <Icon aria-hidden="true" className={`${styles.icon} ${styles[severity]}`} />
}
