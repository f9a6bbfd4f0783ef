import { Download } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '#ui/button.tsx'
import type { EventList } from './use-event-list.ts'

const ExportDialog = lazy(async () => ({ default: (await import('./export-dialog.tsx')).ExportDialog }))

/** Opens the dialog that saves what the filter lets through as a file. */
export function ExportButton({ list, isIcon }: { list: EventList; isIcon: boolean }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        icon={<Download aria-hidden="true" />}
        disabledReason={whyNot(list)}
        {...(isIcon && { 'aria-label': 'Export', title: 'Export' })}
        onClick={() => setOpen(true)}
      >
        {isIcon ? undefined : 'Export'}
      </Button>
      {open && (
        <Suspense>
          <ExportDialog list={list} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

function whyNot({ rows, isBehind }: EventList): string | undefined {
  if (isBehind) return 'The gateway’s requests are still being read'
  return rows.count === 0 ? 'There is no row to export' : undefined
}
