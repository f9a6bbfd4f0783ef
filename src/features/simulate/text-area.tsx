import type { ComponentProps } from 'react'
import styles from './text-area.module.css'

/** Several lines of code. */
export function TextArea(props: ComponentProps<'textarea'>) {
  return <textarea spellCheck={false} autoComplete="off" {...props} className={styles.area} />
}
