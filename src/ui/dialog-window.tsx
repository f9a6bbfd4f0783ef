import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import styles from './dialog.module.css'

export interface DialogProps {
  title: string
  open: boolean
  onClose: () => void
  /** The buttons at the foot, the deciding one last. */
  actions?: ReactNode
  /** `full`: as wide as the page allows. */
  wide?: boolean | 'full'
  children: ReactNode
}

/** The window of a `Dialog`. */
export function DialogWindow({ title, open, onClose, actions, wide = false, children }: DialogProps) {
  const focused = useRef<Element | null>(null)
  return (
    <Radix.Root open={open} onOpenChange={next => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay} />
        <Radix.Content
          className={classNames(styles.dialog, wide && styles.wide, wide === 'full' && styles.full)}
          aria-describedby={undefined}
          onOpenAutoFocus={() => {
            focused.current = document.activeElement
          }}
          onCloseAutoFocus={event => {
            // Radix gives the focus to a trigger, and these dialogs have none.
            event.preventDefault()
            if (focused.current instanceof HTMLElement) focused.current.focus()
          }}
        >
          <header className={styles.head}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            <Radix.Close asChild>
              <Button variant="quiet" icon={<X aria-hidden="true" />} aria-label="Close" />
            </Radix.Close>
          </header>
          <div className={styles.body}>{children}</div>
          {actions && <footer className={styles.foot}>{actions}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
