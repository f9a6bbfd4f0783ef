import { ArrowLeft, X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from './button.tsx'
import styles from './drawer.module.css'
import { NARROW, useMediaQuery } from './use-media-query.ts'

interface DrawerProps {
  /** The drawer's name and heading: "Event 7f3a". */
  title: string
  onClose: () => void
  /** Between the heading and the close button. */
  actions?: ReactNode
  /** Whether to move the focus in: yes when it was opened by keyboard. It returns on close. */
  focus?: boolean
  children: ReactNode
}

/**
 * Details beside a list, which stays usable. It pushes the list at wide widths, lies over its edge at medium
 * ones and takes the whole page, with a way back, on a phone. Escape closes it.
 */
export function Drawer({ title, onClose, actions, focus = false, children }: DrawerProps) {
  const narrow = useMediaQuery(NARROW)
  const drawer = useRef<HTMLElement>(null)
  const moveFocus = focus || narrow
  useEffect(() => {
    if (!moveFocus) return
    const before = document.activeElement
    drawer.current?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [moveFocus])
  return (
    <section
      ref={drawer}
      role={narrow ? 'dialog' : 'complementary'}
      aria-label={title}
      {...(narrow && { 'aria-modal': true })}
      tabIndex={-1}
      className={styles.drawer}
      onKeyDown={event => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
      }}
    >
      <header className={styles.head}>
        {narrow && (
          <Button
            variant="quiet"
            icon={<ArrowLeft aria-hidden="true" />}
            aria-label="Back"
            onClick={onClose}
          />
        )}
        <h2 className={styles.title}>{title}</h2>
        {actions}
        {!narrow && (
          <Button variant="quiet" icon={<X aria-hidden="true" />} aria-label="Close" onClick={onClose} />
        )}
      </header>
      <div className={styles.body}>{children}</div>
    </section>
  )
}
