import { type ComponentProps, useImperativeHandle, useLayoutEffect, useRef } from 'react'
import { classNames } from './class-names.ts'
import styles from './input.module.css'

interface InputProps extends ComponentProps<'input'> {
  /** Code, names and URLs. */
  mono?: boolean
  /** Shown as dots, and kept from the markup and the accessibility tree. */
  masked?: boolean
}

export function Input({ mono = false, masked = false, className, ref, ...props }: InputProps) {
  const input = useRef<HTMLInputElement>(null)
  useImperativeHandle<HTMLInputElement | null, HTMLInputElement | null>(ref, () => input.current)
  // React writes the value into the markup, too, where anything that reads the page would find it.
  useLayoutEffect(() => {
    if (masked) input.current?.removeAttribute('value')
  })
  return (
    <input
      ref={input}
      autoComplete={masked ? 'new-password' : 'off'}
      spellCheck={false}
      {...props}
      type={masked ? 'password' : props.type}
      className={classNames(styles.input, mono && styles.mono, className)}
    />
  )
}

export function Select({ className, ...props }: ComponentProps<'select'>) {
  return <select {...props} className={classNames(styles.select, className)} />
}

export function Checkbox(props: Omit<ComponentProps<'input'>, 'type'>) {
  return <input {...props} type="checkbox" className={styles.checkbox} />
}
