import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useRef } from 'react'
import { attributeSources } from '#plugin/config.ts'
import { announce } from '#ui/announce.tsx'
import { Button } from '#ui/button.tsx'
import { InlineCode } from '#ui/inline-code.tsx'
import { Input, Select } from '#ui/input.tsx'
import { SeverityIcon } from '#ui/severity-icon.tsx'
import styles from './attributes-table.module.css'
import { useDraft, usePluginField } from './use-plugin-field.ts'
import { usePluginForm } from './use-reading.ts'

const PATH = ['config', 'attributes'] as const

function rowsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** The attributes as rows that are added, removed and moved; the focus stays at the row, or goes to its neighbour. */
export function AttributesTable() {
  const form = usePluginForm()
  const field = usePluginField(PATH)
  const rows = rowsOf(field.value)
  const container = useRef<HTMLDivElement>(null)
  const focusSoon = (selector: string) =>
    requestAnimationFrame(() => container.current?.querySelector<HTMLElement>(selector)?.focus())

  const add = () => {
    const empty = { source: 'header', look_up_value_in: '', event_property_name: '' }
    form.edit([...PATH], [...rows, empty])
    announce(`Attribute ${rows.length + 1} added`)
    focusSoon(`[data-row="${rows.length}"] input`)
  }
  const remove = (index: number) => {
    const rest = rows.filter((_, at) => at !== index)
    form.edit([...PATH], rest.length === 0 ? undefined : rest)
    announce(`Attribute ${index + 1} removed`)
    focusSoon(
      rest.length === 0 ? '[data-add]' : `[data-row="${Math.min(index, rest.length - 1)}"] [data-remove]`,
    )
  }
  const move = (index: number, by: -1 | 1) => {
    const moved = rows.toSpliced(index, 1).toSpliced(index + by, 0, rows[index])
    form.edit([...PATH], moved)
    announce(`Attribute moved to place ${index + by + 1}`)
    focusSoon(`[data-row="${index + by}"] [data-move="${by}"]`)
  }
  return (
    <div ref={container} className={styles.attributes}>
      {rows.length > 0 && (
        <table className={styles.table} aria-label="Event attributes">
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col">Look up value in</th>
              <th scope="col">Event property name</th>
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an attribute has no other identity than its place
              <tr key={index} data-row={index}>
                <td className={styles.source}>
                  <SourceCell index={index} />
                </td>
                <td className={styles.lookUp}>
                  <TextCell
                    index={index}
                    name="look_up_value_in"
                    label="look up value in"
                    placeholder="x-department"
                  />
                </td>
                <td className={styles.property}>
                  <TextCell
                    index={index}
                    name="event_property_name"
                    label="event property name"
                    placeholder="department"
                  />
                </td>
                <td className={styles.actions}>
                  <MoveButton index={index} by={-1} end={index === 0} onMove={move} />
                  <MoveButton index={index} by={1} end={index === rows.length - 1} onMove={move} />
                  <Button
                    variant="quiet"
                    size="small"
                    data-remove
                    icon={<Trash2 aria-hidden="true" />}
                    aria-label={`Remove attribute ${index + 1}`}
                    onClick={() => remove(index)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <RowProblems count={rows.length} />
      {rows.length === 0 && <p className={styles.none}>{field.facts?.description}</p>}
      <Button size="small" data-add className={styles.add} icon={<Plus aria-hidden="true" />} onClick={add}>
        Add attribute
      </Button>
    </div>
  )
}

interface MoveButtonProps {
  index: number
  by: -1 | 1
  end: boolean
  onMove: (index: number, by: -1 | 1) => void
}

function MoveButton({ index, by, end, onMove }: MoveButtonProps) {
  const Icon = by === -1 ? ArrowUp : ArrowDown
  const direction = by === -1 ? 'up' : 'down'
  return (
    <Button
      variant="quiet"
      size="small"
      data-move={by}
      icon={<Icon aria-hidden="true" />}
      aria-label={`Move attribute ${index + 1} ${direction}`}
      disabledReason={end ? `It is already ${by === -1 ? 'first' : 'last'}` : undefined}
      onClick={() => onMove(index, by)}
    />
  )
}

function SourceCell({ index }: { index: number }) {
  const field = usePluginField([...PATH, index, 'source'])
  const value = typeof field.value === 'string' ? field.value : ''
  const known = attributeSources.some(source => source === value)
  return (
    <Select
      aria-label={`Attribute ${index + 1} source`}
      aria-invalid={field.problems.some(({ severity }) => severity === 'error') || undefined}
      data-path={field.path}
      value={value}
      onChange={event => field.set(event.target.value)}
    >
      {!known && <option value={value}>{value === '' ? '–' : value}</option>}
      {attributeSources.map(source => (
        <option key={source}>{source}</option>
      ))}
    </Select>
  )
}

interface TextCellProps {
  index: number
  name: 'look_up_value_in' | 'event_property_name'
  label: string
  placeholder: string
}

function TextCell({ index, name, label, placeholder }: TextCellProps) {
  const field = usePluginField([...PATH, index, name])
  const draft = useDraft(field.value === undefined ? '' : String(field.value), field.set)
  return (
    <Input
      mono
      aria-label={`Attribute ${index + 1} ${label}`}
      aria-invalid={field.problems.some(({ severity }) => severity === 'error') || undefined}
      aria-describedby={`attribute-${index}-problems`}
      data-path={field.path}
      placeholder={placeholder}
      value={draft.text}
      onChange={event => draft.type(event.target.value, event.target.value)}
      onBlur={draft.settle}
    />
  )
}

function RowProblems({ count }: { count: number }) {
  return (
    <>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an attribute has no other identity than its place
        <OneRowProblems key={index} index={index} />
      ))}
    </>
  )
}

function OneRowProblems({ index }: { index: number }) {
  const { problems } = usePluginField([...PATH, index], true)
  if (problems.length === 0) return null
  return (
    <ul id={`attribute-${index}-problems`} className={styles.problems}>
      {problems.map(({ severity, message, fix }) => (
        <li key={message} className={styles[severity]}>
          <SeverityIcon severity={severity} /> Attribute {index + 1}: <InlineCode text={message} />{' '}
          {fix && (
            <Button size="small" onClick={fix.apply}>
              <InlineCode text={fix.label} />
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
