import { useId } from 'react'
import { type CsvMapping, csvFields } from '#traffic/traffic-options.ts'
import { Field } from '#ui/field.tsx'
import { Checkbox, Select } from '#ui/input.tsx'
import styles from './replay.module.css'

const labels: Readonly<Record<(typeof csvFields)[number], string>> = {
  method: 'Method',
  url: 'URL or path',
  host: 'Host',
  time: 'Time',
  client_ip: 'Client IP',
  status: 'Status',
  latency_ms: 'Latency in ms',
  request_bytes: 'Request bytes',
  response_bytes: 'Response bytes',
  consumer: 'Consumer',
}

const withoutUrl = {
  severity: 'error',
  message: 'Say which column it is: nothing can be played without.',
} as const

interface CsvMappingFormProps {
  columns: readonly string[]
  mapping: CsvMapping
  onChange: (mapping: CsvMapping) => void
}

/** Which column tells what; the others may be headers. */
export function CsvMappingForm({ columns, mapping: { fields, headers }, onChange }: CsvMappingFormProps) {
  const used = Object.values(fields)
  return (
    <fieldset className={styles.group}>
      <legend>Columns</legend>
      <div className={styles.fields}>
        {csvFields.map(field => (
          <Field
            key={field}
            label={labels[field]}
            problems={field === 'url' && fields.url === undefined ? [withoutUrl] : []}
          >
            {control => (
              <Select
                {...control}
                value={fields[field] ?? ''}
                onChange={({ target: { value } }) => {
                  const { [field]: _, ...others } = fields
                  onChange({ fields: value === '' ? others : { ...others, [field]: value }, headers })
                }}
              >
                <option value="">(none)</option>
                {columns.map(column => (
                  <option key={column}>{column}</option>
                ))}
              </Select>
            )}
          </Field>
        ))}
      </div>
      {columns
        .filter(column => !used.includes(column))
        .map(column => (
          <HeaderColumn
            key={column}
            column={column}
            headers={headers}
            onChange={next => onChange({ fields, headers: next })}
          />
        ))}
    </fieldset>
  )
}

interface HeaderColumnProps {
  column: string
  headers: CsvMapping['headers']
  onChange: (headers: CsvMapping['headers']) => void
}

function HeaderColumn({ column, headers, onChange }: HeaderColumnProps) {
  const id = useId()
  const name = Object.keys(headers).find(header => headers[header] === column)
  const change = (isHeader: boolean) => {
    const others = Object.entries(headers).filter(([, of]) => of !== column)
    const header = column.replace(/^header[:._\s-]+/i, '').toLowerCase()
    onChange(Object.fromEntries(isHeader ? [...others, [header, column]] : others))
  }
  return (
    <div className={styles.check}>
      <Checkbox id={id} checked={name !== undefined} onChange={event => change(event.target.checked)} />
      <label htmlFor={id}>
        <code>{column}</code> is a request header
      </label>
    </div>
  )
}
