import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import styles from './input.module.css'

interface InputProps extends ComponentProps<'input'> {
  /** Code, names and URLs. */
  mono?: boolean
  /** Shown as dots; unlike a password field, no browser offers to keep it. */
  masked?: boolean
}

export function Input({ mono = false, masked = false, className, ...props }: InputProps) {
  return (
    <input
      autoComplete="off"
      spellCheck={false}
      {...props}
      className={classNames(styles.input, mono && styles.mono, masked && styles.masked, className)}
    />
  )
}

export function Select({ className, ...props }: ComponentProps<'select'>) {
  return <select {...props} className={classNames(styles.select, className)} />
}

export function Checkbox(props: Omit<ComponentProps<'input'>, 'type'>) {
  return <input {...props} type="checkbox" className={styles.checkbox} />
}
