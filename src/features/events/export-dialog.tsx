import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { CopyBatchButton } from './copy-batch-button.tsx'
import styles from './export-dialog.module.css'
import { type ExportFormat, exportFormats } from './export-rows.ts'
import type { EventList } from './use-event-list.ts'

/** The button and its dialog: what the filter lets through, as a file. */
export function ExportDialog({ list: { rows, snapshot } }: { list: EventList }) {
  const [open, setOpen] = useState(false)
  const disabledReason = rows.length === 0 ? 'There is no row to export' : undefined
  const close = () => setOpen(false)
  return (
    <>
      <Button
        icon={<Download aria-hidden="true" />}
        disabledReason={disabledReason}
        onClick={() => setOpen(true)}
      >
        Export
      </Button>
      <Dialog open={open} title={`Export ${rowCount(rows.length)}`} onClose={close}>
        <div className={styles.export}>
          <p>
            What the tab and the filter let through, newest first.
            {snapshot?.hasOlder &&
              ' Older rows are not loaded and so not exported: scroll to the end of the list to load them.'}
          </p>
          <ul>
            {(Object.keys(exportFormats) as ExportFormat[]).map(format => (
              <li key={format}>
                <Button
                  icon={<Download aria-hidden="true" />}
                  onClick={() => {
                    const { mediaType, extension, write } = exportFormats[format]
                    download(write(rows), { name: `events.${extension}`, mediaType })
                    close()
                  }}
                >
                  {exportFormats[format].label}
                </Button>
                <span>{explanations[format]}</span>
              </li>
            ))}
            <li>
              <CopyBatchButton rows={rows} />
              <span>The rows' events as a body for one POST to the ingest endpoint.</span>
            </li>
          </ul>
        </div>
      </Dialog>
    </>
  )
}

const explanations: Record<ExportFormat, string> = {
  json: 'One array, with each CloudEvent whole.',
  jsonl: 'The same, a record on each line.',
  csv: "RFC 4180, UTF-8. A cell that a spreadsheet would run as a formula starts with '.",
}

function rowCount(count: number): string {
  return `${count} ${count === 1 ? 'row' : 'rows'}`
}

function download(text: string, { name, mediaType }: { name: string; mediaType: string }): void {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
