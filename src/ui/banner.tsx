import type { ReactNode } from 'react'
import styles from './banner.module.css'
import { classNames } from './class-names.ts'

const glyphs = { info: 'ⓘ', warn: '⚠', danger: '✕', ok: '✓' }

interface BannerProps {
  tone: keyof typeof glyphs
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
  return (
    <div role={role} className={classNames(styles.banner, styles[tone])}>
      <span aria-hidden="true" className={styles.glyph}>
        {glyphs[tone]}
      </span>
      <div className={styles.text}>{children}</div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
