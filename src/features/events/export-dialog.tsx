import { Download } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { announce } from '#ui/announce.tsx'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { saveFile } from '#ui/save-file.ts'
import { apiSource } from './api-source.ts'
import { CopyBatchButton } from './copy-batch-button.tsx'
import styles from './export-dialog.module.css'
import { type ExportFormat, exportFormats } from './export-rows.ts'
import { type ExportProgress, exportSet } from './export-run.ts'
import type { EventList } from './use-event-list.ts'

/** What the tab and the filter let through, all of it, as a file. */
export function ExportDialog({ list, onClose }: { list: EventList; onClose: () => void }) {
  const { run, busy, error, cancel } = useExport(list)
  const close = () => {
    cancel()
    onClose()
  }
  const count = list.rows.count + list.beside.length
  return (
    <Dialog open title={`Export ${rowCount(count)}`} onClose={close}>
      <div className={styles.export}>
        <p>
          All that the tab and the filter let through, newest first.
          {list.scan !== undefined && ' Every stored event is looked at for it, also those not searched yet.'}
        </p>
        {busy ? (
          <Progress {...busy} total={list.scan === undefined ? count : undefined} onCancel={cancel} />
        ) : (
          <ul>
            {(Object.keys(exportFormats) as ExportFormat[]).map(format => (
              <li key={format}>
                <Button
                  icon={<Download aria-hidden="true" />}
                  onClick={() => void run(format).then(done => done && onClose())}
                >
                  {exportFormats[format].label}
                </Button>
                <span>{explanations[format]}</span>
              </li>
            ))}
            <li>
              <CopyBatchButton rows={list.liveRows} />
              <span>
                The events on this page as a body for one POST to the ingest endpoint
                {list.hasHistory && '; older ones are in the files only'}.
              </span>
            </li>
          </ul>
        )}
        {error !== undefined && (
          <p role="alert" className={styles.failure}>
            {error}
          </p>
        )}
      </div>
    </Dialog>
  )
}

interface ProgressProps extends ExportProgress {
  /** Rows there will be, as far as that is known. */
  total: number | undefined
  onCancel: () => void
}

function Progress({ rows, read, total, onCancel }: ProgressProps) {
  return (
    <div className={styles.progress}>
      <progress
        aria-label="Export"
        max={Math.max(total ?? 1, rows, 1)}
        value={total === undefined ? undefined : rows}
      />
      <span>
        {total === undefined
          ? `${rowCount(rows)} found in ${read.toLocaleString('en-US')} stored events`
          : `${rows.toLocaleString('en-US')} of ${rowCount(total)}`}
      </span>
      <Button onClick={onCancel}>Cancel</Button>
    </div>
  )
}

function useExport({ liveRows, terms, question, from, known, beside }: EventList) {
  const [busy, setBusy] = useState<ExportProgress>()
  const [error, setError] = useState<string>()
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  /** Whether the file was saved. */
  const run = async (name: ExportFormat): Promise<boolean> => {
    const controller = new AbortController()
    const { signal } = controller
    running.current = controller
    const format = exportFormats[name]
    setError(undefined)
    setBusy({ rows: 0, read: 0 })
    try {
      const set = { rows: liveRows, terms, question, from, known, beside }
      const { file, rows } = await exportSet(set, { format, source: apiSource, signal, onProgress: setBusy })
      saveFile(`events.${format.extension}`, file)
      announce(`Saved ${rowCount(rows)}`)
      return true
    } catch (failure) {
      const why = failure instanceof Error ? failure.message : String(failure)
      if (!signal.aborted) setError(`${why} Nothing was saved.`)
      return false
    } finally {
      setBusy(undefined)
    }
  }
  return { run, busy, error, cancel: () => running.current?.abort() }
}

const explanations: Record<ExportFormat, string> = {
  json: 'One array, with each CloudEvent whole.',
  jsonl: 'The same, a record on each line.',
  csv: "RFC 4180, UTF-8. A cell that a spreadsheet would run as a formula starts with '.",
}

function rowCount(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'row' : 'rows'}`
}
