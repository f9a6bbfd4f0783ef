import { FolderOpen } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { COMBINED_FORMAT } from '#traffic/access-log.ts'
import { type TrafficSource, trafficSources } from '#traffic/traffic-options.ts'
import { trafficSourceLabels } from '#traffic/traffic-source.ts'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { Select } from '#ui/input.tsx'
import { TextArea } from '../text-area.tsx'
import { CsvMappingForm } from './csv-mapping-form.tsx'
import type { OpenedRecord } from './opened-record.ts'
import styles from './replay.module.css'

interface ReplayPanelProps {
  record: OpenedRecord | undefined
  /** Files are held over the page. */
  over: boolean
  onOpen: (name: string, file: Blob) => void
  onChange: (record: OpenedRecord) => void
  /** Below how it is read. */
  children?: ReactNode
}

/** Opens a record of traffic, and says how it is read. */
export function ReplayPanel({ record, over, onOpen, onChange, children }: ReplayPanelProps) {
  return (
    <div className={styles.panel}>
      <OpenRecord over={over} onOpen={onOpen} />
      {record && <RecordForm record={record} onChange={onChange} />}
      {children}
    </div>
  )
}

function OpenRecord({ over, onOpen }: Pick<ReplayPanelProps, 'over' | 'onOpen'>) {
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  return (
    <>
      <div className={styles.open} data-over={over || undefined}>
        <input
          ref={input}
          type="file"
          hidden
          aria-label="Record of traffic"
          onChange={event => {
            const [file] = event.target.files ?? []
            // Else the same file could not be opened again.
            event.target.value = ''
            if (file) onOpen(file.name, file)
          }}
        />
        <Button icon={<FolderOpen aria-hidden="true" />} onClick={() => input.current?.click()}>
          Open a file…
        </Button>
        <span className={styles.hint}>
          or drop it here. HAR, Kong’s http-log or file-log, an access log, CSV, OpenAPI; of any size. It
          stays in this browser, unless you send it through the gateway.
        </span>
      </div>
      <Field label="Paste lines of it">
        {control => (
          <TextArea
            {...control}
            rows={2}
            value={text}
            placeholder="Lines of a log, a HAR, CSV with its header"
            onChange={event => setText(event.target.value)}
          />
        )}
      </Field>
      {text.trim() !== '' && (
        <Button size="small" onClick={() => onOpen('pasted lines', new Blob([text]))}>
          Replay these lines
        </Button>
      )}
    </>
  )
}

function RecordForm({
  record,
  onChange,
}: {
  record: OpenedRecord
  onChange: (record: OpenedRecord) => void
}) {
  const { name, file, source, logFormat, columns, mapping } = record
  return (
    <>
      <Field
        label="Read as"
        hint={`${name}, ${sizeText(file.size)}`}
        problems={
          source === undefined
            ? [{ severity: 'error', message: 'Its beginning is none of these: say what it is.' }]
            : []
        }
      >
        {control => (
          <Select
            {...control}
            value={source ?? ''}
            onChange={event => onChange({ ...record, source: sourceOf(event.target.value) })}
          >
            {source === undefined && <option value="">Choose…</option>}
            {trafficSources.map(known => (
              <option key={known} value={known}>
                {trafficSourceLabels[known]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {source === 'access-log' && (
        <Field label="log_format" hint="As in nginx’s configuration. Empty: the combined format.">
          {control => (
            <TextArea
              {...control}
              rows={3}
              value={logFormat}
              placeholder={COMBINED_FORMAT}
              onChange={event => onChange({ ...record, logFormat: event.target.value })}
            />
          )}
        </Field>
      )}
      {source === 'csv' && (
        <CsvMappingForm
          columns={columns}
          mapping={mapping}
          onChange={next => onChange({ ...record, mapping: next })}
        />
      )}
    </>
  )
}

function sourceOf(value: string): TrafficSource | undefined {
  return trafficSources.find(source => source === value)
}

function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  const units = ['kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power - 1]}`
}
