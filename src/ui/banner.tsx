import { CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './banner.module.css'
import { classNames } from './class-names.ts'

const icons = { info: Info, warn: TriangleAlert, danger: CircleX, ok: CircleCheck }

interface BannerProps {
  tone: keyof typeof icons
  children: ReactNode
  /** Buttons that mend what the banner says. */
  actions?: ReactNode
  /** An error is announced at once; anything else politely. */
  role?: 'status' | 'alert'
}

/** A strip that stays until its cause is gone: what happened, where, what to do. */
export function Banner({
  tone,
  children,
  actions,
  role = tone === 'danger' ? 'alert' : 'status',
}: BannerProps) {
  const Icon = icons[tone]
  return (
    <div role={role} className={classNames(styles.banner, styles[tone])}>
      <Icon aria-hidden="true" className={styles.icon} />
      <div className={styles.text}>{children}</div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
