import { lazy, Suspense } from 'react'
import { Dialog } from '#ui/dialog.tsx'

const ImportBox = lazy(async () => ({ default: (await import('./import-box.tsx')).ImportBox }))

interface ImportDialogProps {
  /** What the box holds at first; undefined while there is no import. */
  pasted: string | undefined
  /** Whether it is at first meant to take the document's place. */
  replaces: boolean
  documentText: string
  onClose: () => void
  /** The document with the import in it. */
  onImport: (text: string) => void
}

/** The import over the page: what it would do, before it does it. */
export function ImportDialog({ pasted, replaces, documentText, onClose, onImport }: ImportDialogProps) {
  return (
    <Dialog title="Import" open={pasted !== undefined} onClose={onClose} wide>
      <Suspense>
        <ImportBox
          key={pasted}
          label="Paste anything from the Kong docs"
          rows={10}
          documentText={documentText}
          initial={pasted ?? ''}
          replaces={replaces}
          onImport={next => {
            onImport(next)
            onClose()
          }}
        />
      </Suspense>
    </Dialog>
  )
}
