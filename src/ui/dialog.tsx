import { lazy, Suspense, useState } from 'react'
import type { DialogProps } from './dialog-window.tsx'

const load = () => import('./dialog-window.tsx')
const DialogWindow = lazy(async () => ({ default: (await load()).DialogWindow }))

/** Loads what all dialogs share, before the first one opens: it also opens when the studio has ended by then. */
export const preloadDialog = load

/** A modal dialog: focus stays inside and returns to where it was; Escape closes it. */
export function Dialog(props: DialogProps) {
  const [wasOpen, setWasOpen] = useState(props.open)
  if (props.open && !wasOpen) setWasOpen(true)
  if (!wasOpen) return null
  return (
    <Suspense>
      <DialogWindow {...props} />
    </Suspense>
  )
}
