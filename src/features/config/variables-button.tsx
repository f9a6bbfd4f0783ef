import { lazy, Suspense, useEffect, useState } from 'react'
import type { TextRange } from '#formats/diagnostic.ts'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import type { Document } from './use-document.ts'

const VariablesPanel = lazy(() =>
  import('./variables-panel.tsx').then(module => ({ default: module.VariablesPanel })),
)

interface VariablesButtonProps {
  document: Document
  /** Shows a place in the source. */
  onJump: (range: TextRange) => void
}

/** Opens the list of the document's variables. */
export function VariablesButton({ document, onJump }: VariablesButtonProps) {
  const [open, setOpen] = useState(false)
  const [target, setTarget] = useState<TextRange>()
  useEffect(() => {
    if (open || target === undefined) return
    setTarget(undefined)
    // After the dialog has given the focus back.
    setTimeout(() => onJump(target))
  }, [open, target, onJump])
  return (
    <>
      <Button size="small" variant="quiet" onClick={() => setOpen(true)}>
        Variables
      </Button>
      <Dialog title="Variables" open={open} onClose={() => setOpen(false)} wide>
        <Suspense fallback={<p role="status">Loading…</p>}>
          <VariablesPanel
            document={document}
            onJump={range => {
              setTarget(range)
              setOpen(false)
            }}
          />
        </Suspense>
      </Dialog>
    </>
  )
}
