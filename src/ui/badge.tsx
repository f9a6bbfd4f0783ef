import type { ReactNode } from 'react'
import styles from './badge.module.css'
import { classNames } from './class-names.ts'

export type Tone = 'neutral' | 'accent' | 'info' | 'ok' | 'warn' | 'danger' | 'drop'

/** A status: a shape, a word and a colour, so that it is never told by colour alone. */
export function Badge({
  tone = 'neutral',
  glyph,
  children,
}: {
  tone?: Tone
  /** A sign that every font has, else an icon of a letter's size. */
  glyph?: ReactNode
  children: ReactNode
}) {
  return (
    <span className={classNames(styles.badge, styles[tone])}>
      {glyph !== undefined && (
        <span aria-hidden="true" className={styles.glyph}>
          {glyph}
        </span>
      )}
      <span className={styles.word}>{children}</span>
    </span>
  )
}
