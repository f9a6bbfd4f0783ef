import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import styles from './button.module.css'
import { classNames } from './class-names.ts'

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: 'default' | 'primary' | 'quiet' | 'danger'
  size?: 'medium' | 'small'
  icon?: ReactNode
  /** Why the button cannot act now. It stays focusable and says so, instead of being silently disabled. */
  disabledReason?: string | undefined
}

/** A button with a verb on it. An icon alone needs an `aria-label`. */
export function Button({
  variant = 'default',
  size = 'medium',
  icon,
  disabledReason,
  ...props
}: ButtonProps) {
  const { className, children, onClick, ...rest } = props
  const blocked = disabledReason !== undefined
  const act = (event: MouseEvent<HTMLButtonElement>) => (blocked ? event.preventDefault() : onClick?.(event))
  return (
    <button
      type="button"
      {...rest}
      {...(blocked && { 'aria-disabled': true, title: disabledReason })}
      className={classNames(
        styles.button,
        styles[variant],
        styles[size],
        children == null && styles.square,
        className,
      )}
      onClick={act}
    >
      {icon}
      {children}
      {blocked && <span className="visually-hidden">. {disabledReason}</span>}
    </button>
  )
}
